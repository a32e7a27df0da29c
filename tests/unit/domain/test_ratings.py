import pytest

from api.messages.hall_commands import Arrive, Finish, Next, Rate, RateTerminal, UndoFinish, Void
from api.messages.words import RatingLevel, RatingOutcome, Refusal, TicketState, WindowState
from hall_controller.domain.events import EventKind
from hall_controller.domain.requests import Refused
from hall_controller.domain.rules import RATING_MARGIN_MS, Rules
from hall_controller.domain.views import desk_view
from tests.support.hall_core import CLERK, KIOSK, PAD_WINDOW, CoreHall, core_config

WAIT_S = 15 + RATING_MARGIN_MS / 1000


def asked(core: CoreHall) -> tuple[str, str]:
    """A ticket in RATING and its question."""
    ticket = core.take()
    core.open(PAD_WINDOW)
    core.do(Next(window=PAD_WINDOW))
    core.do(Arrive(window=PAD_WINDOW))
    core.do(Finish(window=PAD_WINDOW))
    return ticket, str(core.window(PAD_WINDOW).ask)


def submitted(ask: str, level: RatingLevel | None = RatingLevel.VERY_GOOD) -> Rate:
    return Rate(ask=ask, outcome=RatingOutcome.SUBMITTED, level=level, labels=("101",))


def refused(core: CoreHall, command: Rate | UndoFinish) -> Refusal:
    with pytest.raises(Refused) as refusal:
        core.do(command)
    return refusal.value.refusal


@pytest.mark.parametrize("outcome", list(RatingOutcome), ids=str)
def test_each_outcome_ends_the_rating_once(core: CoreHall, outcome: RatingOutcome) -> None:
    ticket, ask = asked(core)
    level = RatingLevel.BAD if outcome is RatingOutcome.SUBMITTED else None
    core.do(Rate(ask=ask, outcome=outcome, level=level), KIOSK)
    assert core.state(ticket) is TicketState.DONE
    assert core.window(PAD_WINDOW).state is WindowState.IDLE
    assert (core.hall.asks[ask].outcome, core.hall.asks[ask].level) == (outcome, level)
    assert refused(core, Rate(ask=ask, outcome=RatingOutcome.TIMEOUT)) is Refusal.UNKNOWN_ASK


def test_a_silent_pad_keeps_the_window_no_longer_than_the_time_out(core: CoreHall) -> None:
    ticket, ask = asked(core)
    assert core.later(WAIT_S - 0.001) == []
    assert core.later(0.001) == [EventKind.TICKET_RATED]
    assert core.hall.asks[ask].outcome is RatingOutcome.TIMEOUT
    assert core.state(ticket) is TicketState.DONE


def test_a_late_genuine_answer_replaces_the_assumed_one_once(core: CoreHall) -> None:
    ticket, ask = asked(core)
    core.later(WAIT_S)
    assert refused(core, Rate(ask=ask, outcome=RatingOutcome.TIMEOUT)) is Refusal.UNKNOWN_ASK
    core.do(submitted(ask))
    assert core.hall.asks[ask].outcome is RatingOutcome.SUBMITTED
    assert core.hall.asks[ask].replaced
    assert core.state(ticket) is TicketState.DONE
    assert refused(core, submitted(ask, RatingLevel.VERY_BAD)) is Refusal.UNKNOWN_ASK
    assert core.hall.asks[ask].level is RatingLevel.VERY_GOOD


def test_a_late_no_thank_you_replaces_the_assumed_one_too(core: CoreHall) -> None:
    _, ask = asked(core)
    core.later(WAIT_S)
    core.do(Rate(ask=ask, outcome=RatingOutcome.DECLINED))
    assert core.hall.asks[ask].outcome is RatingOutcome.DECLINED
    assert refused(core, submitted(ask)) is Refusal.UNKNOWN_ASK


def test_a_late_answer_repaints_no_board(core: CoreHall) -> None:
    """The window calls somebody else by then."""
    _, ask = asked(core)
    core.later(WAIT_S)
    core.do(submitted(ask))
    assert core.told == []


def test_a_late_answer_finds_its_question_on_the_next_day(core: CoreHall) -> None:
    _, ask = asked(core)
    core.later(WAIT_S)
    core.later(20 * 3600)
    core.do(submitted(ask))
    assert core.hall.asks[ask].outcome is RatingOutcome.SUBMITTED
    core.later(48 * 3600)
    assert ask not in core.hall.asks


def test_a_declined_rating_stays_declined(core: CoreHall) -> None:
    _, ask = asked(core)
    core.do(Rate(ask=ask, outcome=RatingOutcome.DECLINED))
    assert refused(core, submitted(ask)) is Refusal.UNKNOWN_ASK


@pytest.mark.parametrize(
    ("outcome", "level"), [(RatingOutcome.SUBMITTED, None), (RatingOutcome.TIMEOUT, RatingLevel.GOOD)], ids=str
)
def test_a_level_goes_with_an_answer_only(core: CoreHall, outcome: RatingOutcome, level: RatingLevel | None) -> None:
    _, ask = asked(core)
    assert refused(core, Rate(ask=ask, outcome=outcome, level=level)) is Refusal.SENSELESS
    assert core.hall.asks[ask].outcome is None


def test_nobody_asked(core: CoreHall) -> None:
    assert refused(core, submitted("0" * 26)) is Refusal.UNKNOWN_ASK


def test_a_clerk_never_answers_for_the_citizen(core: CoreHall) -> None:
    _, ask = asked(core)
    with pytest.raises(Refused) as refusal:
        core.do(submitted(ask), CLERK)
    assert refusal.value.refusal is Refusal.NOT_PERMITTED


def test_next_pressed_during_the_rating_fires_when_it_ends(core: CoreHall) -> None:
    _, ask = asked(core)
    following = core.take()
    assert core.do(Next(window=PAD_WINDOW)) == {"kept": True}
    assert core.do(Next(window=PAD_WINDOW)) == {"kept": True}
    assert core.kinds().count(EventKind.NEXT_KEPT) == 1
    core.do(submitted(ask))
    assert core.state(following) is TicketState.CALLED
    assert core.events[-1].body["source"] == "kept"
    assert not core.window(PAD_WINDOW).next_kept


def test_a_kept_next_also_fires_after_the_time_out(core: CoreHall) -> None:
    asked(core)
    following = core.take()
    core.do(Next(window=PAD_WINDOW))
    assert core.later(WAIT_S) == [EventKind.TICKET_RATED, EventKind.TICKET_CALLED]
    assert core.state(following) is TicketState.CALLED


def test_a_kept_next_with_nobody_waiting_leaves_the_window_idle(core: CoreHall) -> None:
    _, ask = asked(core)
    core.do(Next(window=PAD_WINDOW))
    core.do(submitted(ask))
    assert core.window(PAD_WINDOW).state is WindowState.IDLE
    core.take()
    assert core.window(PAD_WINDOW).state is WindowState.IDLE


def test_undoing_the_finish_withdraws_the_question_and_the_kept_next(core: CoreHall) -> None:
    ticket, ask = asked(core)
    core.take()
    core.do(Next(window=PAD_WINDOW))
    core.do(UndoFinish(window=PAD_WINDOW))
    assert core.state(ticket) is TicketState.SERVING
    assert not core.window(PAD_WINDOW).next_kept
    assert [(delivery.command, delivery.body) for delivery in core.told if delivery.device == "agent/rating-1"] == [
        ("cancel", {"target": ask})
    ]
    assert refused(core, submitted(ask)) is Refusal.UNKNOWN_ASK
    core.later(WAIT_S)
    assert core.state(ticket) is TicketState.SERVING
    core.do(Finish(window=PAD_WINDOW))
    assert core.window(PAD_WINDOW).ask != ask


@pytest.mark.parametrize("outcome", [RatingOutcome.SUBMITTED, RatingOutcome.DECLINED, RatingOutcome.TIMEOUT], ids=str)
def test_a_question_that_is_over_refuses_the_undo_alike(outcome: RatingOutcome) -> None:
    """By the refusal, by its words and by the desk's view a clerk learns nothing of what the citizen did."""
    core = CoreHall(Rules(core_config(undo_finish_s=60)))
    _, ask = asked(core)
    level = RatingLevel.GOOD if outcome is RatingOutcome.SUBMITTED else None
    core.do(Rate(ask=ask, outcome=outcome, level=level))
    with pytest.raises(Refused) as refusal:
        core.do(UndoFinish(window=PAD_WINDOW))
    assert refusal.value.args == (Refusal.TOO_LATE, "window 1 has no finish that could be undone")
    desk = desk_view(core.hall, PAD_WINDOW, core.now)
    assert desk is not None
    assert desk.undo_until is None


def test_a_finish_whose_pad_was_dead_can_be_undone_and_is_asked_anew(core: CoreHall) -> None:
    ticket, ask = asked(core)
    core.do(Rate(ask=ask, outcome=RatingOutcome.DEVICE_FAULT))
    core.do(UndoFinish(window=PAD_WINDOW))
    assert core.state(ticket) is TicketState.SERVING
    assert refused(core, submitted(ask)) is Refusal.UNKNOWN_ASK
    core.do(Finish(window=PAD_WINDOW))
    assert core.window(PAD_WINDOW).ask not in (None, ask)


@pytest.mark.parametrize("outcome", [RatingOutcome.SUBMITTED, RatingOutcome.DECLINED], ids=str)
def test_a_pad_thought_dead_that_answers_after_all_ends_the_undo(core: CoreHall, outcome: RatingOutcome) -> None:
    _, ask = asked(core)
    core.do(Rate(ask=ask, outcome=RatingOutcome.DEVICE_FAULT))
    core.do(Rate(ask=ask, outcome=outcome, level=RatingLevel.GOOD if outcome is RatingOutcome.SUBMITTED else None))
    assert refused(core, UndoFinish(window=PAD_WINDOW)) is Refusal.TOO_LATE


@pytest.mark.parametrize("first", [RatingOutcome.SUBMITTED, RatingOutcome.DECLINED, RatingOutcome.TIMEOUT], ids=str)
def test_a_terminal_is_rated_once_for_each_ticket(core: CoreHall, first: RatingOutcome) -> None:
    ticket, other = core.take(), core.take()
    level = RatingLevel.GOOD if first is RatingOutcome.SUBMITTED else None
    core.do(RateTerminal(ticket=ticket, service="s-a", outcome=first, level=level), KIOSK)
    with pytest.raises(Refused) as refusal:
        core.do(RateTerminal(ticket=ticket, service="s-a", outcome=RatingOutcome.SUBMITTED, level=RatingLevel.BAD), KIOSK)
    assert refusal.value.refusal is Refusal.TOO_LATE
    core.do(RateTerminal(ticket=other, service="s-a", outcome=RatingOutcome.DECLINED), KIOSK)
    assert core.kinds().count(EventKind.TERMINAL_RATED) == 2


def test_a_void_during_the_rating_withdraws_the_question_and_lets_the_kept_next_through(core: CoreHall) -> None:
    ticket, ask = asked(core)
    following = core.take()
    core.do(Next(window=PAD_WINDOW))
    core.do(Void(ticket=ticket, reason="wrong person"))
    assert core.hall.asks[ask].cancelled
    assert core.state(following) is TicketState.CALLED
    assert ("agent/rating-1", "cancel") in [(delivery.device, delivery.command) for delivery in core.told]
