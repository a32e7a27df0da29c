"""What windows lack: a device they can't work without, or any connection to their clerk. Pure.

Devices and connections come and go within seconds without anybody noticing, so a loss counts only after a while and a return
at once. While the controller itself hears nobody, it has no news of anybody: what was reported last stands.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from hall_controller.config import WindowSection
from hall_controller.domain.state import Window

FAULT_AFTER_S = 10.0
"""An agent that is restarted is back sooner."""
OFFLINE_AFTER_S = 60.0
"""A browser that was reloaded, or a machine that woke up, is back sooner."""
SETTLE_S = 20.0
"""After the bus came up every node has told of itself, or was asked in vain, by then."""


@dataclass(frozen=True, slots=True)
class Lack:
    fault: str
    offline: bool


class WindowLacks:
    """Asked once a second or so. All times are monotonic seconds.

    Args:
        is_well: whether a device (`node/device`) says of itself that it can be used.
        has_desk: whether a clerk's page of a window is connected.
    """

    def __init__(self, windows: Iterable[WindowSection], is_well: Callable[[str], bool], has_desk: Callable[[int], bool]) -> None:
        self._windows = {window.number: window for window in windows}
        self._is_well = is_well
        self._has_desk = has_desk
        self._hears_since: float | None = None
        self._out_since: dict[str, float] = {}
        self._seen: dict[int, float] = {}
        self._had_desk: set[int] = set()

    def heard(self, window: int, now: float) -> None:
        """Somebody at the window did something."""
        self._seen[window] = now

    def differing(self, hall: Mapping[int, Window], *, hears: bool, now: float) -> dict[int, Lack]:
        """By window what the hall should know, where it isn't what it knows.

        Args:
            hall: the windows as the hall has them.
            hears: the controller's own connection to the bus stands.
        """
        knows_devices = self._knows_devices(hears, now)
        if knows_devices:
            self._watch_devices(now)
        found: dict[int, Lack] = {}
        for number, section in self._windows.items():
            window = hall[number]
            fault = self._fault(section, window.fault, now) if knows_devices else window.fault
            lack = Lack(fault, self._offline(section, window, now, knows_devices=knows_devices))
            if lack != Lack(window.fault, window.offline):
                found[number] = lack
        return found

    def _knows_devices(self, hears: bool, now: float) -> bool:
        if not hears:
            self._hears_since = None
            self._out_since.clear()
            return False
        if self._hears_since is None:
            self._hears_since = now
        return now - self._hears_since >= SETTLE_S

    def _watch_devices(self, now: float) -> None:
        for section in self._windows.values():
            for address in section.requires:
                if self._is_well(address):
                    self._out_since.pop(address, None)
                else:
                    self._out_since.setdefault(address, now)

    def _fault(self, section: WindowSection, known: str, now: float) -> str:
        """The known one as long as it is out: two devices that are out don't take turns."""
        if known in section.requires and known in self._out_since:
            return known
        return next((a for a in section.requires if now - self._out_since.get(a, now) >= FAULT_AFTER_S), "")

    def _offline(self, section: WindowSection, window: Window, now: float, *, knows_devices: bool) -> bool:
        """Only where a connection is known to exist: a window that other software serves through the interface has none."""
        number = section.number
        if window.clerk is None:
            self._had_desk.discard(number)
            self._seen[number] = now
            return False
        if self._has_desk(number):
            self._had_desk.add(number)
            self._seen[number] = now
        elif section.call_pad is not None and knows_devices and self._is_well(section.call_pad):
            self._seen[number] = now
        if now - self._seen.setdefault(number, now) < OFFLINE_AFTER_S:
            return False
        if section.call_pad is not None and not knows_devices:
            return window.offline
        return section.call_pad is not None or number in self._had_desk
