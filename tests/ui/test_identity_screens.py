"""Identification's real screens under real touches: ways and answers of one size, the mirrored picture, nothing left behind."""

import asyncio
import json
from typing import Any

import pytest

from tests.ui.walk import run

pytestmark = pytest.mark.ui

NEAR = 6
"""Of 255: the driver may round colours."""


@pytest.fixture(scope="module")
def hands() -> dict[str, Any]:
    return dict(json.loads(asyncio.run(run("tests.ui.identity_hands")).splitlines()[-1]))


def test_each_way_is_as_large_as_the_others_and_means_itself(hands: dict[str, Any]) -> None:
    assert hands["ways"] == [[["choose", way]] for way in ("face", "show-code", "card", "document", "person")]
    assert len({tuple(size) for size in hands["sizes of ways"]}) == 1
    assert hands["grey way"] == []


def test_yes_and_no_are_of_one_size(hands: dict[str, Any]) -> None:
    assert hands["answers"] == [[["yes", ""]], [["no", ""]]]
    assert len({tuple(size) for size in hands["sizes of answers"]}) == 1


def test_keys_of_a_number(hands: dict[str, Any]) -> None:
    assert hands["keys"] == [[["key", "6"]], [["key", "X"]], [["key", "erase"]], [["several", ""]]]


def test_no_widget_remembers_a_number_or_a_code(hands: dict[str, Any]) -> None:
    assert hands["number on its screen"] == 1
    assert hands["code on its screen"] == 1
    assert (hands["number after it"], hands["code after it"]) == (0, 0)


def test_the_picture_is_mirrored_and_follows_the_camera(hands: dict[str, Any]) -> None:
    left, right = hands["mirrored"]
    assert near(left, [0, 0, 208]), "what the camera sees on its right is on the screen's left"
    assert near(right, [208, 0, 0])
    assert all(near(colour, [0, 208, 0]) for colour in hands["next picture"])


def test_a_picture_that_stands_still_is_drawn_no_more(hands: dict[str, Any]) -> None:
    assert hands["redraws"] == []


def test_the_picture_is_wiped_from_the_graphics_memory(hands: dict[str, Any]) -> None:
    assert (hands["dark"], hands["left in the texture when dark"]) == (False, 0)
    assert hands["live again"] is True
    assert hands["left in the texture"] == 0
    assert hands["one texture"] is True


def test_another_way_is_on_the_camera_screen_itself(hands: dict[str, Any]) -> None:
    assert hands["another way"] == [["back", ""]]


def near(colour: list[int], wanted: list[int]) -> bool:
    return all(abs(one - other) <= NEAR for one, other in zip(colour, wanted, strict=True))
