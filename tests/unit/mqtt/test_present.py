"""What boards and pads should show, by the state of their window."""

from pathlib import Path

import pytest

from api.messages.device_commands import PadDisplay, Show
from api.messages.views import HallBoard, QueueView, WindowView
from api.messages.words import WindowState
from hall_controller.mqtt.present import Present, present_outputs
from tests.support.hall_config import small_hall

NAMES = {"zh-CN": "综合窗口"}


def shown(tmp_path: Path, **fields: object) -> dict[str, Present]:
    window = WindowView.model_validate(
        {"number": 1, "names": NAMES, "state": WindowState.IDLE, "queues": ("general",), **fields}
    )
    queues = tuple(
        QueueView(id=name, prefix="A", names=NAMES, waiting=waiting, open_windows=1, open=True)
        for name, waiting in (("general", 12), ("estate", 5_000))
    )
    board = HallBoard(site="610124-01", names=NAMES, seq=1, at=1, queues=queues, windows=(window,), calls=())
    return {present.address: present for present in present_outputs(small_hall(tmp_path), board)}


def layout(tmp_path: Path, **fields: object) -> tuple[str, dict[str, str]]:
    body = shown(tmp_path, **fields)["hall-agent/led-1"].body
    assert isinstance(body, Show)
    return body.layout, body.data


def test_idle_names_the_window(tmp_path: Path) -> None:
    assert layout(tmp_path) == ("idle", {"window": "1", "title": "综合窗口"})


@pytest.mark.parametrize(
    ("state", "expected"),
    [(WindowState.CALLING, "calling"), (WindowState.SERVING, "serving"), (WindowState.RATING, "serving")],
)
def test_a_ticket_at_the_window_is_shown(tmp_path: Path, state: WindowState, expected: str) -> None:
    assert layout(tmp_path, state=state, ticket="A012") == (expected, {"window": "1", "ticket": "A012"})


@pytest.mark.parametrize("state", [WindowState.CLOSED, WindowState.OFFLINE, WindowState.FAULT])
def test_a_window_without_service_is_closed(tmp_path: Path, state: WindowState) -> None:
    assert layout(tmp_path, state=state)[0] == "closed"


def test_a_pause_shows_its_reason_and_the_halls_own_time(tmp_path: Path) -> None:
    back_at = 1_764_036_000_000  # 2025-11-25 02:00 UTC, 10:00 in Shanghai
    data = {"window": "1", "reason": "会议", "back_at": "10:00"}
    assert layout(tmp_path, state=WindowState.PAUSED, pause_reason="会议", back_at=back_at) == ("paused", data)


def test_a_pause_by_the_pads_key_shows_no_catalogue_key(tmp_path: Path) -> None:
    assert layout(tmp_path, state=WindowState.PAUSED, pause_reason="callPad")[1]["reason"] == ""


def test_the_pad_shows_who_waits_for_its_window(tmp_path: Path) -> None:
    body = shown(tmp_path, state=WindowState.SERVING, ticket="A012")["hall-agent/callpad-1"].body
    assert body == PadDisplay(waiting=12, ticket="A012")
    crowded = shown(tmp_path, queues=("general", "estate"))["hall-agent/callpad-1"].body
    assert isinstance(crowded, PadDisplay) and crowded.waiting == 999


def test_a_delivered_call_matches_the_present_state_whatever_its_time_to_live(tmp_path: Path) -> None:
    present = shown(tmp_path, state=WindowState.CALLING, ticket="A012")["hall-agent/led-1"]
    assert present.matches("show", Show(layout="calling", data={"window": "1", "ticket": "A012"}, ttl_s=60))
    assert not present.matches("show", Show(layout="calling", data={"window": "1", "ticket": "A013"}, ttl_s=60))
    assert not present.matches("blank", Show(layout="calling", data={"window": "1", "ticket": "A012"}))
