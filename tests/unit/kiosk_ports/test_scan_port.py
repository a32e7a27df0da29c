"""Codes from camera and scanner: whichever is first, and what is left when one fails."""

import asyncio
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from api.ids import new_id
from api.messages.completion import Completion
from api.messages.device_commands import CancelCommand, Scan
from api.messages.state import Status
from api.messages.topics import Channel, topic
from api.messages.words import CompletionCode, DeviceState
from kiosk.ports.scan import AgentScanner, FirstScan
from tests.support.answering_bus import AnsweringBus, refusal, success

AGENT, SCANNER = "kiosk-01-agent", "scanner-1"


@dataclass
class Camera:
    """What of the vision client the port uses: tells each code once while it stays, as the process does."""

    lack: str = ""
    order: str = ""
    opened: int = 0
    before_it: list[bytes] = field(default_factory=list)
    dead: str = ""

    def start_scan(self, order_id: str, on_code: Callable[[bytes], None], on_gone: Callable[[str], None]) -> None:
        if self.dead:
            on_gone(self.dead)
            return
        self.order, self._on_code, self._on_gone = order_id, on_code, on_gone
        self.opened += 1
        for data in self.before_it:
            asyncio.get_running_loop().call_soon(self._tell, order_id, data)

    def stop_scan(self, order_id: str) -> None:
        if order_id == self.order:
            self.order = ""

    def hold_up(self, data: bytes) -> None:
        self.before_it.append(data)
        self._tell(self.order, data)

    def die(self, reason: str) -> None:
        self._on_gone(reason)

    def _tell(self, order_id: str, data: bytes) -> None:
        if order_id and order_id == self.order:
            self._on_code(data)

    @property
    def looking(self) -> bool:
        return bool(self.order)


class Device:
    """The terminal's scanner at the other end of the bus; `hand` is what the next scan gives, held while None."""

    def __init__(self) -> None:
        self.bus = AnsweringBus(self._answer)
        self.code: asyncio.Future[Completion | None] = asyncio.get_running_loop().create_future()
        self.armed = asyncio.Event()
        self.cancelled: list[str] = []
        self.nobody = 0
        self.port = AgentScanner(self.bus, f"{AGENT}/{SCANNER}", new_id=new_id, on_change=lambda: None)  # type: ignore[arg-type]

    def plug_in(self, state: DeviceState = DeviceState.ONLINE, reason: str = "ok") -> "Device":
        self.bus.online(AGENT)
        self.bus.tell(topic(self.bus.site, AGENT, SCANNER, Channel.STATE, "status"), Status(device=state, reason=reason))
        return self

    async def _answer(self, name: str, body: object, ident: str) -> Completion | None:
        if isinstance(body, CancelCommand):
            self.cancelled.append(body.target)
            return success(ident)
        assert isinstance(body, Scan)
        self.armed.set()
        if self.nobody:
            self.nobody -= 1
            return refusal(ident, "scanner.nothing", CompletionCode.TIME_OUT)
        return await asyncio.shield(self.code)


def read(payload: bytes) -> Completion:
    return success(new_id(), text=None, data=b64encode(payload).decode(), aim="")


@pytest.fixture
async def device() -> Device:
    return Device().plug_in()


async def test_the_camera_is_first_and_the_scanners_light_goes_out(device: Device) -> None:
    camera = Camera()
    scan = FirstScan(camera, device.port, new_id=new_id)
    assert scan.by_camera
    task = asyncio.create_task(scan.scan())
    await device.armed.wait()
    camera.hold_up(b"TT1:X")
    assert (await task).data == b"TT1:X"
    for _ in range(5):
        await asyncio.sleep(0)
    assert device.cancelled == [ident for name, _, ident in device.bus.asked if name == "scan"]
    await device.port.close()


async def test_the_scanner_is_first_and_the_camera_is_closed(device: Device) -> None:
    camera = Camera()
    task = asyncio.create_task(FirstScan(camera, device.port, new_id=new_id).scan())
    await device.armed.wait()
    device.code.set_result(read("亮码".encode()))
    assert (await task).data == "亮码".encode()
    assert not camera.looking


async def test_nobody_came_so_the_scanner_is_armed_again(device: Device) -> None:
    device.nobody = 3
    device.code.set_result(read(b"late"))
    assert (await FirstScan(None, device.port, new_id=new_id).scan()).data == b"late"
    assert [name for name, _, _ in device.bus.asked] == ["scan"] * 4


async def test_a_scanner_that_only_says_that_nobody_came_isnt_asked_for_ever(device: Device) -> None:
    device.nobody = 1000
    scanned = await FirstScan(None, device.port, new_id=new_id).scan()
    assert (scanned.data, scanned.reason) == (b"", "scan.timeOut")
    assert len(device.bus.asked) < 50


async def test_walking_away_switches_both_off(device: Device) -> None:
    camera = Camera()
    task = asyncio.create_task(FirstScan(camera, device.port, new_id=new_id).scan())
    await device.armed.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not camera.looking
    for _ in range(5):
        await asyncio.sleep(0)
    assert device.cancelled == [ident for name, _, ident in device.bus.asked if name == "scan"]
    await device.port.close()


async def test_a_scanner_that_fails_leaves_the_camera_looking(device: Device) -> None:
    camera = Camera()
    device.code.set_result(refusal(new_id(), "device.silent", CompletionCode.HARDWARE_ERROR))
    task = asyncio.create_task(FirstScan(camera, device.port, new_id=new_id).scan())
    await device.armed.wait()
    for _ in range(5):
        await asyncio.sleep(0)
    assert not task.done()
    camera.hold_up(b"code")
    assert (await task).data == b"code"


async def test_a_camera_that_goes_leaves_the_scanner(device: Device) -> None:
    camera = Camera()
    task = asyncio.create_task(FirstScan(camera, device.port, new_id=new_id).scan())
    await device.armed.wait()
    camera.die("vision.crashed")
    device.code.set_result(read(b"code"))
    assert (await task).data == b"code"


async def test_when_both_fail_the_reason_is_told(device: Device) -> None:
    camera = Camera(dead="vision.crashed")
    device.code.set_result(None)
    scanned = await FirstScan(camera, device.port, new_id=new_id).scan()
    assert (scanned.data, scanned.reason in ("silent", "vision.crashed")) == (b"", True)
    await device.port.close()


async def test_readiness_names_what_is_missing() -> None:
    device = Device()
    assert FirstScan(None, None, new_id=new_id).readiness().reason == "scan.notFitted"
    assert FirstScan(None, device.port, new_id=new_id).readiness().reason == "silent"
    assert FirstScan(Camera(lack="camera.missing"), None, new_id=new_id).readiness().reason == "camera.missing"
    device.plug_in()
    both = FirstScan(Camera(lack="camera.missing"), device.port, new_id=new_id)
    assert (both.readiness().ready, both.by_camera) == (True, False)
    device.code.set_result(read(b"by scanner"))
    assert (await both.scan()).data == b"by scanner"
    device.plug_in(DeviceState.HARDWARE_ERROR, "scanner.broken")
    assert FirstScan(None, device.port, new_id=new_id).readiness().reason == "scanner.broken"
    scanned = await FirstScan(None, device.port, new_id=new_id).scan()
    assert (scanned.data, scanned.reason) == (b"", "scanner.broken")


async def test_what_isnt_base64_is_no_code(device: Device) -> None:
    device.code.set_result(success(new_id(), data="***"))
    scanned = await FirstScan(None, device.port, new_id=new_id).scan()
    assert (scanned.data, scanned.reason) == (b"", "silent")


async def test_a_wrong_code_that_stays_doesnt_open_the_camera_again_and_again() -> None:
    """The flow asks for the next code at once; the right one is taken as soon as it comes."""
    camera = Camera(before_it=[b"ticket"])
    scan = FirstScan(camera, None, new_id=new_id, repeat_s=3600)
    assert (await scan.scan()).data == b"ticket"
    task = asyncio.create_task(scan.scan())
    for _ in range(20):
        await asyncio.sleep(0)
    assert not task.done()
    camera.hold_up(b"code")
    assert (await task).data == b"code"
    assert camera.opened == 2


async def test_the_same_code_once_more_is_given_after_a_moment() -> None:
    camera = Camera(before_it=[b"code"])
    scan = FirstScan(camera, None, new_id=new_id, repeat_s=0.05)
    loop = asyncio.get_running_loop()
    first = await scan.scan()
    given_s = loop.time()
    assert (await scan.scan()).data == first.data == b"code"
    assert loop.time() - given_s >= 0.04
    assert (camera.opened, camera.looking) == (2, False)


async def test_a_camera_that_dies_while_a_code_is_held_back_says_so() -> None:
    camera = Camera(before_it=[b"ticket"])
    scan = FirstScan(camera, None, new_id=new_id, repeat_s=3600)
    await scan.scan()
    task = asyncio.create_task(scan.scan())
    for _ in range(20):
        await asyncio.sleep(0)
    camera.die("vision.crashed")
    assert (await task).reason == "vision.crashed"
