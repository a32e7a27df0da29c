"""What is secret and travels with a card: the one-time code of its unit, and what all terminals of a hall share.

They lie in a folder that the person who provisions has (`--secrets`), never in the site file:

    codes/<name>       one-time code of a unit (`tingtang trust code`): zone-1-agent, kiosk-03-link
    person-key         the hall's key for pseudonyms
    technician-code    hash of the technician's code (`tingtang kiosk code`)

On the start partition they are plain until the unit's first start, which takes them and deletes them there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from api.process.layout import Role
from api.process.secret_file import read_secret

PERSON_KEY, TECHNICIAN_CODE, CODE = "person-key", "technician-code", "enrolment-code"
SHARED = (PERSON_KEY, TECHNICIAN_CODE)


@dataclass(frozen=True, slots=True)
class Secrets:
    """Read once; nothing of them is in a repr."""

    shared: Mapping[str, str] = field(default_factory=dict, repr=False)
    codes: Mapping[str, str] = field(default_factory=dict, repr=False)
    """By the name in the unit's certificate."""

    def of(self, name: str, role: Role) -> Mapping[str, str]:
        """What one unit gets, by the name of the file."""
        found = {CODE: self.codes[name] + "\n"} if name in self.codes else {}
        if role is Role.KIOSK:
            found |= {key: text + "\n" for key, text in self.shared.items()}
        return found

    def has(self, name: str) -> bool:
        return name in self.shared


NO_SECRETS = Secrets()


def read_secrets(folder: Path) -> Secrets:
    """
    Raises:
        ConfigurationError: a file in it can't be read, or others may read it.
    """
    shared = {name: read_secret(folder / name) for name in SHARED if (folder / name).exists()}
    codes = {path.name: read_secret(path) for path in sorted((folder / "codes").glob("*")) if path.is_file()}
    return Secrets(shared, codes)


def missing_secrets(secrets: Secrets, node: str, name: str, role: Role) -> list[str]:
    """What a unit needs and its card doesn't hold, with where it is to be put. `name`: in its certificate."""
    found = []
    if role is not Role.CONTROLLER and name not in secrets.codes:
        found.append(f"{node}: one-time code (tingtang trust code {name}) as tingtang/{CODE} on its start partition")
    if role is Role.KIOSK and not secrets.has(PERSON_KEY):
        found.append(f"{node}: the hall's {PERSON_KEY}, as tingtang/{PERSON_KEY} on its start partition")
    return found
