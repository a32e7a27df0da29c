"""What a hall's configuration must not say."""

from typing import Any

import pytest
from pydantic import ValidationError

from hall_controller.config import HallConfig
from tests.support.hall_core import core_config


def document() -> dict[str, Any]:
    return core_config().model_dump(mode="json")


@pytest.mark.parametrize(
    ("window", "changed", "problem"),
    [
        (1, {"queues": ["a", "b", "a"]}, "windows.2.queues: 'a' stands more than once"),
        (1, {"leds": ["agent/led-2", "agent/led-2"]}, "windows.2.leds: 'agent/led-2' stands more than once"),
        (1, {"call_pad": "agent/callpad-1"}, "windows.call_pad: 'agent/callpad-1' stands more than once"),
        (1, {"rating_pad": "agent/rating-1"}, "windows.rating_pad: 'agent/rating-1' stands more than once"),
    ],
)
def test_what_stands_twice_is_refused(window: int, changed: dict[str, Any], problem: str) -> None:
    hall = document()
    hall["windows"][window] |= changed
    with pytest.raises(ValidationError, match=problem):
        HallConfig.model_validate(hall)


@pytest.mark.parametrize("key", ["speakers", "overview_leds"])
def test_a_zone_s_output_stands_once(key: str) -> None:
    hall = document()
    hall["zones"][0][key] = ["agent/x", "agent/x"]
    with pytest.raises(ValidationError, match=f"zones.main.{key}: 'agent/x' stands more than once"):
        HallConfig.model_validate(hall)


def test_the_config_of_the_tests_is_well() -> None:
    assert HallConfig.model_validate(document()) == core_config()
