"""What the window's strip and pad show after each event that changes its ticket: once for each decision, the state after it."""

from collections.abc import Callable

import pytest

from api.messages import hall_commands as commands
from api.messages.device_commands import DEVICE_COMMANDS
from api.messages.words import PadKey, TicketClass
from tests.support.hall_core import MANAGER
from tests.support.visit_hall import DESK, PAD, VisitHall, visit_hall

Command = Callable[[str], commands.HallCommand]


def called(hall: VisitHall) -> str:
    return hall.call(DESK)


def served(hall: VisitHall) -> str:
    return hall.serve(DESK)


def finished(hall: VisitHall) -> str:
    ticket = hall.serve(DESK)
    hall.finish(DESK)
    return ticket


def held(hall: VisitHall) -> str:
    ticket = hall.serve(DESK)
    hall.do(commands.Hold(window=DESK, reason="a copy"))
    return ticket


def waiting(hall: VisitHall) -> str:
    return next(iter(hall.hall.tickets))


IDLE, CALLING, SERVING = ("idle", ""), ("calling", "A001"), ("serving", "A001")
CASES: dict[str, tuple[Callable[[VisitHall], str], Command, tuple[str, str]]] = {
    "arrive": (called, lambda _: commands.Arrive(window=DESK), SERVING),
    "recall": (called, lambda _: commands.Recall(window=DESK), CALLING),
    "return": (called, lambda _: commands.Return(window=DESK), IDLE),
    "miss": (called, lambda _: commands.Miss(window=DESK), IDLE),
    "abandon": (called, lambda ticket: commands.Abandon(ticket=ticket), IDLE),
    "void": (called, lambda ticket: commands.Void(ticket=ticket, reason="x"), IDLE),
    "hold": (served, lambda _: commands.Hold(window=DESK, reason="a copy"), IDLE),
    "transfer": (served, lambda _: commands.Transfer(window=DESK, to_window=PAD), IDLE),
    "reject": (served, lambda _: commands.Reject(window=DESK, reason="papers"), IDLE),
    "finish, a leg to come": (served, lambda _: commands.Finish(window=DESK), IDLE),
    "claim withdrawn": (
        served,
        lambda ticket: commands.Reclassify(ticket=ticket, ticket_class=TicketClass.WALK_IN, reason="x", serve=False),
        IDLE,
    ),
    "undo a finish": (finished, lambda _: commands.UndoFinish(window=DESK), SERVING),
    "take back": (held, lambda ticket: commands.TakeBack(window=DESK, ticket=ticket), CALLING),
    "direct": (waiting, lambda ticket: commands.Direct(ticket=ticket, to_window=DESK), CALLING),
    "hold by the pad": (called, lambda _: commands.PressKey(window=DESK, key=PadKey.HOLD.value), IDLE),
}


@pytest.mark.parametrize("name", list(CASES))
def test_the_strip_and_the_pad_show_the_window_as_it_is(name: str) -> None:
    make, command, (layout, label) = CASES[name]
    hall = visit_hall()
    hall.open(PAD, DESK)
    hall.take_for("permit", ticket_class=TicketClass.ELDERLY)
    ticket = make(hall)
    hall.later(6)
    hall.do(command(ticket), MANAGER)
    shown = [delivery.body for delivery in hall.told if delivery.device == "agent/led-2"]
    assert [(body["layout"], body["data"].get("ticket", "")) for body in shown] == [(layout, label)]
    waiting_now = hall.hall.waiting_for(DESK)
    on_pad = [delivery.body for delivery in hall.told if delivery.device == "agent/callpad-2"]
    beeps = {"beep": True} if layout == "calling" else {}
    assert on_pad == [{"waiting": waiting_now, "ticket": label} | beeps]
    for delivery in hall.told:
        DEVICE_COMMANDS[delivery.command].model_validate(delivery.body, strict=True)


@pytest.mark.parametrize(
    "command",
    [
        lambda ticket: commands.Reclassify(ticket=ticket, ticket_class=TicketClass.WALK_IN, reason="x"),
        lambda ticket: commands.Reprint(ticket=ticket),
    ],
)
def test_what_changes_nothing_at_the_window_shows_nothing(command: Command) -> None:
    hall = visit_hall()
    hall.open(DESK)
    hall.take_for("permit", ticket_class=TicketClass.ELDERLY)
    ticket = hall.serve(DESK)
    hall.do(command(ticket))
    assert hall.told == []
