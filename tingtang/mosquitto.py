"""Mosquitto's files: configuration made from the production template, passwords, access list.

The templates in `firmware_configs/mosquitto` are complete production files. Another broker (the demo's, a test's) is one of them
with some settings replaced.
"""

import os
import pwd
import secrets
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from api.messages.access import access_list
from tingtang.broker_template import HALL, render
from tingtang.terminal_bridge import Bridge, terminal_configuration

PASSWORD_BYTES = 24
_TLS_SETTINGS = ("cafile", "certfile", "keyfile", "tls_version")


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
        bridge: Bridge | None = None,
    ) -> None:
        """Write all files for a broker without TLS at `host`; passwords that exist already stay. With a `bridge` it is a
        terminal's.

        Raises:
            OSError: the folder can't be written.
            subprocess.CalledProcessError: mosquitto_passwd failed.
        """
        self.data.mkdir(parents=True, exist_ok=True)
        self.write_passwords({node: self.make_password(node) for node in nodes})
        self.write_private(self.access, access_list(site, nodes, kiosk_agents))
        own: dict[str, str | None] = dict.fromkeys(() if bridge else _TLS_SETTINGS)
        own |= {
            # Mosquitto started by root would become the user `mosquitto`, who can't read this folder.
            "user": pwd.getpwuid(os.getuid()).pw_name,
            "listener": f"{port} {host}",
            "password_file": str(self.passwords),
            "acl_file": str(self.access),
            "log_dest": "stderr",
        }
        if bridge is None:
            own["persistence_location"] = f"{self.data}/"
            text = render(HALL.read_text("utf-8"), own | dict(changes))
        else:
            text = terminal_configuration(bridge, own | dict(changes))
        # A bridge's password stands in it.
        self.write_private(self.configuration, text)

    @staticmethod
    def write_private(path: Path, text: str) -> None:
        """For the owner's eyes only."""
        _write_private(path, text, "utf-8")

    def make_password(self, node: str) -> str:
        """The node's password; a new one when it has none yet."""
        path = self.credential(node)
        if not path.exists():
            path.parent.mkdir(mode=0o700, exist_ok=True)
            _write_private(path, secrets.token_urlsafe(PASSWORD_BYTES))
        return path.read_text("ascii").strip()

    def write_passwords(self, passwords: Mapping[str, str]) -> None:
        """Hashed, by node."""
        fresh = self.passwords.with_suffix(".new")
        _write_private(fresh, "".join(f"{node}:{password}\n" for node, password in passwords.items()))
        # -U hashes a file of plain passwords in place: none of them appears on a command line.
        subprocess.run(["mosquitto_passwd", "-U", str(fresh)], check=True, capture_output=True)
        fresh.replace(self.passwords)


def _write_private(path: Path, text: str, encoding: str = "ascii") -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding=encoding) as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(text)
