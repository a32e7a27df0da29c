"""Ranges that were given back and leased again, clocks that were set: a number is one person's and keeps its place."""

import pytest

from api.messages.hall_commands import BackEnter, LeaseNumbers, OpenPaperRange, ReturnNumbers, TakeOffline
from api.messages.words import Refusal
from api.ports import Actor
from hall_controller.domain.requests import Refused
from tests.support.hall_core import KIOSK, MANAGER, CoreHall

DAY_S = 24 * 3_600


def leased(core: CoreHall) -> str:
    return str(core.do(LeaseNumbers(queue="a", count=1), KIOSK)["block"]["id"])


def printed(core: CoreHall) -> str:
    return str(core.do(OpenPaperRange(queue="a", count=1), MANAGER)["block"]["id"])


def give_back(core: CoreHall, block: str, actor: Actor) -> None:
    core.do(ReturnNumbers(block=block), actor)


def test_a_number_of_yesterday_that_is_another_ranges_is_refused_today(core: CoreHall) -> None:
    first = leased(core)
    give_back(core, first, KIOSK)
    second = leased(core)
    core.later(DAY_S)
    core.do(TakeOffline(block=second, number=1, service="s-a", taken_at=core.now), KIOSK)
    with pytest.raises(Refused) as refused:
        core.do(TakeOffline(block=first, number=1, service="s-a", taken_at=core.now), KIOSK)
    assert refused.value.refusal is Refusal.NUMBER_USED


def test_paper_given_back_on_one_day_and_printed_again_on_another_is_one_persons(core: CoreHall) -> None:
    first = printed(core)
    core.later(DAY_S / 2)
    give_back(core, first, MANAGER)
    second = printed(core)
    core.do(BackEnter(block=second, number=1, service="s-a", taken_at=core.now), MANAGER)
    with pytest.raises(Refused) as refused:
        core.do(BackEnter(block=first, number=1, service="s-a", taken_at=core.now), MANAGER)
    assert refused.value.refusal is Refusal.NUMBER_USED


def test_a_kiosk_whose_clock_was_set_between_two_numbers_overtakes_nobody(core: CoreHall) -> None:
    block = str(core.do(LeaseNumbers(queue="a", count=2), KIOSK)["block"]["id"])
    core.later(3_600)
    references = []
    for number, minutes_ago in ((1, 5), (2, 40)):
        taken_at = core.now - minutes_ago * 60_000
        core.do(TakeOffline(block=block, number=number, service="s-a", taken_at=taken_at), KIOSK)
        references.append(core.hall.tickets[core.events[-1].body["ticket"]].reference)
    assert references == sorted(references)
