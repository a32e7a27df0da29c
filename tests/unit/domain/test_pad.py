import pytest

from api.messages.hall_commands import Arrive, Pause, PressKey, ReportWindow
from api.messages.words import RatingOutcome, Refusal, TicketState, WindowState
from hall_controller.domain.requests import Refused
from tests.support.hall_core import KIOSK, OTHER_WINDOW, PAD_WINDOW, PLAIN_WINDOW, CoreHall


def press(core: CoreHall, key: str, window: int = PLAIN_WINDOW, digits: str = "") -> dict[str, object]:
    return core.do(PressKey(window=window, key=key, digits=digits), KIOSK)


def refused(core: CoreHall, key: str, window: int = PLAIN_WINDOW, digits: str = "") -> Refusal:
    seq = core.hall.seq
    with pytest.raises(Refused) as refusal:
        press(core, key, window, digits)
    assert core.hall.seq == seq
    return refusal.value.refusal


def called(core: CoreHall, window: int = PLAIN_WINDOW) -> str:
    ticket = core.take()
    core.open(window)
    press(core, "next", window)
    core.later(60)
    return ticket


def test_next_finishes_the_present_one_and_calls_the_next(core: CoreHall) -> None:
    first = called(core)
    second = core.take()
    press(core, "next")
    assert [core.state(ticket) for ticket in (first, second)] == [TicketState.DONE, TicketState.CALLED]
    states = [interval.state.value for interval in core.intervals if interval.ticket == first]
    assert states == ["waiting", "called", "serving"]


def test_next_with_nobody_waiting_still_finishes(core: CoreHall) -> None:
    first = called(core)
    assert "ticket" not in press(core, "next")
    assert core.state(first) is TicketState.DONE
    assert refused(core, "next") is Refusal.NOBODY_WAITING


def test_next_at_a_window_with_a_rating_pad_waits_for_the_rating(core: CoreHall) -> None:
    first = called(core, PAD_WINDOW)
    second = core.take()
    assert press(core, "next", PAD_WINDOW)["kept"] is True
    assert core.state(first) is TicketState.RATING
    assert press(core, "next", PAD_WINDOW) == {"kept": True}
    core.later(17)
    assert core.hall.asks[next(iter(core.hall.asks))].outcome is RatingOutcome.TIMEOUT
    assert core.state(second) is TicketState.CALLED


def test_a_bounced_key_finishes_nobody(core: CoreHall) -> None:
    core.take()
    core.take()
    core.open(PLAIN_WINDOW)
    press(core, "next")
    core.later(4.9)
    assert refused(core, "next") is Refusal.TOO_SOON


def test_a_closed_or_paused_window_has_no_next(core: CoreHall) -> None:
    core.take()
    assert refused(core, "next") is Refusal.WINDOW_NOT_OPEN
    core.open(PLAIN_WINDOW)
    core.do(Pause(window=PLAIN_WINDOW, reason="lunch"))
    assert refused(core, "next") is Refusal.WINDOW_NOT_OPEN


def test_recall_and_miss(core: CoreHall) -> None:
    ticket = called(core)
    press(core, "recall")
    assert core.ticket(ticket).calls == 2
    press(core, "miss")
    assert core.state(ticket) is TicketState.MISSED


@pytest.mark.parametrize("arrived", [True, False])
def test_evaluate_finishes_and_asks(core: CoreHall, *, arrived: bool) -> None:
    ticket = called(core, PAD_WINDOW)
    if arrived:
        core.do(Arrive(window=PAD_WINDOW))
    press(core, "evaluate", PAD_WINDOW)
    assert core.state(ticket) is TicketState.RATING
    assert refused(core, "evaluate", PAD_WINDOW) is Refusal.ILLEGAL_TRANSITION


def test_the_pause_key_also_resumes(core: CoreHall) -> None:
    core.open(PLAIN_WINDOW)
    press(core, "pause")
    assert core.window(PLAIN_WINDOW).state is WindowState.PAUSED
    press(core, "pause")
    assert core.window(PLAIN_WINDOW).state is WindowState.IDLE


def test_transfer_goes_to_the_window_of_the_digits(core: CoreHall) -> None:
    ticket = called(core)
    core.open(OTHER_WINDOW)
    assert refused(core, "transfer") is Refusal.SENSELESS
    press(core, "transfer", digits="3")
    assert core.ticket(ticket).reserved == OTHER_WINDOW


def test_hold_and_take_back_by_digits_or_the_last(core: CoreHall) -> None:
    core.open(PLAIN_WINDOW)
    first, second = core.take(), core.take()
    for _ in range(2):
        press(core, "next")
        core.later(60)
        press(core, "hold")
    assert refused(core, "take-back", digits="77") is Refusal.UNKNOWN_TICKET
    press(core, "take-back", digits="1")
    assert core.state(first) is TicketState.CALLED
    core.later(60)
    press(core, "hold")
    press(core, "take-back")
    assert core.state(first) is TicketState.CALLED
    assert core.state(second) is TicketState.HELD


def test_keys_of_newer_pads_are_refused_clearly(core: CoreHall) -> None:
    core.open(PLAIN_WINDOW)
    assert refused(core, "self-destruct") is Refusal.UNKNOWN_COMMAND


def test_pause_puts_the_called_citizen_back_into_line_and_the_same_key_resumes(core: CoreHall) -> None:
    ticket = called(core)
    press(core, "pause")
    assert (core.state(ticket), core.window(PLAIN_WINDOW).state) == (TicketState.WAITING, WindowState.PAUSED)
    press(core, "pause")
    assert core.window(PLAIN_WINDOW).state is WindowState.IDLE


def test_next_at_a_window_that_fell_out_finishes_and_calls_nobody(core: CoreHall) -> None:
    first = called(core)
    second = core.take()
    core.do(ReportWindow(window=PLAIN_WINDOW, fault="agent/reader-2"), KIOSK)
    press(core, "next")
    assert [core.state(ticket) for ticket in (first, second)] == [TicketState.DONE, TicketState.WAITING]
    assert core.window(PLAIN_WINDOW).state is WindowState.FAULT
    assert refused(core, "next") is Refusal.WINDOW_FAULT


def test_a_key_from_a_window_taken_for_offline_counts(core: CoreHall) -> None:
    core.open(PLAIN_WINDOW)
    ticket = core.take()
    core.do(ReportWindow(window=PLAIN_WINDOW, offline=True), KIOSK)
    press(core, "next")
    assert core.state(ticket) is TicketState.CALLED
