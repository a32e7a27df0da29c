"""The hall of the crash test: one queue around the clock, a window for each submitter."""

from hall_controller.config import HallConfig

SUBMITTERS = 8


def killed_hall_config() -> HallConfig:
    names = {"zh-CN": "名"}
    return HallConfig.model_validate(
        {
            "hall": {"site": "610124-01", "names": names, "recall_gap_s": 0},
            "queues": [
                {"id": "a", "prefix": "A", "names": names, "last": 99_999, "digits": 5, "opens": "00:00", "closes": "24:00"}
            ],
            "services": [{"id": "s-a", "names": names, "department": names, "queue": "a"}],
            "windows": [
                {"number": number, "names": names, "queues": ["a"], "leds": [f"agent/led-{number}"]}
                for number in range(1, SUBMITTERS + 1)
            ],
            "zones": [{"id": "main", "names": names, "speakers": ["agent/speaker-1"]}],
        }
    )
