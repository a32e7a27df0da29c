"""What a window's boards and pads should show now, from the public board. Pure.

Layouts and their fields are those of the LED driver: `idle`, `calling`, `serving`, `paused`, `closed`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from api.messages.device_commands import DeviceCommand, PadDisplay, Show
from api.messages.views import HallBoard, QueueView, WindowView
from api.messages.words import WindowState
from hall_controller.config import HallConfig, WindowSection
from hall_controller.domain.pad import PRESSED_ON_PAD

BOARD_TTL_S = 180
"""A board clears itself this long after the controller's last word."""
REFRESH_AFTER_S = 60
"""Sent again this often, so that a lost refresh or two leave no blank board."""
PAD_WAITING_MAX = 999
"""Three digits fit on a pad."""
NAMES_LANGUAGE = "zh-CN"
"""Boards hold one language, the hall's."""

_LAYOUTS = {
    WindowState.OFFLINE: "closed",
    WindowState.CLOSED: "closed",
    WindowState.FAULT: "closed",
    WindowState.IDLE: "idle",
    WindowState.CALLING: "calling",
    WindowState.SERVING: "serving",
    WindowState.RATING: "serving",
    WindowState.PAUSED: "paused",
}


@dataclass(frozen=True, slots=True)
class Present:
    """What one device should show."""

    address: str
    name: str
    body: DeviceCommand

    def matches(self, name: str, body: DeviceCommand) -> bool:
        """Whether a device that took this command shows the same, however long it keeps it."""
        if name != self.name:
            return False
        if isinstance(body, Show) and isinstance(self.body, Show):
            return body.layout == self.body.layout and body.data == self.body.data
        if isinstance(body, PadDisplay) and isinstance(self.body, PadDisplay):
            return body.waiting == self.body.waiting and body.ticket == self.body.ticket
        return body == self.body


def present_outputs(config: HallConfig, board: HallBoard) -> list[Present]:
    """For each board and call pad of each window."""
    bindings = {window.number: window for window in config.windows}
    queues = {queue.id: queue for queue in board.queues}
    zone = ZoneInfo(config.hall.timezone)
    outputs: list[Present] = []
    for view in board.windows:
        window = bindings.get(view.number)
        if window is not None:
            outputs += _of_window(window, view, queues, zone)
    return outputs


def _of_window(window: WindowSection, view: WindowView, queues: Mapping[str, QueueView], zone: ZoneInfo) -> list[Present]:
    show = Show(layout=_LAYOUTS[view.state], data=_data(view, zone), ttl_s=BOARD_TTL_S)
    outputs = [Present(address, "show", show) for address in window.leds]
    if window.call_pad is not None:
        waiting = sum(queues[queue].waiting for queue in view.queues if queue in queues)
        display = PadDisplay(waiting=min(waiting, PAD_WAITING_MAX), ticket=view.ticket or "")
        outputs.append(Present(window.call_pad, "pad-display", display))
    return outputs


def _data(view: WindowView, zone: ZoneInfo) -> dict[str, str]:
    data = {"window": str(view.number)}
    match _LAYOUTS[view.state]:
        case "calling" | "serving":
            data["ticket"] = view.ticket or ""
        case "idle":
            data["title"] = view.names.get(NAMES_LANGUAGE, "")
        case "paused":
            # A pause by the pad's key has no reason of its own, only a catalogue key that isn't for boards.
            data["reason"] = "" if view.pause_reason == PRESSED_ON_PAD else view.pause_reason
            if view.back_at is not None:
                data["back_at"] = datetime.fromtimestamp(view.back_at / 1000, UTC).astimezone(zone).strftime("%H:%M")
    return data
