"""The kiosk's end of the vision process: start it, ask it, start it again when it dies. Loads neither OpenCV nor NumPy.

Everything runs on the kiosk's event loop. One order is under way at a time: a new one ends the one before. Whatever happens to
the process, each order ends: a comparison as `unavailable`, a scan with `VisionGone`.
"""

import asyncio
import base64
import contextlib
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import structlog

from api.bus.backoff import Jitter, pauses, system_jitter
from api.messages.hall_command import Holder
from api.messages.identity_words import IdentityOutcome
from api.messages.state import Status
from api.messages.words import Action, DeviceState
from kiosk.vision.child import VisionChild, spawn
from kiosk.vision.messages import (
    REPORTS,
    CameraSeen,
    CodeSeen,
    FaceDone,
    Forget,
    Forgotten,
    Guided,
    Order,
    Ready,
    Report,
    StartFace,
    StartScan,
    StartWatch,
    Stirred,
    Stop,
)
from kiosk.vision.preview import PreviewReader, make_memory
from kiosk.vision.settings import VisionSettings

READY_WITHIN_S = 30.0
"""From its start to its first word; a Raspberry Pi loads OpenCV and the models in some seconds."""
STABLE_S = 60.0
"""A process that lived so long counts as well: the next failure begins with the shortest pause."""
FIRST_PAUSE_S, LONGEST_PAUSE_S, PAUSE_GROWTH = 0.5, 30.0, 2.0
GRACE_S = 2.0
"""Over a comparison's own time limit, for the camera to close; a process that says nothing for longer hangs, and is killed."""
FORGET_WITHIN_S = 10.0

STARTING = "vision.starting"
CRASHED = "vision.crashed"
HANGS = "vision.hangs"
OFF = "vision.off"

_NO_CAMERA_YET = Status(device=DeviceState.STARTING, reason="device.starting")


class VisionGone(Exception):
    """The order can't be seen through; `reason` is a dotted key."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(slots=True)
class _Comparison:
    id: str
    done: asyncio.Future[FaceDone]
    on_guided: Callable[[Guided], None]


@dataclass(slots=True)
class _Scan:
    id: str
    on_code: Callable[[bytes], None] = field(repr=False)
    on_gone: Callable[[str], None] = field(repr=False)


class VisionClient:
    """`await start()`, then `compare` or `scan`, then `await stop()`.

    Args:
        on_change: something of `ready`, `camera` or `lack` is another now.
        command: program and arguments that take the two descriptors behind them.
    """

    def __init__(
        self,
        settings: VisionSettings,
        *,
        on_change: Callable[[], None] = lambda: None,
        command: Sequence[str] = (sys.executable, "-m", "kiosk.vision"),
        jitter: Jitter = system_jitter,
        ready_within_s: float = READY_WITHIN_S,
        grace_s: float = GRACE_S,
    ) -> None:
        self._settings = settings
        self._on_change = on_change
        self._command = tuple(command)
        self._jitter = jitter
        self._ready_within_s = ready_within_s
        self._grace_s = grace_s
        self._log = structlog.get_logger("kiosk.vision")
        self._preview: PreviewReader | None = None
        self._memory = -1
        self._keeper: asyncio.Task[None] | None = None
        self._child: VisionChild | None = None
        self._ready: Ready | None = None
        self._camera = _NO_CAMERA_YET
        self._why_away = STARTING
        self._comparison: _Comparison | None = None
        self._scan: _Scan | None = None
        self._watch: tuple[str, Callable[[], None]] | None = None
        self._forgetting: list[asyncio.Future[int]] = []
        self.restarts = 0
        """How often the process had to be started again."""

    # --- what is known ---

    @property
    def preview(self) -> PreviewReader | None:
        """The same reader from `start` to `stop`, whatever the process does; draws nothing while no order runs."""
        return self._preview

    @property
    def ready(self) -> Ready | None:
        """What the running process can do; None while there is none."""
        return self._ready

    @property
    def camera(self) -> Status:
        return self._camera

    @property
    def lack(self) -> str:
        """Why nothing can be looked at with the camera now, a dotted key; empty when it can."""
        if self._ready is None:
            return self._why_away
        if self._settings.camera is None:
            return "camera.none"
        if self._camera.device in (DeviceState.ONLINE, DeviceState.USER_ERROR, DeviceState.STARTING):
            # Darkness and a covered lens pass; the person is told what to do while they stand there.
            return ""
        return self._camera.reason

    @property
    def process_id(self) -> int | None:
        return None if self._child is None else self._child.process.pid

    # --- life ---

    async def start(self) -> None:
        """Return at once; the process comes up behind it and `on_change` tells when it is ready."""
        self._memory = make_memory()
        self._preview = PreviewReader(self._memory)
        self._keeper = asyncio.get_running_loop().create_task(self._keep(), name="vision keeper")

    async def stop(self) -> None:
        """End the process and whatever it does. Returns when it is gone."""
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
            self._keeper = None
        self._away(OFF)
        if self._preview is not None:
            self._preview.close()
            self._preview = None
            os.close(self._memory)

    # --- orders ---

    async def compare(self, order: StartFace, on_guided: Callable[[Guided], None]) -> FaceDone:
        """One comparison to its end. Cancelling it stops and wipes it; it never raises for what a process does."""
        if lack := self.lack:
            return self._unavailable(order.id, lack)
        self._end_running()
        comparison = _Comparison(order.id, asyncio.get_running_loop().create_future(), on_guided)
        self._comparison = comparison
        self._send(order)
        try:
            async with asyncio.timeout(order.time_limit_s + self._grace_s):
                return await comparison.done
        except TimeoutError:
            self._kill()
            return self._unavailable(order.id, HANGS)
        finally:
            if self._comparison is comparison:
                self._comparison = None
                self._send(Stop(id=order.id))
                self._wipe_preview()

    def start_scan(self, order_id: str, on_code: Callable[[bytes], None], on_gone: Callable[[str], None]) -> None:
        """Look for codes until `stop_scan`. `on_gone` is called once, with a dotted key, when that isn't possible any more."""
        if lack := self.lack:
            on_gone(lack)
            return
        self._end_running()
        self._scan = _Scan(order_id, on_code, on_gone)
        self._send(StartScan(id=order_id))

    def stop_scan(self, order_id: str) -> None:
        """Nothing happens when that scan has ended."""
        if self._scan is not None and self._scan.id == order_id:
            self._scan = None
            self._send(Stop(id=order_id))
            self._wipe_preview()

    @property
    def busy(self) -> bool:
        """Somebody is compared, or a code is looked for."""
        return self._comparison is not None or self._scan is not None

    @property
    def watching(self) -> bool:
        return self._watch is not None

    def start_watch(self, order_id: str, on_stir: Callable[[], None]) -> None:
        """Say when something moves, until `stop_watch` or the next order. Does nothing while another order runs."""
        if not self.lack and not self.busy:
            self._watch = (order_id, on_stir)
            self._send(StartWatch(id=order_id))

    def stop_watch(self) -> None:
        if self._watch is not None:
            order_id, self._watch = self._watch[0], None
            self._send(Stop(id=order_id))

    async def scan(self, order_id: str) -> bytes:
        """The first code's payload. Cancelling it switches the camera off.

        Raises:
            VisionGone: the process or the camera is away, or another order came.
        """
        seen: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

        def found(data: bytes) -> None:
            if not seen.done():
                seen.set_result(data)

        def gone(reason: str) -> None:
            if not seen.done():
                seen.set_exception(VisionGone(reason))

        self.start_scan(order_id, found, gone)
        try:
            return await seen
        finally:
            self.stop_scan(order_id)

    async def forget(self, persons: Sequence[Holder]) -> int | None:
        """Delete them from the local register. How many were there; None when the process is away: ask again later."""
        if self._ready is None:
            return None
        answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._forgetting.append(answer)
        self._send(Forget(persons=tuple(persons)))
        try:
            async with asyncio.timeout(FORGET_WITHIN_S):
                return await answer
        except (TimeoutError, VisionGone):
            return None
        finally:
            if answer in self._forgetting:
                self._forgetting.remove(answer)

    # --- the process ---

    async def _keep(self) -> None:
        """Start the process again and again until cancelled."""
        waits = pauses(FIRST_PAUSE_S, LONGEST_PAUSE_S, PAUSE_GROWTH, self._jitter)
        loop = asyncio.get_running_loop()
        while True:
            begun_s = loop.time()
            reason = CRASHED
            try:
                reason = await self._live()
            except Exception as error:
                # Whatever it is, also of who listens here: the kiosk goes on and the process is started anew.
                self._log.error("vision process can't be kept", error=type(error).__name__)
            self._away(reason)
            self.restarts += 1
            if loop.time() - begun_s > STABLE_S:
                waits = pauses(FIRST_PAUSE_S, LONGEST_PAUSE_S, PAUSE_GROWTH, self._jitter)
            await asyncio.sleep(next(waits))

    async def _live(self) -> str:
        """One process from its start to its end. Returns why it is away."""
        child = await spawn(self._command, self._memory, self._settings)
        self._child = child
        try:
            async with asyncio.timeout(self._ready_within_s):
                await self._next_report(child)
                while self._ready is None:
                    await self._next_report(child)
            while True:
                await self._next_report(child)
        except TimeoutError:
            self._log.error("vision process says nothing")
            return HANGS
        except (asyncio.IncompleteReadError, ConnectionError):
            return CRASHED
        except (asyncio.LimitOverrunError, ValueError):
            # Neither text nor value is logged: either may be of a person.
            self._log.error("vision process says what isn't understood")
            return CRASHED
        finally:
            self._child = None
            code = await child.end()
            self._log.info("vision process has ended", code=code)

    async def _next_report(self, child: VisionChild) -> None:
        self._take(REPORTS.validate_json(await child.reader.readuntil(b"\n")))

    def _take(self, report: Report) -> None:
        match report:
            case Ready():
                if self._ready is None:
                    # It hasn't looked yet; nothing is known against the camera.
                    self._camera = _NO_CAMERA_YET
                self._ready = report
                self._on_change()
            case CameraSeen():
                self._camera = report.status
                if self._scan is not None and (lack := self.lack):
                    self._end_scan(lack)
                self._on_change()
            case Guided():
                if self._comparison is not None and self._comparison.id == report.id:
                    self._comparison.on_guided(report)
            case FaceDone():
                self._done(report)
            case CodeSeen():
                if self._scan is not None and self._scan.id == report.id:
                    self._scan.on_code(base64.b64decode(report.data))
            case Stirred():
                if self._watch is not None and self._watch[0] == report.id:
                    self._watch[1]()
            case Forgotten():
                if self._forgetting and not (answer := self._forgetting.pop(0)).done():
                    answer.set_result(report.count)

    def _done(self, report: FaceDone) -> None:
        comparison = self._comparison
        if comparison is not None and comparison.id == report.id:
            self._comparison = None
            if not comparison.done.done():
                comparison.done.set_result(report)

    def _send(self, order: Order) -> None:
        if self._child is not None:
            with contextlib.suppress(ConnectionError):
                self._child.send(order)

    def _end_running(self) -> None:
        """A new order is about to be given."""
        if self._comparison is not None:
            self._done(FaceDone(id=self._comparison.id, outcome=IdentityOutcome.ABANDONED))
        self._end_scan("vision.otherOrder")
        self._watch = None

    def _end_scan(self, reason: str) -> None:
        if (scan := self._scan) is not None:
            self._scan = None
            self._send(Stop(id=scan.id))
            scan.on_gone(reason)

    def _away(self, reason: str) -> None:
        """The process is gone: end what ran, and wipe what it left in the preview."""
        was_ready = self._ready is not None
        self._ready = None
        self._why_away = reason
        self._camera = Status(device=DeviceState.UNKNOWN, action=Action.RESET, reason=reason)
        self._wipe_preview()
        if self._comparison is not None:
            self._done(self._unavailable(self._comparison.id, reason))
        self._end_scan(reason)
        self._watch = None
        for answer in self._forgetting:
            if not answer.done():
                answer.set_exception(VisionGone(reason))
        self._forgetting.clear()
        if was_ready:
            self._on_change()

    def _wipe_preview(self) -> None:
        if self._preview is not None:
            self._preview.wipe()

    def _kill(self) -> None:
        if self._child is not None:
            self._child.kill()

    @staticmethod
    def _unavailable(order_id: str, reason: str) -> FaceDone:
        return FaceDone(id=order_id, outcome=IdentityOutcome.UNAVAILABLE, reason=reason)
