"""What a restarted controller knows again, and what the journal says of its promises."""

from pathlib import Path

import pytest

from api.messages.hall_commands import Arrive, Finish, Miss, Next, OpenWindow, Take
from api.messages.words import HandOver, TicketClass
from hall_controller.domain.events import Event
from hall_controller.domain.forecasts import Promise
from hall_controller.domain.state import Place
from hall_controller.forecast.calibration import FIRST
from hall_controller.forecast.journal_verdict import judge_journal
from hall_controller.forecast.learned import Learned
from hall_controller.forecast.promises import outcomes
from hall_controller.forecast.recall import recall
from hall_controller.forecast.stays import stays
from tests.support.forecast_hall import ForecastHall, hall_config
from tests.support.hall_core import KIOSK, PLAIN_WINDOW
from tests.support.hall_store import HandClock, StoreHall, store_hall
from tingtang.forecast.journal import last_days

MINUTE_MS = 60_000
WINDOW = PLAIN_WINDOW


class Promises20Minutes:
    """Every number is promised the same: 15 to 25 minutes."""

    def promise(self, place: Place, ticket_class: TicketClass, at: int, joined: int) -> Promise | None:
        minute = at // MINUTE_MS * MINUTE_MS
        return minute + 15 * MINUTE_MS, at + 20 * MINUTE_MS, minute + 25 * MINUTE_MS


def a_morning(hall: StoreHall, clock: HandClock, waits_min: list[int]) -> None:
    """Each one comes alone and is called after so many minutes; served for seven, the last one doesn't come."""
    hall.do(OpenWindow(window=WINDOW))
    for place, wait_min in enumerate(waits_min):
        hall.do(Take(service="s-a", hand_over=HandOver.SCREEN), KIOSK)
        clock.advance(wait_min * 60)
        hall.do(Next(window=WINDOW))
        clock.advance(7 * 60 if place < len(waits_min) - 1 else 60)
        if place < len(waits_min) - 1:
            hall.do(Arrive(window=WINDOW))
            hall.do(Finish(window=WINDOW))
        else:
            hall.do(Miss(window=WINDOW))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path, clock = tmp_path / "hall.db", HandClock()
    with store_hall(path, clock=clock) as hall:
        hall.writer.promise_by(Promises20Minutes())
        a_morning(hall, clock, [20, 18, 30, 24])
    return path


def test_the_journal_teaches_service_times_and_kept_promises_again(path: Path) -> None:
    recalled = recall(path, before=10_000)
    assert [stay.duration for stay in recalled.stays] == [7 * MINUTE_MS] * 3 + [MINUTE_MS]
    assert {(stay.queue, stay.service) for stay in recalled.stays} == {("a", "s-a")}
    assert [(one.called_at - one.promised_at) // MINUTE_MS for one in recalled.outcomes] == [20, 18, 30, 24]
    learned = Learned(counted_from=0)
    learned.recall(recalled)
    assert [stay.duration for stay in learned.history.by_queue["a"]] == [stay.duration for stay in recalled.stays]
    assert learned.calibration.of("a", 20 * MINUTE_MS).high > FIRST.high, "one in four was later than printed"


def test_only_what_was_before_this_run_is_recalled(path: Path) -> None:
    everything = recall(path, before=10_000)
    assert recall(path, before=0).stays == ()
    assert len(recall(path, before=everything_but_the_end(path)).stays) < len(everything.stays)


def everything_but_the_end(path: Path) -> int:
    return max(event.seq for event in last_days(path, None)) - 1


def test_what_was_promised_stands_beside_what_came(path: Path) -> None:
    verdict = judge_journal(outcomes(last_days(path, None)))
    everybody = verdict.everybody
    assert everybody.numbers == 4
    assert everybody.mean_wait == pytest.approx(23)
    assert everybody.bias == pytest.approx(-3)
    assert everybody.rmse == pytest.approx(((0 + 4 + 100 + 16) / 4) ** 0.5)
    assert (everybody.ranges.printed, everybody.ranges.share, everybody.ranges.later) == (4, 0.75, 0.25)
    assert set(verdict.by_queue) == {"a"}
    assert set(verdict.by_class) == {"walk-in"}


def test_a_journal_without_promises_says_so(tmp_path: Path) -> None:
    path, clock = tmp_path / "hall.db", HandClock()
    with store_hall(path, clock=clock) as hall:
        a_morning(hall, clock, [1, 2])
    with pytest.raises(ValueError, match="no called number"):
        judge_journal(outcomes(last_days(path, None)))


def test_events_read_back_say_what_was_learned_while_they_happened() -> None:
    made = ForecastHall(hall_config([{"queues": ["a", "b"]}, {"queues": ["b"]}], {}))
    told: list[Event] = []
    made.observers.append(lambda _, event: told.append(event))
    made.open_all()
    for place in range(30):
        made.take("s-a" if place % 3 else "s-b", TicketClass.WALK_IN)
    made.serve_all([1, 2], {"s-a": 6, "s-b": 9})
    read_back = list(stays(told))
    assert len(read_back) == 30
    for queue, learned in made.history.by_queue.items():
        assert [stay for stay in read_back if stay.queue == queue] == list(learned)
