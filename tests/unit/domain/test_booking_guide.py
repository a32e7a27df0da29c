"""The example of the bookings' guide is one that a hall takes, and names every key."""

import re
import tomllib
from pathlib import Path

from hall_controller.config import HallConfig
from hall_controller.config_queueing import BookingSection

GUIDE = Path(__file__).parents[3] / "docs" / "operating" / "booking.md"
NAMES = {"zh-CN": "名"}


def test_the_example_is_usable_and_whole() -> None:
    [text] = re.findall(r"```toml\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    example = tomllib.loads(text)
    hall = HallConfig.model_validate(
        {
            "hall": {"site": "610124-01", "names": NAMES},
            "services": [{"id": "transfer", "names": NAMES, "department": NAMES, "queue": "estate"}],
            "windows": [{"number": 1, "names": NAMES, "queues": ["estate"]}],
            **example,
        }
    )
    assert hall.queues[0].booking is not None
    assert set(example["queues"][0]["booking"]) == set(BookingSection.model_fields)
