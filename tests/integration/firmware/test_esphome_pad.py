"""The rating pad's own firmware: `esphome config` over every file, and its logic as a real program, driven over its API."""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aioesphomeapi.client import APIClient
from aioesphomeapi.core import APIConnectionError
from aioesphomeapi.model import HomeassistantServiceCall

from api.ids import new_id
from api.messages.pads import PAD_HEARS
from drivers.rating_pad.esphome_messages import Doing, PadRated, PadState, read_line
from tests.support.esphome_pad import SOURCES, build, copy_sources, esphome
from tingtang.ports import free_ports

READY_S = 15.0
SOON_S = 10.0


class PadProgram:
    """The built program with its memory (`HOME`) and the API client of the test, which plays hall and hand."""

    def __init__(self, program: Path, port: int, home: Path) -> None:
        self._program = program
        self._port = port
        self._home = home
        self._process: asyncio.subprocess.Process | None = None
        self.told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.states: list[dict[str, Any]] = []
        self.shown: list[int] = []
        self.ignored = 0
        self._changed = asyncio.Event()

    async def start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            str(self._program),
            env={**os.environ, "HOME": str(self._home)},
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        self._client = APIClient("127.0.0.1", self._port, None)
        async with asyncio.timeout(READY_S):
            while True:
                try:
                    await self._client.connect(login=True)
                    break
                except APIConnectionError:
                    await asyncio.sleep(0.02)
        entities, services = await self._client.list_entities_services()
        self._services = {service.name: service for service in services}
        self._names = {entity.key: entity.name for entity in entities}
        self._client.subscribe_service_calls(self._told)
        self._client.subscribe_states(self._state)

    async def stop(self, with_signal: signal.Signals = signal.SIGTERM) -> None:
        await self._client.disconnect(force=True)
        if self._process is not None:
            self._process.send_signal(with_signal)
            async with asyncio.timeout(SOON_S):
                await self._process.wait()
            self._process = None

    async def do(self, action: str, **arguments: Any) -> None:
        await self._client.execute_service(self._services[action], arguments)

    async def rating(self) -> dict[str, Any]:
        async with asyncio.timeout(SOON_S):
            return await self.told.get()

    async def until_shown(self, state: int) -> None:
        await self._until(lambda: bool(self.shown) and self.shown[-1] == state)

    async def state(self, **wanted: Any) -> dict[str, Any]:
        """The last state message, once it says all this."""
        await self._until(lambda: bool(self.states) and wanted.items() <= self.states[-1].items())
        return self.states[-1]

    async def until_told(self, states: int) -> None:
        await self._until(lambda: len(self.states) >= states)

    async def until_ignored(self, count: int) -> None:
        await self._until(lambda: self.ignored >= count)

    async def _until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(SOON_S):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    def _told(self, call: HomeassistantServiceCall) -> None:
        message = json.loads(call.data["message"])
        if call.data["name"] == "rated":
            self.told.put_nowait(message)
        else:
            self.states.append(message)
        self._changed.set()

    def _state(self, state: Any) -> None:
        if self._names.get(state.key) == "Shown state":
            self.shown.append(int(state.state))
        elif self._names.get(state.key) == "Ignored presses":
            self.ignored = int(state.state)
        self._changed.set()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    (port,) = free_ports(1)
    return build(tmp_path_factory.mktemp("pad"), port), port


@pytest_asyncio.fixture
async def pad(built: tuple[Path, int], tmp_path: Path) -> AsyncIterator[PadProgram]:
    program = PadProgram(*built, tmp_path)
    await program.start()
    yield program
    await program.stop()


@pytest.mark.parametrize("name", sorted(path.name for path in SOURCES.glob("*.yaml") if not path.name.startswith("secrets")))
def test_esphome_accepts(name: str, tmp_path: Path) -> None:
    folder = copy_sources(tmp_path)
    if name == "rating_logic.yaml":
        assert "rating_logic.yaml" in (folder / "esp32_pad.yaml").read_text() + (folder / "host_test.yaml").read_text()
        return
    answer = esphome("-s", "pad", "pad-12", "-s", "site", "150426-07", "config", name, folder=folder)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    if name == "esp32_pad.yaml":
        topic = "pad/v1/150426-07/pad-12/"
        heard = {name for name in PAD_HEARS if topic + name in answer.stdout}
        # It has no display for the staff's plate.
        assert heard == set(PAD_HEARS) - {"show"}
        assert f'return "{topic}" + name' in answer.stdout


async def test_the_first_press_counts_and_no_other(pad: PadProgram) -> None:
    ask = new_id()
    await pad.do("hall_connection", up=True)
    await pad.do("key_pressed", key=1)
    await pad.until_ignored(1)
    await pad.do("hall_asks", ask=ask, seconds=30)
    await pad.until_shown(1)
    await pad.do("key_pressed", key=2)
    await pad.do("key_pressed", key=5)
    assert await pad.rating() == {"seq": 1, "ask": ask, "key": 2}
    await pad.until_ignored(2)
    await pad.until_shown(0)


async def test_the_same_ask_again_is_not_reopened(pad: PadProgram) -> None:
    ask = new_id()
    await pad.do("hall_connection", up=True)
    await pad.do("hall_asks", ask=ask, seconds=30)
    await pad.do("key_pressed", key=1)
    assert (await pad.rating())["key"] == 1
    await pad.do("hall_asks", ask=ask, seconds=30)
    await pad.do("key_pressed", key=5)
    await pad.until_ignored(1)


async def test_an_ask_ends_with_its_time_and_by_the_hall(pad: PadProgram) -> None:
    await pad.do("hall_asks", ask=new_id(), seconds=1)
    await pad.until_shown(1)
    await pad.until_shown(0)
    await pad.do("key_pressed", key=3)
    await pad.until_ignored(1)
    ask = new_id()
    await pad.do("hall_asks", ask=ask, seconds=60)
    await pad.until_shown(1)
    await pad.do("hall_cancels", ask=ask)
    await pad.until_shown(0)
    await pad.do("key_pressed", key=3)
    await pad.until_ignored(2)


async def test_what_the_hall_has_not_acknowledged_is_told_again(pad: PadProgram) -> None:
    await pad.do("hall_connection", up=True)
    await pad.do("hall_asks", ask=new_id(), seconds=30)
    await pad.do("key_pressed", key=4)
    first = await pad.rating()
    assert await pad.rating() == first
    await pad.do("hall_acknowledges", seq=first["seq"])
    await pad.do("hall_asks", ask=new_id(), seconds=30)
    await pad.do("key_pressed", key=1)
    assert (await pad.rating())["seq"] == first["seq"] + 1


async def test_ratings_outlive_an_outage_and_a_power_cut(pad: PadProgram) -> None:
    asks = [new_id() for _ in range(5)]
    for key, ask in enumerate(asks, start=1):
        await pad.do("hall_asks", ask=ask, seconds=30)
        await pad.until_shown(1)
        await pad.do("key_pressed", key=key)
        await pad.until_shown(2 if key == len(asks) else 0)
    assert pad.told.empty()
    # Full: a rating that it couldn't keep isn't asked for.
    await pad.do("hall_asks", ask=new_id(), seconds=30)
    await pad.do("key_pressed", key=1)
    await pad.until_ignored(1)
    await pad.stop(signal.SIGKILL)
    await pad.start()
    await pad.do("hall_connection", up=True)
    told = [await pad.rating() for _ in asks]
    assert told == [{"seq": key, "ask": ask, "key": key} for key, ask in enumerate(asks, start=1)]
    for rating in told:
        await pad.do("hall_acknowledges", seq=rating["seq"])
    await pad.until_shown(0)
    await pad.do("hall_asks", ask=new_id(), seconds=30)
    await pad.do("key_pressed", key=2)
    assert (await pad.rating())["seq"] == len(asks) + 1


@pytest.mark.parametrize(
    ("ask", "seconds"), [("", 10), ("x" * 26, 10), ("01JB8Z7A1B2C3D4E5F6G7H8J9", 10), ("01JB8Z7A1B2C3D4E5F6G7H8J9K", 0)]
)
async def test_an_ask_that_makes_no_sense_opens_nothing(pad: PadProgram, ask: str, seconds: int) -> None:
    await pad.do("hall_asks", ask=ask, seconds=seconds)
    await pad.do("key_pressed", key=1)
    await pad.until_ignored(1)
    assert pad.shown[-1] == 0


async def test_it_says_what_it_does_and_answers_a_hello(pad: PadProgram) -> None:
    ask = new_id()
    await pad.do("hall_connection", up=True)
    assert (await pad.state(doing="idle", waiting=0, hello=0))["state"] == "online"
    await pad.do("hall_asks", ask=ask, seconds=30)
    await pad.state(doing="asking", ask=ask)
    await pad.do("hall_says_hello", hello=7)
    await pad.state(doing="asking", ask=ask, hello=7)
    await pad.do("key_pressed", key=1)
    await pad.state(doing="idle", ask="", waiting=1, hello=0)
    # The same ask once more is answered, and not opened: the citizen has answered it.
    told = len(pad.states)
    await pad.do("hall_asks", ask=ask, seconds=30)
    await pad.until_told(told + 1)
    assert pad.states[-1]["ask"] == ""


async def test_the_hall_reads_every_message(pad: PadProgram) -> None:
    """The driver's own reading of what this firmware says."""
    ask = new_id()
    await pad.do("hall_connection", up=True)
    await pad.do("hall_asks", ask=ask, seconds=30)
    await pad.do("hall_says_hello", hello=3)
    asking = await pad.state(doing="asking", hello=3)
    assert read_line(b"state " + json.dumps(asking).encode()) == PadState(
        online=True, doing=Doing.ASKING, ask=ask, waiting=0, hello=3, firmware="tingtang 1"
    )
    await pad.do("key_pressed", key=5)
    rated = await pad.rating()
    assert read_line(b"rated " + json.dumps(rated).encode()) == PadRated(rated["seq"], ask, 5)
