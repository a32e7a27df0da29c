"""A small hall and a day for the simulator: two queues, four windows, some 150 people."""

from random import Random
from typing import Any

from hall_controller.config import HallConfig
from hall_controller.domain.rules import Rules
from hall_controller.simulation.arrivals import plan_day
from hall_controller.simulation.day_model import DayModel
from hall_controller.simulation.plan import DayPlan

NAMES = {"zh-CN": "名"}
TAX, LAND = "tax", "land"


def small_hall(**sections: Any) -> HallConfig:
    """Tax has windows 1 to 3, land has window 4; window 3 has a rating pad. `sections` replace whole sections of the file."""
    document: dict[str, Any] = {
        "hall": {"site": "610124-01", "names": NAMES},
        "queues": [
            {"id": TAX, "prefix": "A", "names": NAMES, "opens": "08:30", "closes": "17:30"},
            {"id": LAND, "prefix": "B", "names": NAMES, "opens": "08:30", "closes": "17:30"},
        ],
        "services": [
            {"id": "invoice", "names": NAMES, "department": NAMES, "queue": TAX, "minutes": 8},
            {"id": "deed", "names": NAMES, "department": NAMES, "queue": TAX, "minutes": 12},
            {"id": "mortgage", "names": NAMES, "department": NAMES, "queue": LAND, "minutes": 15},
        ],
        "windows": [
            {"number": 1, "names": NAMES, "queues": [TAX]},
            {"number": 2, "names": NAMES, "queues": [TAX]},
            {"number": 3, "names": NAMES, "queues": [TAX], "rating_pad": "agent/rating-3"},
            {"number": 4, "names": NAMES, "queues": [LAND]},
        ],
    }
    return HallConfig.model_validate({**document, **sections})


def small_model(**changes: Any) -> DayModel:
    document: dict[str, Any] = {
        "names": NAMES,
        "date": "2025-11-21",
        "tickets": 150,
        "for_windows": 4,
        "arrivals": {"08:30": 3, "09:00": 4, "09:30": 4, "10:00": 3, "11:00": 1, "14:00": 3, "14:30": 3, "15:00": 1},
        "classes": {"walk-in": 7, "appointment": 2, "elderly": 1},
        "breaks": [{"at": "12:00", "minutes": 60}],
        "absence": {"no_show": 0.05, "patience_min": {"mean": 120}},
        **changes,
    }
    return DayModel.model_validate(document)


def small_plan(hall: HallConfig | None = None, seed: int = 1, **changes: Any) -> DayPlan:
    return plan_day(small_model(**changes), Rules(hall or small_hall()), Random(seed))
