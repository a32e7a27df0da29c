import pytest

from api.messages.hall_commands import (
    Arrive,
    CloseWindow,
    Finish,
    HallCommand,
    Hold,
    Next,
    OpenWindow,
    Pause,
    Reject,
    Resume,
    Transfer,
    UndoFinish,
    Void,
)
from api.messages.words import Refusal, Role, TicketState, WindowState
from api.ports import Actor
from hall_controller.domain.requests import Refused
from tests.support.hall_core import CLERK, KIOSK, OTHER_WINDOW, PAD_WINDOW, PLAIN_WINDOW, CoreHall


def refusal(core: CoreHall, command: HallCommand, actor: Actor | None = None) -> Refusal:
    seq = core.hall.seq
    with pytest.raises(Refused) as refused:
        core.do(command, actor)
    assert core.hall.seq == seq
    return refused.value.refusal


def served(core: CoreHall, window: int = PLAIN_WINDOW, service: str = "s-a") -> str:
    ticket = core.take(service)
    core.open(window)
    core.do(Next(window=window))
    core.do(Arrive(window=window))
    return ticket


@pytest.mark.parametrize("command", [Hold(window=PLAIN_WINDOW, reason=" "), Reject(window=PLAIN_WINDOW, reason="")])
def test_a_reason_is_required(core: CoreHall, command: HallCommand) -> None:
    served(core)
    assert refusal(core, command) is Refusal.REASON_REQUIRED


def test_a_transfer_keeps_reference_and_class_and_starts_a_new_leg(core: CoreHall) -> None:
    ticket = served(core)
    reference = core.ticket(ticket).reference
    core.later(600)
    later = core.take("s-b")
    core.do(Transfer(window=PLAIN_WINDOW, service="s-b"))
    row = core.ticket(ticket)
    assert (row.queue, row.service, row.reference, row.legs) == ("b", "s-b", reference, 2)
    core.open(OTHER_WINDOW)
    assert core.do(Next(window=OTHER_WINDOW))["ticket"]["id"] == ticket
    assert core.state(later) is TicketState.WAITING
    assert [interval.leg for interval in core.intervals if interval.ticket == ticket] == [1, 1, 1, 2]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (Transfer(window=PLAIN_WINDOW), Refusal.SENSELESS),
        (Transfer(window=PLAIN_WINDOW, service="nothing"), Refusal.UNKNOWN_SERVICE),
        (Transfer(window=PLAIN_WINDOW, service="s-c"), Refusal.NO_WINDOW_TODAY),
        (Transfer(window=PLAIN_WINDOW, to_window=9), Refusal.UNKNOWN_WINDOW),
        (Transfer(window=PLAIN_WINDOW, to_window=PLAIN_WINDOW), Refusal.NOT_THIS_WINDOW),
        (Transfer(window=PLAIN_WINDOW, to_window=OTHER_WINDOW), Refusal.WINDOW_NOT_OPEN),
    ],
)
def test_transfers_to_nowhere(core: CoreHall, command: HallCommand, expected: Refusal) -> None:
    served(core)
    assert refusal(core, command) is expected


def test_nobody_is_stranded_at_a_window_that_closes(core: CoreHall) -> None:
    ticket = served(core)
    core.open(PAD_WINDOW)
    core.do(Transfer(window=PLAIN_WINDOW, to_window=PAD_WINDOW))
    core.do(CloseWindow(window=PAD_WINDOW))
    assert core.do(Next(window=PLAIN_WINDOW))["ticket"]["id"] == ticket


def test_a_finish_without_a_pad_is_done_at_once_and_can_be_undone_for_ten_seconds(core: CoreHall) -> None:
    ticket = served(core)
    core.do(Finish(window=PLAIN_WINDOW))
    assert core.state(ticket) is TicketState.DONE
    core.later(10)
    core.do(UndoFinish(window=PLAIN_WINDOW))
    assert core.state(ticket) is TicketState.SERVING
    assert core.window(PLAIN_WINDOW).served == 0
    assert [interval.state for interval in core.intervals][-1] is TicketState.DONE
    core.do(Finish(window=PLAIN_WINDOW))
    core.later(10.001)
    assert refusal(core, UndoFinish(window=PLAIN_WINDOW)) is Refusal.TOO_LATE


def test_a_finish_can_not_be_undone_once_the_next_is_called(core: CoreHall) -> None:
    served(core)
    core.take()
    core.do(Finish(window=PLAIN_WINDOW))
    core.do(Next(window=PLAIN_WINDOW))
    assert refusal(core, UndoFinish(window=PLAIN_WINDOW)) is Refusal.WINDOW_BUSY


def test_a_void_at_the_window_frees_it(core: CoreHall) -> None:
    ticket = served(core)
    core.do(Void(ticket=ticket, reason="wrong person"))
    assert core.window(PLAIN_WINDOW).state is WindowState.IDLE


def test_windows_open_pause_resume_and_close(core: CoreHall) -> None:
    window = core.window(PLAIN_WINDOW)
    core.open(PLAIN_WINDOW)
    assert window.clerk == "clerk-1"
    assert refusal(core, OpenWindow(window=PLAIN_WINDOW)) is Refusal.ILLEGAL_TRANSITION
    assert refusal(core, Pause(window=PLAIN_WINDOW, reason="")) is Refusal.REASON_REQUIRED
    assert refusal(core, Pause(window=PLAIN_WINDOW, reason="lunch", back_at=2**80)) is Refusal.SENSELESS
    core.do(Pause(window=PLAIN_WINDOW, reason="lunch", back_at=core.now + 60_000))
    assert (window.state, window.pause_reason) == (WindowState.PAUSED, "lunch")
    core.take()
    assert refusal(core, Next(window=PLAIN_WINDOW)) is Refusal.WINDOW_NOT_OPEN
    core.do(Resume(window=PLAIN_WINDOW))
    assert (window.state, window.pause_reason, window.back_at) == (WindowState.IDLE, "", None)
    assert refusal(core, Resume(window=PLAIN_WINDOW)) is Refusal.ILLEGAL_TRANSITION
    core.do(CloseWindow(window=PLAIN_WINDOW))
    assert (window.state, window.clerk) == (WindowState.CLOSED, None)
    assert refusal(core, CloseWindow(window=PLAIN_WINDOW)) is Refusal.ILLEGAL_TRANSITION


def test_a_busy_window_neither_pauses_nor_closes(core: CoreHall) -> None:
    served(core)
    assert refusal(core, Pause(window=PLAIN_WINDOW, reason="lunch")) is Refusal.WINDOW_BUSY
    assert refusal(core, CloseWindow(window=PLAIN_WINDOW)) is Refusal.WINDOW_BUSY


def test_an_account_works_at_its_own_windows_only(core: CoreHall) -> None:
    bound = Actor("clerk-2", Role.CLERK, frozenset({PAD_WINDOW}))
    core.do(OpenWindow(window=PAD_WINDOW), bound)
    assert refusal(core, OpenWindow(window=PLAIN_WINDOW), bound) is Refusal.NOT_PERMITTED


@pytest.mark.parametrize("actor", [CLERK, KIOSK, Actor("technician-1", Role.TECHNICIAN)])
def test_only_a_manager_voids(core: CoreHall, actor: Actor) -> None:
    ticket = core.take()
    assert refusal(core, Void(ticket=ticket, reason="wrong"), actor) is Refusal.NOT_PERMITTED
