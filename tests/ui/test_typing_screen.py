"""Typing and writing on the real window, touched as a finger does."""

import asyncio
import json
from typing import Any

import pytest

from kiosk.flow.typing.line import stroke_of
from tests.ui.walk import run

pytestmark = pytest.mark.ui


@pytest.fixture(scope="module")
def hands() -> dict[str, Any]:
    return dict(json.loads(asyncio.run(run("tests.ui.typing_hands")).splitlines()[-1]))


def test_keys_and_candidates_post_what_they_stand_for(hands: dict[str, Any]) -> None:
    assert hands["letter"] == [["key", "w"]]
    assert hands["candidate"] == [["text", "王小明"]]
    assert hands["nine keys"] == [["key", "9"]]
    assert hands["result"] == [["choose", "service:s0"]]


def test_a_finger_on_the_pad_is_a_stroke_in_thousandths_of_it(hands: dict[str, Any]) -> None:
    [[kind, value]] = hands["stroke"]
    points = stroke_of(value)
    assert kind == "stroke"
    assert len(points) == 4
    for (across, down), (wanted_across, wanted_down) in zip(
        points, ((100, 500), (300, 500), (600, 520), (900, 500)), strict=True
    ):
        assert abs(across - wanted_across) <= 3
        assert abs(down - wanted_down) <= 3


def test_a_finger_that_leaves_the_pad_ends_at_its_edge(hands: dict[str, Any]) -> None:
    [[_, value]] = hands["over the edge"]
    assert stroke_of(value)[-1][1] == 1000


def test_a_touch_is_a_dot_and_one_beside_the_pad_is_nothing(hands: dict[str, Any]) -> None:
    [[_, value]] = hands["dot"]
    assert len(stroke_of(value)) == 1
    assert hands["beside"] == []


def test_no_widget_remembers_what_was_typed_or_written(hands: dict[str, Any]) -> None:
    assert hands["said"] >= 1
    assert hands["written"] >= 1
    assert hands["said on another keyboard"] == 0
    assert hands["after the session"] == [0, 0, 0]


def test_rare_characters_are_drawn_and_not_as_boxes(hands: dict[str, Any]) -> None:
    """A face that lacks two characters draws the same box for both."""
    assert hands["rare"] != hands["another rare one"]
