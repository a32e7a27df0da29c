"""What a ticket says of where to go: only what is true of all its windows."""

from pathlib import Path

import pytest

from api.messages.views import TicketSlip
from hall_controller.config import HallConfig, load_hall_config
from hall_controller.domain.places import place_texts
from hall_controller.domain.rules import Rules
from tests.support.hall_config import SMALL_HALL

EAST = """area = { zh-CN = "东区", en = "East wing" }
floor = { zh-CN = "一楼" }
direction = { zh-CN = "→ 直走" }
"""
WEST = """
[[zones]]
id = "west"
names = { zh-CN = "西区" }
area = { zh-CN = "西区" }
floor = { zh-CN = "一楼" }
"""


@pytest.fixture
def config(tmp_path: Path) -> HallConfig:
    """Windows 1 and 2 stand in the main zone, window 3 in the west."""
    text = SMALL_HALL.replace('id = "main"\n', f'id = "main"\n{EAST}')
    text = text.replace("number = 3\n", 'number = 3\nzone = "west"\n') + WEST
    path = tmp_path / "hall.toml"
    path.write_text(text, encoding="utf-8")
    return load_hall_config(path)


def test_windows_of_one_zone_have_one_place(config: HallConfig) -> None:
    assert place_texts(config, [1, 2]) == {
        "area": {"zh-CN": "东区", "en": "East wing"},
        "floor": {"zh-CN": "一楼"},
        "direction": {"zh-CN": "→ 直走"},
    }


def test_what_differs_between_windows_isn_t_said(config: HallConfig) -> None:
    assert place_texts(config, [1, 3]) == {"floor": {"zh-CN": "一楼"}}
    assert place_texts(config, []) == {}


def test_the_slip_carries_it(config: HallConfig) -> None:
    slip = TicketSlip.model_validate(Rules(config).services["id-card"].slip)
    assert slip.floor == {"zh-CN": "一楼"}
    assert (slip.area, slip.direction) == (None, None)
