"""Which role may give which command. HTTP and MQTT check at the door; the hall checks again."""

from api.messages import hall_commands as commands
from api.messages.words import Refusal, Role
from api.ports import Actor
from hall_controller.domain.requests import Refused

_WINDOW_WORK = frozenset({Role.CLERK, Role.MANAGER})
_COUNTER_OR_DEVICE = frozenset({Role.CLERK, Role.MANAGER, Role.DEVICE})
_MANAGER = frozenset({Role.MANAGER})
_PAD = frozenset({Role.DEVICE, Role.MANAGER})
"""背靠背: a clerk never answers a rating question."""

PERMITTED: dict[type[commands.HallCommand], frozenset[Role]] = {
    commands.Take: _COUNTER_OR_DEVICE,
    commands.ReportHandOver: _COUNTER_OR_DEVICE,
    commands.Reprint: _COUNTER_OR_DEVICE,
    commands.Next: _WINDOW_WORK,
    commands.Call: _WINDOW_WORK,
    commands.Recall: _WINDOW_WORK,
    commands.Arrive: _WINDOW_WORK,
    commands.Miss: _WINDOW_WORK,
    commands.Return: _WINDOW_WORK,
    commands.Back: _COUNTER_OR_DEVICE,
    commands.Hold: _WINDOW_WORK,
    commands.TakeBack: _WINDOW_WORK,
    commands.Transfer: _WINDOW_WORK,
    commands.Reject: _WINDOW_WORK,
    commands.Finish: _WINDOW_WORK,
    commands.UndoFinish: _WINDOW_WORK,
    commands.Rate: _PAD,
    commands.RateTerminal: frozenset({Role.DEVICE}),
    commands.Pause: _WINDOW_WORK,
    commands.Resume: _WINDOW_WORK,
    commands.OpenWindow: _WINDOW_WORK,
    commands.CloseWindow: _WINDOW_WORK,
    commands.Cancel: _COUNTER_OR_DEVICE,
    commands.Void: _MANAGER,
    commands.CloseDay: _MANAGER,
    commands.PressKey: _PAD,
    commands.Catalogue: frozenset(Role),
}


def require_permission(actor: Actor, command: commands.HallCommand) -> None:
    """
    Raises:
        Refused: the role may not, or the account isn't for this window.
    """
    if actor.role not in PERMITTED[type(command)]:
        raise Refused(Refusal.NOT_PERMITTED, f"a {actor.role.value} may not do this")
    if actor.windows is not None:
        window = getattr(command, "window", None)
        if window is not None and window not in actor.windows:
            raise Refused(Refusal.NOT_PERMITTED, f"this account doesn't work at window {window}")
