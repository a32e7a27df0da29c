"""Which of the files in `systemd/` belong on a machine."""

from api.process.layout import Role
from api.process.units import BROKER, BROKER_DROP_IN, SERVICES, TIMERS

BROKER_FOLDER = f"{BROKER}.d"
JOURNAL_FOLDER = "journald.conf.d"
JOURNAL, VOLATILE_JOURNAL = f"{JOURNAL_FOLDER}/tingtang.conf", f"{JOURNAL_FOLDER}/tingtang-volatile.conf"


def belongs(inside: str, roles: frozenset[Role], *, read_only: bool) -> bool:
    """Args: inside: path of a file below `systemd/`. roles: all of the machine's. read_only: its root will be."""
    folder, _, name = inside.rpartition("/")
    if folder == BROKER_FOLDER:
        return inside == broker_drop_in(roles)
    if folder == JOURNAL_FOLDER:
        return inside == (VOLATILE_JOURNAL if read_only else JOURNAL)
    owners = _owners(name.rpartition(".")[0])
    return bool(owners & roles) if owners else True


def broker_drop_in(roles: frozenset[Role]) -> str | None:
    """A machine has one broker at most; the hall's serves a kiosk beside it as well."""
    wanted = [BROKER_DROP_IN[role] for role in BROKER_DROP_IN if role in roles]
    return wanted[0] if wanted else None


def _owners(stem: str) -> frozenset[Role]:
    """Roles with a unit of this name; a timer's service belongs to whom the timer belongs to. Empty: of use everywhere."""
    named = {role: (*SERVICES[role], *TIMERS[role]) for role in Role}
    return frozenset(role for role, units in named.items() if any(unit.rpartition(".")[0] == stem for unit in units))
