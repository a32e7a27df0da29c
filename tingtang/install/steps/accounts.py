"""The services' accounts, as systemd's sysusers.d(5) files describe them."""

import re
from dataclasses import dataclass
from pathlib import Path

from tingtang.install.machine import Machine

PASSWD = Path("/etc/passwd")


@dataclass(frozen=True, slots=True)
class Accounts:
    """All accounts of one sysusers file, which lies in its place already."""

    file: Path
    names: tuple[str, ...]
    owns_data: bool = True
    """The accounts stay as long as data belongs to them: their numbers would be given to others."""

    @property
    def title(self) -> str:
        return f"accounts {', '.join(self.names)}"

    def is_done(self, machine: Machine) -> bool:
        return set(self.names) <= account_numbers(machine).keys()

    def do(self, machine: Machine) -> None:
        machine.run("systemd-sysusers", str(self.file))

    def undo(self, machine: Machine) -> str | None:
        if self.owns_data:
            return f"accounts {', '.join(self.names)}: the data is theirs, kept"
        for name in self.names:
            if name in account_numbers(machine):
                machine.run("userdel", name)
        return None


def accounts_in(sysusers: str) -> tuple[str, ...]:
    """Users that a sysusers.d file makes."""
    return tuple(re.findall(r"^u!?\s+(\S+)", sysusers, re.MULTILINE))


def account_numbers(machine: Machine) -> dict[str, tuple[int, int]]:
    """Name to number of user and group, of the machine under its root and not of the one this runs on."""
    try:
        lines = machine.path(PASSWD).read_text("utf-8").splitlines()
    except FileNotFoundError:
        return {}
    rows = [line.split(":") for line in lines if line.count(":") >= 3]
    return {row[0]: (int(row[2]), int(row[3])) for row in rows}


def account_ids(machine: Machine, name: str) -> tuple[int, int] | None:
    """Numbers of user and group; None: there is no such account yet."""
    return account_numbers(machine).get(name)
