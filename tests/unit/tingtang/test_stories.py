"""The demo halls and the people of their simulated morning."""

import datetime as dt
import random
from itertools import islice

import pytest

from hall_controller.config import HallConfig, load_hall_config
from hall_controller.domain.rules import Rules
from tingtang.commands.demo import DEMO_SITE
from tingtang.demo.county import county_hall
from tingtang.demo.room import WaitingRoom
from tingtang.demo.sentences import SENTENCES, Teller
from tingtang.demo.stories import STORIES, Incident, Story, errands, servable, stories


@pytest.fixture(scope="module")
def demo() -> HallConfig:
    return load_hall_config(DEMO_SITE)


@pytest.mark.parametrize("hall", ["demo", "county"])
def test_a_demo_hall_gives_numbers_at_every_hour_of_every_day(hall: str, demo: HallConfig) -> None:
    rules = Rules(demo if hall == "demo" else county_hall())
    for day in (dt.date(2026, 10, 1) + dt.timedelta(days=offset) for offset in range(0, 800, 3)):
        for queue in rules.queues.values():
            assert all(queue.hours.is_open(day, minute) for minute in (0, 1, 720, 1439))


def test_the_demo_shows_what_a_hall_uses(demo: HallConfig) -> None:
    rules = Rules(demo)
    assert any(len(service.then) > 1 for service in rules.services.values()), "受理, 收费, 出件"
    assert any(service.skill for service in rules.services.values())
    assert any(window.any_service for window in demo.windows)
    assert any(len(window.levels) > 1 for window in rules.windows.values())
    assert any(queue.booking is not None for queue in rules.queues.values())
    assert rules.tidal_windows


def test_every_service_of_the_demo_can_be_served_to_its_end(demo: HallConfig) -> None:
    windows = [window.number for window in demo.windows]
    assert servable(demo, windows) == list(demo.services)
    without_food = [number for number in windows if number != 6]
    assert "food-licence" not in {service.id for service in servable(demo, without_food)}
    without_documents = [number for number in windows if number not in (1, 6)]
    assert "transfer-registration" not in {service.id for service in servable(demo, without_documents)}


def test_a_dozen_people_meet_everything(demo: HallConfig) -> None:
    people = list(islice(stories(), len(STORIES)))
    assert set().union(*(story.incidents for story in people)) == set(Incident)
    assert len({story.claims for story in people}) >= 4
    assert any(story.topped for story in people)
    assert any(story.claim_fails for story in people)
    dice = random.Random(1)
    for story in people:
        wanted = errands(story, demo.services, dice)
        assert bool(wanted[0].then) is story.several_legs
        assert len(wanted) == 1 + story.several_things
        assert len({service.id for service in wanted}) == len(wanted)
        assert len({service.department["zh-CN"] for service in wanted}) == 1, "chosen on one page of the kiosk"


def test_a_hall_without_visits_of_several_legs_has_other_errands() -> None:
    services = county_hall().services
    assert errands(Story(several_legs=True), services, random.Random(1))[0] in services


def test_what_befalls_a_citizen_befalls_once() -> None:
    room = WaitingRoom()
    room.enter("A001", Story(incidents=frozenset({Incident.MISSES})))
    assert not room.once("A001", Incident.FORGETS)
    assert room.once("A001", Incident.MISSES)
    assert not room.once("A001", Incident.MISSES)
    assert not room.once("A002", Incident.MISSES), "somebody of an earlier run"


def test_who_stands_at_a_window_is_expected_there() -> None:
    room = WaitingRoom()
    room.send_to(3, "A001")
    assert room.expects(3)
    assert not room.expects(2)
    room.called(3, "A001")
    assert not room.expects(3)
    room.return_to(3, "A002")
    assert room.expects(3)
    assert room.has_returned(3)
    room.taken_back(3)
    assert not room.expects(3)


def test_each_sentence_is_told_with_its_values() -> None:
    said: list[str] = []
    tell = Teller(said.append)
    values = dict.fromkeys(("number", "window", "other", "why", "reason", "service", "ticket_class", "numbers", "calls"), "x")
    for what in SENTENCES:
        tell(what, **values)
    assert all("{" not in sentence for sentence in said)
    assert len(said) == len(SENTENCES)
