"""Which pinned list a machine's release is made from."""

from api.process.layout import Role

LISTS = {
    Role.CONTROLLER: "controller.txt",
    Role.UNITS: "controller.txt",
    Role.AGENT: "agent.txt",
    Role.KIOSK: "kiosk.txt",
    Role.SCREEN: "agent.txt",
}
EVERYTHING = "run.txt"
"""For a controller that is a terminal or drives devices as well: one list can't contradict itself."""


def list_for(roles: frozenset[Role]) -> str:
    """File name in `requirements/`. Args: roles: at least one."""
    lists = {LISTS[role] for role in roles}
    if lists <= {"kiosk.txt", "agent.txt"}:
        # A kiosk's list holds an agent's.
        return "kiosk.txt" if "kiosk.txt" in lists else "agent.txt"
    return lists.pop() if len(lists) == 1 else EVERYTHING
