"""The real window under real touches: they mean what they show, and nothing stays behind."""

import asyncio
import json
from typing import Any

import pytest

from tests.ui.walk import run

pytestmark = pytest.mark.ui


@pytest.fixture(scope="module")
def hands() -> dict[str, Any]:
    return dict(json.loads(asyncio.run(run("tests.ui.hands")).splitlines()[-1]))


def test_a_touch_posts_what_its_button_means(hands: dict[str, Any]) -> None:
    assert hands["start"] == [["start", "take-ticket"]]
    assert hands["open department"] == [["choose", "不动产登记中心"]]
    assert hands["face"] == [["choose", "VERY_GOOD"]]


def test_touches_beside_and_on_grey_buttons_mean_nothing(hands: dict[str, Any]) -> None:
    assert hands["beside"] == []
    assert hands["closed department"] == []


def test_a_button_that_changes_under_the_finger_is_not_pressed(hands: dict[str, Any]) -> None:
    assert hands["changed under the finger"] == []


def test_an_exception_in_a_callback_leads_to_failsafe_and_too_many_to_a_clean_start(hands: dict[str, Any]) -> None:
    assert hands["handled"] == [True] * 6
    assert hands["after a failure"] == "Failsafe"
    assert hands["exit code"] == 70


@pytest.mark.parametrize("mode", ["usual", "contrast", "large+reach"])
def test_what_the_keypad_has_come_to_has_a_ring_and_nothing_else(hands: dict[str, Any], mode: str) -> None:
    assert hands["rings"][mode] == [["home.items"], ["footer.help"], []]


def test_targets_are_told_where_they_stay(hands: dict[str, Any]) -> None:
    assert "ticket.done" in {target["name"] for target in hands["listed"]}
    assert hands["listed"] == hands["where it stays"]


def test_no_widget_remembers_a_number_after_the_session(hands: dict[str, Any]) -> None:
    assert hands["number on its screen"] > 0
    assert hands["number after the session"] == 0
