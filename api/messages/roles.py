"""Which role may give which command: the one table. HTTP and MQTT check at the door, the hall checks again."""

from collections.abc import Mapping

from api.messages import hall_commands as commands
from api.messages.beside_commands import TERMINAL_COMMANDS
from api.messages.duty_commands import ClaimCall, CloseComplaint, EndCall
from api.messages.words import Role

_WINDOW_WORK = frozenset({Role.CLERK, Role.MANAGER})
_COUNTER_OR_DEVICE = frozenset({Role.CLERK, Role.MANAGER, Role.DEVICE})
"""A guide at the counter takes a number for someone who can't use the kiosk."""
_MANAGER = frozenset({Role.MANAGER})
_DEVICE = frozenset({Role.DEVICE})
"""背靠背: a rating comes from the citizen's device and from nobody else."""
_ON_DUTY = frozenset({Role.CLERK, Role.MANAGER, Role.TECHNICIAN})
"""Which kinds of calls are whose, the duty desk knows."""

COMMAND_ROLES: Mapping[type[commands.HallCommand], frozenset[Role]] = {
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
    commands.Rate: _DEVICE,
    commands.RateTerminal: _DEVICE,
    commands.Pause: _WINDOW_WORK,
    commands.Resume: _WINDOW_WORK,
    commands.OpenWindow: _WINDOW_WORK,
    commands.CloseWindow: _WINDOW_WORK,
    commands.Cancel: _COUNTER_OR_DEVICE,
    commands.Void: _MANAGER,
    commands.CloseDay: _MANAGER,
    commands.PressKey: frozenset({Role.DEVICE, Role.MANAGER}),
    commands.TakeOffline: _DEVICE,
    commands.LeaseNumbers: _DEVICE,
    commands.ReturnNumbers: frozenset({Role.DEVICE, Role.MANAGER}),
    commands.OpenPaperRange: _MANAGER,
    commands.BackEnter: _WINDOW_WORK,
    commands.Book: _COUNTER_OR_DEVICE,
    commands.CheckIn: _COUNTER_OR_DEVICE,
    commands.LiftCoolOff: _WINDOW_WORK,
    commands.Slots: _COUNTER_OR_DEVICE,
    commands.MoveBooking: _COUNTER_OR_DEVICE,
    commands.FindTicket: _COUNTER_OR_DEVICE,
    commands.Bookings: _COUNTER_OR_DEVICE,
    commands.Abandon: _WINDOW_WORK,
    commands.Postpone: _COUNTER_OR_DEVICE,
    commands.MoveToTop: _WINDOW_WORK,
    commands.Direct: _WINDOW_WORK,
    commands.Reactivate: _MANAGER,
    commands.Reclassify: _WINDOW_WORK,
    commands.Unhold: _COUNTER_OR_DEVICE,
    commands.LogInByCard: _DEVICE,
    commands.ReportWindow: _DEVICE,
    commands.OpenTidal: _MANAGER,
    commands.EndTidal: _MANAGER,
    commands.SetRule: _MANAGER,
    commands.ExtendHours: _MANAGER,
    commands.ListPerson: _MANAGER,
    commands.UnlistPerson: _MANAGER,
    commands.VoidSeries: _MANAGER,
    commands.DismissAlert: _WINDOW_WORK,
    commands.BeginEmergency: _MANAGER,
    commands.EndEmergency: _MANAGER,
    commands.Catalogue: _COUNTER_OR_DEVICE,
    **dict.fromkeys(TERMINAL_COMMANDS.values(), _DEVICE),
    EndCall: _ON_DUTY | _DEVICE,
    ClaimCall: _ON_DUTY,
    CloseComplaint: _MANAGER,
}


def may_give(role: Role, command: type[commands.HallCommand]) -> bool:
    return role in COMMAND_ROLES[command]
