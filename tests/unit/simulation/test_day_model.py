"""Days as files: the packaged ones are usable, a wrong one says where it is wrong."""

import tomllib
from collections.abc import Callable
from importlib import resources
from typing import Any

import pytest
from pydantic import ValidationError

from hall_controller.simulation.day_model import DayModel
from tests.support.simulated_hall import small_model
from tingtang.simulation.inputs import DAY_NAMES


@pytest.mark.parametrize("name", DAY_NAMES)
def test_packaged_days_are_whole(name: str) -> None:
    text = resources.files("hall_controller.simulation").joinpath("days", f"{name}.toml").read_text(encoding="utf-8")
    model = DayModel.model_validate(tomllib.loads(text))
    assert {"zh-CN", "en"} <= model.names.keys()
    assert not model.queues, "a packaged day fits every hall"


def test_busier_days_have_more_people() -> None:
    folder = resources.files("hall_controller.simulation").joinpath("days")
    counts = [tomllib.loads(folder.joinpath(f"{name}.toml").read_text(encoding="utf-8"))["tickets"] for name in DAY_NAMES]
    assert counts == sorted(counts)
    assert counts[-1] == 5000


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d.update(arivals={}), "arivals"),
        (lambda d: d.update(arrivals={"08:15": 1}), "arrivals"),
        (lambda d: d.update(arrivals={"08:30": 0}), "arrivals: all weights are 0"),
        (lambda d: d.update(queues={"tax": {"arrivals": {"08:30": 0}}}), "queues.tax.arrivals: all weights are 0"),
        (lambda d: d.update(classes={}), "classes: all weights are 0"),
        (lambda d: d.update(windows_close="19:30"), "must follow each other"),
        (lambda d: d.update(breaks=[{"at": "12:00", "minutes": 30}] * 2), "round 'lunch' has more than all windows"),
        (lambda d: d.update(absence={"no_show": 1.5}), "absence"),
    ],
)
def test_a_wrong_day_says_where(change: Callable[[dict[str, Any]], None], said: str) -> None:
    document = small_model().model_dump(mode="json")
    change(document)
    with pytest.raises(ValidationError, match=said):
        DayModel.model_validate(document)
