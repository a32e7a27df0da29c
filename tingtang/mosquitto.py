"""Mosquitto's files: configuration made from the production template, passwords, access list.

The template in `firmware_configs/mosquitto/tingtang.conf` is a complete production file. Another broker (the demo's, a
test's) is that file with some settings replaced, so there is one place for every limit.
"""

import os
import pwd
import secrets
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from api.messages.access import access_list

TEMPLATE = Path(__file__).resolve().parents[1] / "firmware_configs" / "mosquitto" / "tingtang.conf"
PASSWORD_BYTES = 24
_TLS_SETTINGS = ("cafile", "certfile", "keyfile", "tls_version")


def render(template: str, changes: Mapping[str, str | None]) -> str:
    """The template with each named setting replaced; None leaves the setting out.

    Raises:
        KeyError: the template has no such setting, so the change would be lost unnoticed.
    """
    unused = set(changes)
    lines = []
    for line in template.splitlines():
        key = line.split(" ", 1)[0]
        if key not in changes:
            lines.append(line)
            continue
        unused.discard(key)
        value = changes[key]
        if value is not None:
            lines.append(f"{key} {value}")
    if unused:
        raise KeyError(f"{TEMPLATE.name} has no setting {', '.join(sorted(unused))}")
    return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class BrokerFiles:
    """Where one broker's files lie."""

    folder: Path

    @property
    def configuration(self) -> Path:
        return self.folder / "mosquitto.conf"

    @property
    def passwords(self) -> Path:
        return self.folder / "passwords"

    @property
    def access(self) -> Path:
        return self.folder / "acl"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def credential(self, node: str) -> Path:
        """The file that holds one node's password in plain text, readable by its owner only."""
        return self.folder / "credentials" / node

    def write(
        self,
        *,
        site: str,
        nodes: Sequence[str],
        host: str,
        port: int,
        kiosk_agents: Mapping[str, str],
        changes: Mapping[str, str | None],
    ) -> None:
        """Write all files for a broker without TLS at `host`; passwords that exist already stay.

        Raises:
            OSError: the folder can't be written.
            subprocess.CalledProcessError: mosquitto_passwd failed.
        """
        self.data.mkdir(parents=True, exist_ok=True)
        self._write_passwords({node: self._password(node) for node in nodes})
        self.access.write_text(access_list(site, nodes, kiosk_agents), "utf-8")
        self.access.chmod(0o600)
        own: dict[str, str | None] = dict.fromkeys(_TLS_SETTINGS)
        own |= {
            # Mosquitto started by root would become the user `mosquitto`, who can't read this folder.
            "user": pwd.getpwuid(os.getuid()).pw_name,
            "listener": f"{port} {host}",
            "password_file": str(self.passwords),
            "acl_file": str(self.access),
            "persistence_location": f"{self.data}/",
            "log_dest": "stderr",
        }
        self.configuration.write_text(render(TEMPLATE.read_text("utf-8"), own | dict(changes)), "utf-8")

    def _password(self, node: str) -> str:
        path = self.credential(node)
        if not path.exists():
            path.parent.mkdir(mode=0o700, exist_ok=True)
            _write_private(path, secrets.token_urlsafe(PASSWORD_BYTES))
        return path.read_text("ascii").strip()

    def _write_passwords(self, passwords: Mapping[str, str]) -> None:
        fresh = self.passwords.with_suffix(".new")
        _write_private(fresh, "".join(f"{node}:{password}\n" for node, password in passwords.items()))
        # -U hashes a file of plain passwords in place: none of them appears on a command line.
        subprocess.run(["mosquitto_passwd", "-U", str(fresh)], check=True, capture_output=True)
        fresh.replace(self.passwords)


def _write_private(path: Path, text: str) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
        file.write(text)
