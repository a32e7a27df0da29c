"""Codes from the camera and from the scanner device, as one: whichever sees one first."""

import asyncio
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable
from typing import Protocol

from api.bus.port import BusPort, NotAnswered
from api.messages.completion import Completion
from api.messages.device_commands import CancelCommand, Scan
from api.messages.words import CompletionCode
from kiosk.flow.identity.ports import Readiness, Scanned
from kiosk.ports.agent_device import SILENT, AgentDevice
from kiosk.ports.camera_scan import REPEAT_S, CameraScan, CodeCamera

PURPOSE = "identify"
ARMED_S = 60
"""The scanner is armed again after it; a step's own time limit is shorter."""
ARMED_TIMES = 10
"""A scanner that says again and again at once that nobody came isn't asked for ever."""
ANSWER_S = ARMED_S + 8.0
"""A code that begins in the last moment takes up to 6 s at 9600 baud."""
CANCEL_S = 5.0
NOT_FITTED = "scan.notFitted"
NOBODY = "scan.timeOut"


class CodeScanner(Protocol):
    """`AgentScanner`, where a scanner is fitted."""

    def readiness(self) -> Readiness: ...

    async def scan(self) -> Scanned: ...

    async def close(self) -> None: ...


class AgentScanner:
    """The scanner device of this terminal, over its agent."""

    def __init__(self, bus: BusPort, address: str, *, new_id: Callable[[], str], on_change: Callable[[], None]) -> None:
        """`address`: `node/device`, such as `kiosk-01-agent/scanner-1`."""
        self._bus = bus
        self._new_id = new_id
        self._device = AgentDevice(bus, address, on_change)
        self._cancels: set[asyncio.Task[None]] = set()

    def readiness(self) -> Readiness:
        return self._device.readiness()

    async def scan(self) -> Scanned:
        """One code; while nobody shows one it is armed again and again. Cancelling it switches the light off."""
        for _ in range(ARMED_TIMES):
            command_id = self._new_id()
            try:
                completion = await self._bus.request(
                    self._device.command("scan"),
                    Scan(purpose=PURPOSE, timeout_s=ARMED_S),
                    command_id=command_id,
                    timeout_s=ANSWER_S,
                )
            except NotAnswered:
                self._cancel(command_id)
                return Scanned(reason=SILENT)
            except asyncio.CancelledError:
                self._cancel(command_id)
                raise
            if completion.code is not CompletionCode.TIME_OUT:
                return _scanned(completion)
        return Scanned(reason=NOBODY)

    async def close(self) -> None:
        for task in self._cancels:
            task.cancel()
        await asyncio.gather(*self._cancels, return_exceptions=True)

    def _cancel(self, command_id: str) -> None:
        """In the background: the citizen is elsewhere already."""
        task = asyncio.get_running_loop().create_task(self._withdraw(command_id), name=f"withdraw-{command_id}")
        self._cancels.add(task)
        task.add_done_callback(self._cancels.discard)

    async def _withdraw(self, command_id: str) -> None:
        cancel = CancelCommand(target=command_id)
        try:
            await self._bus.request(self._device.command("cancel"), cancel, command_id=self._new_id(), timeout_s=CANCEL_S)
        except NotAnswered:
            # The scanner's own time limit ends it.
            return


class FirstScan:
    """Implements `kiosk.flow.identity.ports.ScanPort`. Either part may be None: not fitted."""

    def __init__(
        self, camera: CodeCamera | None, scanner: CodeScanner | None, *, new_id: Callable[[], str], repeat_s: float = REPEAT_S
    ) -> None:
        self._camera = None if camera is None else CameraScan(camera, new_id=new_id, repeat_s=repeat_s)
        self._scanner = scanner

    @property
    def by_camera(self) -> bool:
        return self._camera is not None and not self._camera.lack

    def readiness(self) -> Readiness:
        if self.by_camera:
            return Readiness(True)
        if self._scanner is not None:
            return self._scanner.readiness()
        return Readiness(False, self._camera.lack if self._camera is not None else NOT_FITTED)

    async def scan(self) -> Scanned:
        """A part that fails leaves the other one looking; the reason is the last one's that failed."""
        loop = asyncio.get_running_loop()
        looking: set[asyncio.Task[Scanned]] = set()
        if self._camera is not None and not self._camera.lack:
            looking.add(loop.create_task(self._camera.scan(), name="scan by camera"))
        if self._scanner is not None and self._scanner.readiness().ready:
            looking.add(loop.create_task(self._scanner.scan(), name="scan by scanner"))
        reason = self.readiness().reason
        started = set(looking)
        try:
            while looking:
                done, looking = await asyncio.wait(looking, return_when=asyncio.FIRST_COMPLETED)
                for scanned in (task.result() for task in done):
                    if scanned.data:
                        return scanned
                    reason = scanned.reason
            return Scanned(reason=reason)
        finally:
            for task in started:
                task.cancel()
            await asyncio.gather(*started, return_exceptions=True)


def _scanned(completion: Completion) -> Scanned:
    if not completion.succeeded:
        return Scanned(reason=completion.error_code or SILENT)
    data = completion.result.get("data")
    try:
        return Scanned(b64decode(data, validate=True)) if isinstance(data, str) and data else Scanned(reason=SILENT)
    except NotBase64:
        return Scanned(reason=SILENT)
