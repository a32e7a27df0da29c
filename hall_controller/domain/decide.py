"""One function for each command: state and request in, events out; the state isn't touched."""

from collections.abc import Callable
from typing import Any

from api.messages import hall_commands as commands
from api.messages.words import Refusal
from hall_controller.domain import (
    alerts,
    booking,
    calling,
    checking_in,
    day,
    emergency,
    finishing,
    holding,
    issuing,
    leasing,
    lists,
    longer_hours,
    moving_bookings,
    moving_up,
    pad,
    paper,
    ratings,
    reactivating,
    reclassifying,
    rule_setting,
    series,
    tidal,
    transferring,
    windows,
    withdrawing,
)
from hall_controller.domain.hall import Hall
from hall_controller.domain.permissions import require_permission
from hall_controller.domain.requests import Decision, Refused, Request

DECIDE: dict[type[commands.HallCommand], Callable[[Hall, Request, Any], Decision]] = {
    commands.Take: issuing.take,
    commands.ReportHandOver: issuing.hand_over,
    commands.Reprint: issuing.reprint,
    commands.Next: calling.call_next,
    commands.Call: calling.call_chosen,
    commands.Recall: calling.recall,
    commands.Arrive: calling.arrive,
    commands.Miss: calling.miss,
    commands.Return: calling.return_ticket,
    commands.TakeBack: holding.take_back,
    commands.Back: withdrawing.back,
    commands.Cancel: withdrawing.cancel,
    commands.Void: withdrawing.void,
    commands.Hold: holding.hold,
    commands.Unhold: holding.unhold,
    commands.Transfer: transferring.transfer,
    commands.Reject: finishing.reject,
    commands.Finish: finishing.finish,
    commands.UndoFinish: finishing.undo_finish,
    commands.Rate: ratings.rate,
    commands.RateTerminal: ratings.rate_terminal,
    commands.Abandon: withdrawing.abandon,
    commands.Postpone: moving_up.postpone,
    commands.MoveToTop: moving_up.move_to_top,
    commands.Direct: moving_up.direct,
    commands.Reclassify: reclassifying.reclassify,
    commands.Reactivate: reactivating.reactivate,
    commands.Pause: windows.pause,
    commands.Resume: windows.resume,
    commands.OpenWindow: windows.open_window,
    commands.CloseWindow: windows.close_window,
    commands.LogInByCard: windows.log_in_by_card,
    commands.ReportWindow: windows.report_window,
    commands.OpenTidal: tidal.open_tidal,
    commands.EndTidal: tidal.end_tidal,
    commands.SetRule: rule_setting.set_rule,
    commands.CloseDay: day.close_day,
    commands.PressKey: pad.press_key,
    commands.ExtendHours: longer_hours.extend,
    commands.ListPerson: lists.list_person,
    commands.UnlistPerson: lists.unlist_person,
    commands.VoidSeries: series.void_series,
    commands.DismissAlert: alerts.dismiss,
    commands.Book: booking.book,
    commands.CheckIn: checking_in.check_in,
    commands.MoveBooking: moving_bookings.move_booking,
    commands.LiftCoolOff: booking.lift_cool_off,
    commands.LeaseNumbers: leasing.lease_numbers,
    commands.ReturnNumbers: leasing.return_numbers,
    commands.TakeOffline: leasing.take_offline,
    commands.OpenPaperRange: paper.open_paper_range,
    commands.BackEnter: paper.back_enter,
    commands.BeginEmergency: emergency.begin,
    commands.EndEmergency: emergency.end,
}
"""Every command that changes the hall; reads such as the catalogue are answered elsewhere."""


def decide(hall: Hall, request: Request) -> Decision:
    """What the command brings about.

    Raises:
        Refused: a rule forbids it.
    """
    handler = DECIDE.get(type(request.command))
    if handler is None:
        raise Refused(Refusal.UNKNOWN_COMMAND, f"{type(request.command).__name__} changes nothing")
    require_permission(request.actor, request.command)
    return handler(hall, request, request.command)
