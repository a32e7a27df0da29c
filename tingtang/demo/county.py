"""A county hall of the size that the field's documents name: 134 windows, 1118 services, 26 queues, 76 rating pads."""

import tomllib
from importlib import resources
from itertools import islice, product
from string import ascii_uppercase
from typing import Any

from hall_controller.config import HallConfig

WINDOWS = 134
SERVICES_PER_DEPARTMENT = 43
"""26 departments × 43 = the 1118 services of the documents."""
RATING_PADS = 76
KIOSKS = 2
FLOORS = 3
"""Windows are spread over the floors; each floor has its own agent and overview board."""
ZONES_PER_FLOOR = 4
"""Parts of a floor with loudspeakers of their own: `python -m bench.voice` shows why."""
CALLS_PER_S = 0.53
"""Of the whole hall in its busiest half hours, recalls with them; no window calls more often than another."""
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


def _windows(document: dict[str, Any], zones_per_floor: int) -> list[dict[str, Any]]:
    owners = [d for d in document["departments"] for _ in range(d["windows"])]
    windows = []
    for number, owner in enumerate(owners, start=1):
        floor = (number - 1) * FLOORS // WINDOWS + 1
        zone = (number - 1) * FLOORS * zones_per_floor // WINDOWS
        agent = f"floor-{floor}-agent"
        window: dict[str, Any] = {
            "number": number,
            "names": owner["names"],
            "queues": [owner["id"]],
            "zone": f"zone-{zone + 1}",
            "leds": [f"{agent}/led-{number}"],
            "call_pad": f"{agent}/callpad-{number}",
        }
        if number <= RATING_PADS:
            window["rating_pad"] = f"{agent}/rating-{number}"
        windows.append(window)
    return windows


def _zones(windows: list[dict[str, Any]], zones_per_floor: int) -> list[dict[str, Any]]:
    """Parts of each floor; the floor's overview board shows the calls of all of them."""
    chinese_floors = ("一楼", "二楼", "三楼")
    english_floors = ("Ground floor", "First floor", "Second floor")
    zones = []
    for number in range(1, FLOORS * zones_per_floor + 1):
        place, part = divmod(number - 1, zones_per_floor)
        letter = ascii_uppercase[part] if zones_per_floor > 1 else ""
        calls = sum(window["zone"] == f"zone-{number}" for window in windows) / WINDOWS * CALLS_PER_S * 3600
        agent = f"floor-{place + 1}-agent"
        zones.append(
            {
                "id": f"zone-{number}",
                "names": {
                    "zh-CN": f"{chinese_floors[place]}{letter}区" if letter else chinese_floors[place],
                    "en": f"{english_floors[place]}, area {letter}" if letter else english_floors[place],
                },
                "speakers": [f"{agent}/speaker-{number}"],
                "voice": {"expected_calls_per_hour": round(calls)},
                "overview_leds": [f"{agent}/led-{901 + place}"],
            }
        )
    return zones


def county_hall(zones_per_floor: int = ZONES_PER_FLOOR) -> HallConfig:
    """The hall's configuration, the same at each call."""
    document = _departments()
    windows = _windows(document, zones_per_floor)
    return HallConfig.model_validate(
        {
            "hall": {"site": "150426-01", "names": {"zh-CN": "示例县政务服务中心", "en": "Example County Service Centre"}},
            "queues": [
                {"id": d["id"], "prefix": d["prefix"], "names": d["names"], "opens": "00:00", "closes": "24:00"}
                for d in document["departments"]
            ],
            "services": _services(document),
            "windows": windows,
            "zones": _zones(windows, zones_per_floor),
            "devices": [f"kiosk-{number:02d}-agent/receipt-{number}" for number in range(1, KIOSKS + 1)],
        }
    )
