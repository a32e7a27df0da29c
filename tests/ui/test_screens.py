"""Every screen in every language on two displays: it fits, can be read and touched; touches mean what they show."""

import asyncio
import json
import os
import sys
from dataclasses import dataclass
from typing import Any

import pytest

from tests.support.kiosk_views import every_picture
from tests.ui.matrix import DISPLAYS, looks_of, mode_of

pytestmark = pytest.mark.ui

PROCESS_S = 240.0
IDLE = "idle/redraws"


async def run(*arguments: str) -> str:
    """A module's standard output; Kivy lives in a process of its own."""
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=environment,
    )
    out, err = await asyncio.wait_for(process.communicate(), PROCESS_S)
    assert process.returncode == 0, err.decode()[-3000:]
    return out.decode()


@dataclass(frozen=True)
class Walked:
    """What the lint found on one display."""

    looks: tuple[str, ...]
    report: dict[str, list[str]]


@pytest.fixture(scope="module", params=sorted(DISPLAYS))
def walked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Walked:
    out = tmp_path_factory.mktemp(request.param)
    width, height = DISPLAYS[request.param]
    looks = looks_of(request.param)
    asyncio.run(run("tests.ui.lint", str(out), str(width), str(height), *looks))
    return Walked(looks, json.loads((out / "report.json").read_text("utf-8")))


@pytest.fixture(scope="module")
def hands() -> dict[str, Any]:
    return dict(json.loads(asyncio.run(run("tests.ui.hands")).splitlines()[-1]))


def test_everything_fits_and_can_be_read_and_touched(walked: Walked) -> None:
    assert walked.report.keys() - {IDLE} == {f"{look}/{name}" for look in walked.looks for name in names(look)}
    assert {name: problems for name, problems in walked.report.items() if problems} == {}


def test_a_screen_that_stands_still_is_not_drawn(walked: Walked) -> None:
    assert walked.report[IDLE] == []


def names(look: str) -> list[str]:
    language, mode = look.split("/")
    return sorted(every_picture(language, 12, mode_of(mode)))


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
