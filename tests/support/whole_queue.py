"""A hall in which every operation of the queue can happen: skills, levels, legs, bookings, tidal windows, guards, cards."""

from typing import Any

from hall_controller.config import HallConfig

NAMES = {"zh-CN": "名", "en": "name"}
DAY_AND_NIGHT = {"daily": ["00:00-24:00"]}
BOOKING = {
    "slot_min": 30,
    "capacity": 2,
    "lead_min": 15,
    "grace_min": 15,
    "no_shows_max": 1,
    "cool_off_days": 2,
    "cancel_before_min": 10,
    "release_min": [1, 5],
}
CARDS = {"clerk-1": "card-aaaaaaaaaaaaaaaa", "clerk-2": "card-bbbbbbbbbbbbbbbb"}


def whole_queue_document(node: str = "agent") -> dict[str, Any]:
    """The hall's file as plain values. `node`: the agent all devices hang on. Times and bounds are short, so that a test of
    some hundred steps meets them.
    """
    return {
        "hall": {
            "site": "610124-01",
            "names": NAMES,
            "recall_gap_s": 2,
            "back_after": 2,
            "back_within_min": 5,
            "call_lease_min": 3,
            "hold_min": 4,
            "issuing_timeout_s": 60,
            "items_max": 3,
            "postpones_max": 1,
        },
        "hours": DAY_AND_NIGHT,
        "queues": [
            {"id": "a", "prefix": "A", "names": NAMES, "booking": BOOKING},
            {"id": "b", "prefix": "B", "names": NAMES, "first": 5, "last": 40},
            {"id": "c", "prefix": "C", "names": NAMES, "booking": BOOKING, "hours": {"daily": ["08:30-12:00", "14:00-17:30"]}},
        ],
        "services": [
            _service("s-a", "a", then=["s-fee"]),
            _service("s-a2", "a", conflict_group="one"),
            _service("s-cash", "a", skill="cash"),
            _service("s-b", "b", conflict_group="one"),
            _service("s-fee", "b"),
            _service("s-c", "c", anonymous=False),
        ],
        "windows": [
            _window(1, node, queues=["a"], rating_pad=f"{node}/rating-1", call_pad=f"{node}/callpad-1"),
            _window(2, node, queues=["a", "b"], levels={"b": 2}, skills=["cash"], call_pad=f"{node}/callpad-2"),
            _window(3, node, any_service=True, auto_call=True, requires=[f"{node}/led-3"]),
            _window(4, node, queues=["c"], tidal=["a"], rating_pad=f"{node}/rating-4"),
        ],
        "zones": [
            {"id": "main", "names": NAMES, "speakers": [f"{node}/speaker-1"], "overview_leds": [f"{node}/overview-1"]},
        ],
        "discipline": {"overtakes_max": {"walk-in": 3, "elderly": 1, "appointment": 2}},
        "tidal": {"waiting_max": 4, "restore_below": 2, "open_by_itself": True},
        "staff": [
            {"name": "clerk-1", "card": CARDS["clerk-1"], "skills": ["cash"]},
            {"name": "clerk-2", "card": CARDS["clerk-2"]},
        ],
        "quotas": [{"services": ["s-a2"], "most": 6}, {"queue": "c", "half_day": "morning", "most": 8}],
        "guards": {
            "tickets_per_day": 8,
            "agent_per_day": 2,
            "burst": {"most": 5, "period_s": 30, "pause_s": 20},
        },
    }


def whole_queue_config() -> HallConfig:
    """The same, checked."""
    return HallConfig.model_validate(whole_queue_document())


def _service(ident: str, queue: str, **more: Any) -> dict[str, Any]:
    return {"id": ident, "names": NAMES, "department": NAMES, "queue": queue, **more}


def _window(number: int, node: str, **more: Any) -> dict[str, Any]:
    return {"number": number, "names": NAMES, "leds": [f"{node}/led-{number}"], **more}
