"""Who may do what over HTTP: roles to permissions, and the access that each route declares.

Nothing is open by forgetting: `check_declared` refuses an application with a route that stands in no table.
"""

from collections.abc import Mapping
from enum import StrEnum

from api.messages.hall_commands import HallCommand
from api.messages.roles import may_give
from api.messages.words import Role
from api.ports import Actor


class Permission(StrEnum):
    """What a route asks for. A role holds several."""

    PUBLIC = "public"
    """Nobody needs to sign in."""
    PAGE = "page"
    """A page that sends people to the sign-in by itself. Its frame holds no data: those come from guarded routes."""
    SIGNED_IN = "signed-in"
    """Any account."""
    COMMANDS = "commands"
    """May send commands; which ones, `api.messages.roles` says."""
    CATALOGUE = "catalogue"
    TICKET = "ticket"
    DESK = "desk"
    """A window's desk: a clerk's own ones."""
    MANAGER = "manager"
    """Single ratings are in here: never for clerks (背靠背)."""
    DUTY = "duty"
    """The duty desk; which calls, the role says."""
    LEDGER = "ledger"
    DEVICES = "devices"


ROLE_PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.CLERK: frozenset(
        {
            Permission.SIGNED_IN,
            Permission.COMMANDS,
            Permission.CATALOGUE,
            Permission.TICKET,
            Permission.DESK,
            Permission.DUTY,
        },
    ),
    Role.MANAGER: frozenset(Permission) - {Permission.PUBLIC, Permission.PAGE},
    Role.TECHNICIAN: frozenset({Permission.SIGNED_IN, Permission.COMMANDS, Permission.DEVICES, Permission.DUTY}),
    Role.DEVICE: frozenset({Permission.SIGNED_IN, Permission.COMMANDS, Permission.CATALOGUE, Permission.TICKET}),
}

Access = Mapping[tuple[str, str], Permission]
"""(method, path template) to what it asks for; HEAD goes with GET."""

API_ACCESS: Access = {
    ("GET", "/healthz"): Permission.PUBLIC,
    ("GET", "/api/v1/openapi.json"): Permission.PUBLIC,
    ("POST", "/api/v1/session"): Permission.PUBLIC,
    ("GET", "/api/v1/session"): Permission.SIGNED_IN,
    ("DELETE", "/api/v1/session"): Permission.SIGNED_IN,
    ("POST", "/api/v1/commands"): Permission.COMMANDS,
    ("POST", "/api/v1/commands/{name}"): Permission.COMMANDS,
    ("GET", "/api/v1/board"): Permission.PUBLIC,
    ("GET", "/api/v1/rules"): Permission.PUBLIC,
    ("GET", "/api/v1/desk/{window}"): Permission.DESK,
    ("GET", "/api/v1/colleagues"): Permission.DESK,
    ("GET", "/api/v1/tickets"): Permission.DESK,
    ("GET", "/api/v1/manager"): Permission.MANAGER,
    ("GET", "/api/v1/devices"): Permission.DEVICES,
    ("GET", "/api/v1/devices/{node}/{device}/picture"): Permission.DEVICES,
    ("POST", "/api/v1/devices/{node}/{device}/commands/{name}"): Permission.DEVICES,
    ("GET", "/api/v1/tickets/{ticket}"): Permission.TICKET,
    ("GET", "/api/v1/catalogue"): Permission.CATALOGUE,
    ("GET", "/api/v1/ledger"): Permission.LEDGER,
    ("GET", "/api/v1/reports/tops"): Permission.MANAGER,
    ("GET", "/api/v1/reports/privacy"): Permission.MANAGER,
    ("GET", "/api/v1/duty"): Permission.DUTY,
    ("GET", "/api/v1/complaints"): Permission.MANAGER,
    ("GET", "/api/v1/live/duty"): Permission.DUTY,
    ("GET", "/api/v1/live/public"): Permission.PUBLIC,
    ("GET", "/api/v1/live/clerk"): Permission.DESK,
    ("GET", "/api/v1/live/manager"): Permission.MANAGER,
    ("GET", "/api/v1/live/devices"): Permission.DEVICES,
    ("POST", "/api/v1/screens/{screen}/shown"): Permission.PUBLIC,
}
"""A screen's report is public as the screen is: it carries a screen's id and a call's number and closes an alarm at most."""


def may_command(actor: Actor, command: HallCommand) -> bool:
    """Whether the actor's role has this command, and a clerk keeps to their own windows."""
    if not may_give(actor.role, type(command)):
        return False
    window = getattr(command, "window", None)
    return actor.windows is None or window is None or window in actor.windows


def may_see_window(actor: Actor, window: int) -> bool:
    return actor.windows is None or window in actor.windows
