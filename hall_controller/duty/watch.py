"""What becomes a call without anybody pressing a button: negative ratings of the ledger, and faults that stop citizens."""

import asyncio
import contextlib
from collections.abc import Callable, Iterable

from api.messages.device_views import DeviceView
from api.ports import LedgerEntry, LedgerPort
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.hall import Hall
from hall_controller.duty.faults import of_devices, of_windows, stands_long_enough
from hall_controller.duty.ratings import Dissatisfied, dissatisfied, dissatisfied_entry
from hall_controller.duty.service import DISK_FAULTS, DutyService

LOOK_S = 1.0
SETTLE_MS = 5_000
"""After the link came up: a broker delivers a hall's retained states within a second; a busy machine takes longer."""
RETRY_S = 5.0
"""After the disk refused."""
AT_ONCE = 1_000
"""Ledger entries read in one go while catching up."""


class RatingWatch:
    """Follows commits. Ratings of a time in which the duty file couldn't be written are read from the ledger again."""

    def __init__(self, duty: DutyService, ledger: LedgerPort, seq: Callable[[], int]) -> None:
        """`seq`: the ledger's newest."""
        self._duty = duty
        self._ledger = ledger
        self._seq = seq
        self._found: list[Dissatisfied] = []
        self._up_to = 0
        self._came = asyncio.Event()

    def follow(self, events: Iterable[Event]) -> None:
        """A commit of the hall, on the loop."""
        listed = tuple(events)
        if listed and (new := list(dissatisfied(listed))):
            self._found += new
            self._up_to = listed[-1].seq
            self._came.set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            with contextlib.suppress(*DISK_FAULTS):
                await self._catch_up()
                break
            await asyncio.sleep(RETRY_S)
        while True:
            await self._came.wait()
            self._came.clear()
            found, up_to = self._found, self._up_to
            self._found = []
            try:
                await self._duty.rated(found, up_to)
            except DISK_FAULTS:
                self._found = found + self._found
                await asyncio.sleep(RETRY_S)
                self._came.set()

    async def _catch_up(self) -> None:
        """What was rated while nobody looked. A hall that begins with this looks at what comes, not at its past."""
        newest, after = self._seq(), await self._duty.seen()
        if after is None:
            await self._duty.rated([], newest)
            return
        while after < newest:
            entries = await self._ledger.events(after, AT_ONCE)
            if not entries:
                return
            after = entries[-1].seq
            await self._duty.rated([found for entry in entries if (found := _of_entry(entry)) is not None], after)


def _of_entry(entry: LedgerEntry) -> Dissatisfied | None:
    return dissatisfied_entry(EventKind(entry.kind), entry.body)


class FaultWatch:
    """Looks at the device board and the windows once a second."""

    def __init__(
        self,
        duty: DutyService,
        devices: Callable[[], Iterable[DeviceView]],
        hall: Callable[[], Hall],
        connected: Callable[[], bool],
        now_ms: Callable[[], int],
        after_s: float,
    ) -> None:
        """
        Args:
            hall: the replica, only to be read.
            connected: our own link to the broker stands; while it doesn't, nothing is known of any device.
            after_s: a fault must have stood so long.
        """
        self._duty = duty
        self._devices = devices
        self._hall = hall
        self._connected = connected
        self._now_ms = now_ms
        self._after_ms = round(after_s * 1000)
        self._since: dict[str, int] = {}
        self._heard_since: int | None = None

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            with contextlib.suppress(*DISK_FAULTS):
                await self.look()
            await asyncio.sleep(LOOK_S)

    async def look(self) -> None:
        """
        Raises:
            sqlite3.Error, OSError: the duty file refuses.
        """
        now = self._now_ms()
        if not self._connected():
            self._heard_since = None
            return
        if self._heard_since is None:
            self._heard_since = now
        if now - self._heard_since < SETTLE_MS:
            # Retained states are still coming in: what isn't known yet is neither out nor well again.
            return
        hall = self._hall()
        windows = [hall.window(number) for number in hall.rules.windows]
        stopping = [
            *of_devices(self._devices()),
            *of_windows(
                {window.number: window.fault for window in windows if window.fault},
                {window.number: window.state for window in windows},
            ),
        ]
        standing, self._since = stands_long_enough(now, self._since, stopping, self._after_ms)
        await self._duty.stopping(standing, frozenset(self._since))
