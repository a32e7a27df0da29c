"""A county hall of the size that the field's documents name: 134 windows, 1118 services, 26 queues, 76 rating pads."""

import tomllib
from importlib import resources
from itertools import islice, product
from typing import Any

from hall_controller.config import HallConfig

WINDOWS = 134
SERVICES_PER_DEPARTMENT = 43
"""26 departments × 43 = the 1118 services of the documents."""
RATING_PADS = 76
KIOSKS = 2
FLOORS = 3
"""Windows are spread over the floors; each floor has its own agent, speaker and overview board."""
SHORTEST_MIN, LONGEST_MIN = 4, 25
"""Service times, minutes; spread over a department's services by their place in its list: every run makes the same hall."""


def _departments() -> dict[str, Any]:
    text = resources.files("tingtang.demo").joinpath("county_departments.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _services(document: dict[str, Any]) -> list[dict[str, Any]]:
    services = []
    for department in document["departments"]:
        pairs = islice(product(department["subjects"], document["actions"]), SERVICES_PER_DEPARTMENT)
        for index, (subject, action) in enumerate(pairs, start=1):
            services.append(
                {
                    "id": f"{department['id']}-{index:02d}",
                    "names": {"zh-CN": f"{subject[0]}（{action[0]}）", "en": f"{subject[1]}: {action[1]}"},
                    "department": department["names"],
                    "queue": department["id"],
                    "minutes": SHORTEST_MIN + (index * 7) % (LONGEST_MIN - SHORTEST_MIN),
                }
            )
    return services


def _windows(document: dict[str, Any]) -> list[dict[str, Any]]:
    owners = [d for d in document["departments"] for _ in range(d["windows"])]
    windows = []
    for number, owner in enumerate(owners, start=1):
        floor = (number - 1) * FLOORS // WINDOWS + 1
        agent = f"floor-{floor}-agent"
        window: dict[str, Any] = {
            "number": number,
            "names": owner["names"],
            "queues": [owner["id"]],
            "zone": f"floor-{floor}",
            "leds": [f"{agent}/led-{number}"],
            "call_pad": f"{agent}/callpad-{number}",
        }
        if number <= RATING_PADS:
            window["rating_pad"] = f"{agent}/rating-{number}"
        windows.append(window)
    return windows


def county_hall() -> HallConfig:
    """The hall's configuration, the same at each call."""
    document = _departments()
    chinese_floors = {1: "一楼", 2: "二楼", 3: "三楼"}
    english_floors = {1: "Ground floor", 2: "First floor", 3: "Second floor"}
    return HallConfig.model_validate(
        {
            "hall": {"site": "150426-01", "names": {"zh-CN": "示例县政务服务中心", "en": "Example County Service Centre"}},
            "queues": [
                {"id": d["id"], "prefix": d["prefix"], "names": d["names"], "opens": "00:00", "closes": "24:00"}
                for d in document["departments"]
            ],
            "services": _services(document),
            "windows": _windows(document),
            "zones": [
                {
                    "id": f"floor-{floor}",
                    "names": {"zh-CN": chinese_floors[floor], "en": english_floors[floor]},
                    "speakers": [f"floor-{floor}-agent/speaker-{floor}"],
                    "overview_leds": [f"floor-{floor}-agent/led-{900 + floor}"],
                }
                for floor in range(1, FLOORS + 1)
            ],
            "devices": [f"kiosk-{number:02d}-agent/receipt-{number}" for number in range(1, KIOSKS + 1)],
        }
    )
