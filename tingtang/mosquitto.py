"""Mosquitto's files: configuration made from the production template, passwords, access list.

The templates in `firmware_configs/mosquitto` are complete production files. Another broker (the demo's, a test's) is one of them
with some settings replaced.
"""

import os
import pwd
import secrets
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from api.messages.access import access_list
from tingtang.broker_template import HALL, Change, render
from tingtang.terminal_bridge import Bridge, terminal_configuration

PASSWORD_BYTES = 24
UNITS_SETTINGS = (
    "cafile",
    "certfile",
    "keyfile",
    "crlfile",
    "tls_version",
    "require_certificate",
    "use_identity_as_username",
    "plugin",
    "plugin_opt_config_file",
)
"""Of the hall's listener for units, beside the one on loopback, and of ending their connections."""


@dataclass(frozen=True, slots=True)
class UnitsListener:
    """A hall's listener for certified units; `folder` holds the files of `tingtang trust broker-files`."""

    host: str
    port: int
    folder: Path

    @property
    def settings(self) -> Mapping[str, Change]:
        """Where its files lie."""
        names = {
            "cafile": "hall-ca.crt",
            "certfile": "broker.crt",
            "keyfile": "broker.key",
            "crlfile": "revoked.crl",
            "plugin_opt_config_file": "dynamic-security.json",
        }
        return {setting: str(self.folder / name) for setting, name in names.items()}


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
        changes: Mapping[str, Change],
        bridge: Bridge | None = None,
        units: UnitsListener | None = None,
    ) -> None:
        """Write all files for a broker with passwords at `host`; those that exist already stay. With a `bridge` it is a
        terminal's; with `units` it has a listener for certified units as well, and their access list.

        Raises:
            OSError: the folder can't be written.
            subprocess.CalledProcessError: mosquitto_passwd failed.
        """
        self.data.mkdir(parents=True, exist_ok=True)
        self.write_passwords({node: self.make_password(node) for node in nodes})
        self.write_private(self.access, access_list(site, nodes, kiosk_agents))
        own: dict[str, Change] = dict.fromkeys(() if bridge or units else UNITS_SETTINGS)
        if units is not None:
            own |= units.settings
        own |= {
            # Mosquitto started by root would become the user `mosquitto`, who can't read this folder.
            "user": pwd.getpwuid(os.getuid()).pw_name,
            "listener": (f"{port} {host}", *((f"{units.port} {units.host}",) if units else ())),
            "password_file": str(self.passwords),
            "acl_file": str(units.folder / "acl" if units else self.access),
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
        _write_private(self.passwords, hashed_passwords(passwords))


def hashed_passwords(passwords: Mapping[str, str]) -> str:
    """The text of Mosquitto's password file.

    Raises:
        FileNotFoundError: mosquitto_passwd isn't installed.
        subprocess.CalledProcessError: it failed.
    """
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "passwords"
        _write_private(plain, "".join(f"{node}:{password}\n" for node, password in passwords.items()))
        # -U hashes a file of plain passwords in place: none of them appears on a command line.
        subprocess.run(["mosquitto_passwd", "-U", str(plain)], check=True, capture_output=True)
        return plain.read_text("ascii")


def _write_private(path: Path, text: str, encoding: str = "ascii") -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding=encoding) as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(text)
