"""限号 at the take."""

from api.messages.hall_commands import Arrive, Cancel, Next, ReportHandOver, Transfer, Void
from api.messages.words import HandOver, Refusal
from tests.support.guarded_hall import guarded, refused, wish
from tests.support.hall_core import CLERK, MANAGER, PLAIN_WINDOW


def test_a_queue_s_quota_in_half_a_day() -> None:
    core = guarded(quotas=[{"queue": "a", "half_day": "morning", "most": 2}])
    core.take()
    core.take()
    assert refused(core, wish()) is Refusal.QUOTA_USED_UP
    core.take("s-b")
    core.later(3 * 3600)
    core.take()


def test_a_cancelled_number_counts_and_a_withdrawn_one_is_free_again() -> None:
    core = guarded(quotas=[{"services": ["s-a"], "most": 1}])
    core.do(Cancel(ticket=core.take()))
    assert refused(core, wish()) is Refusal.QUOTA_USED_UP
    fresh = guarded(quotas=[{"services": ["s-a"], "most": 1}])
    fresh.do(Void(ticket=fresh.take(), reason="wrong key"), MANAGER)
    fresh.do(ReportHandOver(ticket=fresh.take(hand_over=HandOver.PRINTER), handed_over=None))
    fresh.take()
    assert refused(fresh, wish()) is Refusal.QUOTA_USED_UP


def test_a_quota_counts_what_was_asked_for_wherever_the_ticket_went() -> None:
    core = guarded(quotas=[{"services": ["s-a"], "most": 1}, {"queue": "b", "most": 1}])
    core.take()
    core.open(PLAIN_WINDOW)
    core.do(Next(window=PLAIN_WINDOW), CLERK)
    core.do(Arrive(window=PLAIN_WINDOW), CLERK)
    core.do(Transfer(window=PLAIN_WINDOW, service="s-b"), CLERK)
    assert refused(core, wish()) is Refusal.QUOTA_USED_UP
    core.take("s-b")
    assert refused(core, wish("s-b")) is Refusal.QUOTA_USED_UP


def test_further_items_count_too() -> None:
    core = guarded(quotas=[{"services": ["s-b"], "most": 1}])
    core.do(wish("s-a", more=("s-b",)))
    assert refused(core, wish("s-b")) is Refusal.QUOTA_USED_UP
    assert refused(core, wish("s-a", more=("s-b",))) is Refusal.QUOTA_USED_UP
    core.take()


def test_yesterday_s_numbers_don_t_count() -> None:
    core = guarded(quotas=[{"queue": "a", "most": 1}])
    core.take()
    assert refused(core, wish()) is Refusal.QUOTA_USED_UP
    core.later(24 * 3600)
    core.take()
