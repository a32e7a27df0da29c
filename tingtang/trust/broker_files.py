"""Files that the hall's broker reads beside its configuration, all made from what the authority knows.

| file | of |
|---|---|
| `hall-ca.crt`, `revoked.crl` | whom it trusts, and whom no longer |
| `broker.crt`, `broker.key` | itself; exchanged when two thirds of their time are over |
| `acl` | what each unit may say and hear, from the contract |
| `passwords` | the two accounts of this machine itself, hashed |
| `dynamic-security.json` | nobody: what ends connections of cut-off units has no accounts of its own |
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from api.messages.access import access_list
from api.messages.topics import CONTROLLER_NODE
from api.process.layout import Layout
from api.process.secret_file import read_secret
from api.process.settings_file import ConfigurationError
from hall_controller.trust.authority import Authority, certificate_pem
from hall_controller.trust.files import GROUP, PRIVATE, make_folder, write_file
from hall_controller.trust.registrar import BROKER_ACCOUNT
from hall_controller.trust.registry import NodeEntry
from hall_controller.units.own_certificate import renew_server
from hall_controller.units.settings import UnitsSettings
from tingtang.mosquitto import hashed_passwords
from tingtang.trust.accounts import owner_in
from tingtang.trust.broker_control import CONTROL, CONTROL_ANSWERS

BROKER_USER = "mosquitto"
ROOT_ACCOUNT = "root"
FOLDER_MODE, SECRETS_MODE = 0o750, 0o700
PASSWORD_BYTES = 24
OWN_RULES = f"\nuser {BROKER_ACCOUNT}\ntopic write {CONTROL}\ntopic read {CONTROL_ANSWERS}\n"
"""The authority's own account may end connections; nobody else may."""
NO_ACCOUNTS = '{"clients": [], "groups": [], "roles": []}\n'


def password_name(account: str) -> str:
    """Of the file in `Layout.secrets` that holds an account's password."""
    return "broker-password" if account == CONTROLLER_NODE else f"{account}-broker-password"


@dataclass(frozen=True, slots=True)
class BrokerFolder:
    """Writes them into `Layout.mosquitto`: root's, and readable by the broker's group."""

    layout: Layout

    @property
    def _owner(self) -> tuple[int, int] | None:
        return owner_in(self.layout.root, ROOT_ACCOUNT, BROKER_USER)

    def write(
        self, authority: Authority, settings: UnitsSettings, nodes: list[NodeEntry], revoked: str, now: datetime
    ) -> list[str]:
        """All of them; names of those that changed.

        Raises:
            OSError: they can't be written.
            ConfigurationError: a password's file can't be used.
            ValueError: a name in the settings is neither a host's nor an address.
            FileNotFoundError, subprocess.CalledProcessError: mosquitto_passwd is missing or failed.
        """
        make_folder(self.layout.mosquitto, FOLDER_MODE, owner=self._owner)
        changed = []
        if self._put("hall-ca.crt", certificate_pem(authority.certificate)):
            changed.append("hall-ca.crt")
        if self.renew(authority, settings, now):
            changed += ["broker.crt", "broker.key"]
        if self._put("dynamic-security.json", NO_ACCOUNTS):
            changed.append("dynamic-security.json")
        changed += self.refresh(settings, nodes, revoked)
        if self._write_passwords():
            changed.append("passwords")
        return changed

    def renew(self, authority: Authority, settings: UnitsSettings, now: datetime) -> bool:
        """The broker's own certificate, when it is due or its names have changed."""
        folder = self.layout.mosquitto
        return renew_server(
            authority,
            settings.names,
            folder / "broker.crt",
            folder / "broker.key",
            now,
            modes=(GROUP, GROUP),
            owner=self._owner,
        )

    def refresh(self, settings: UnitsSettings, nodes: list[NodeEntry], revoked: str) -> list[str]:
        """What changes with the units: the access list and the list of revoked certificates."""
        members = [CONTROLLER_NODE, *(node.name for node in nodes if node.cut_off_at is None)]
        cut_off = [node.name for node in nodes if node.cut_off_at is not None]
        rules = access_list(settings.site, members, settings.kiosk_agents, cut_off=cut_off) + OWN_RULES
        return [name for name, text in (("acl", rules), ("revoked.crl", revoked)) if self._put(name, text)]

    def _put(self, name: str, text: str) -> bool:
        return write_file(self.layout.mosquitto / name, text, GROUP, owner=self._owner)

    def _write_passwords(self) -> bool:
        """Hashed anew only when a password was made: the hash has a new salt each time."""
        make_folder(self.layout.secrets, SECRETS_MODE)
        passwords, made = {}, False
        for account in (CONTROLLER_NODE, BROKER_ACCOUNT):
            path = self.layout.secrets / password_name(account)
            try:
                passwords[account] = read_secret(path)
            except ConfigurationError:
                if path.exists() and path.stat().st_size:
                    raise
                passwords[account] = secrets.token_urlsafe(PASSWORD_BYTES)
                write_file(path, passwords[account] + "\n", PRIVATE)
                made = True
        if not made and (self.layout.mosquitto / "passwords").exists():
            return False
        return self._put("passwords", hashed_passwords(passwords))
