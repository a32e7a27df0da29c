"""The hub: present state at once, coalesced states, calls one by one, resume, heartbeat, slow readers."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from api.messages.views import CallView
from api.ports import Stream
from hall_controller.domain.events import Event, EventKind
from hall_controller.live.calls import CALLS_KEPT
from hall_controller.live.hub import HEARTBEAT_S, STATE_REFRESH_S, LiveHub
from hall_controller.live.reader import CALLS_WAITING_MAX
from tests.support.http_ports import ExampleViews, HandClock


class Stage:
    """A hub with its views, and the clock in hand."""

    def __init__(self) -> None:
        self.clock = HandClock()
        self.views = ExampleViews()
        self.views.seq = 0
        self.told: list[int] = []
        self.hub = LiveHub(self.views, self.clock.monotonic_s, on_call=self.told.append)

    def happened(self, kind: EventKind = EventKind.TICKET_ISSUED, **body: Any) -> None:
        self.views.seq += 1
        event = Event(kind, 1_000 + self.views.seq, "hall", "device", "", {"ticket": "t", **body}, self.views.seq)
        self.hub.notify([event])
        self.hub.tick(self.clock.seconds)

    def called(self, window: int = 1, times: int = 1) -> None:
        kind = EventKind.TICKET_CALLED if times == 1 else EventKind.TICKET_RECALLED
        self.happened(kind, label=f"A{self.views.seq + 1:03}", window=window, times=times)

    def later(self, seconds: float) -> None:
        self.clock.seconds += seconds
        self.hub.tick(self.clock.seconds)


@pytest.fixture
async def stage() -> Stage:
    return Stage()


async def waiting(reader: AsyncIterator[bytes]) -> list[tuple[str, int | None, Any]]:
    """The events that wait for a reader: name, SSE id, data. Comments are left out."""
    chunk = await raw(reader)
    return [parse(text) for text in chunk.decode().split("\n\n") if text and not text.startswith(":")]


async def raw(reader: AsyncIterator[bytes]) -> bytes:
    task = asyncio.ensure_future(anext(reader))
    for _ in range(3):
        await asyncio.sleep(0)
    if not task.done():
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return b""
    return task.result()


def parse(text: str) -> tuple[str, int | None, Any]:
    fields = dict(line.split(": ", 1) for line in text.split("\n"))
    return fields["event"], int(fields["id"]) if "id" in fields else None, json.loads(fields["data"])


async def test_the_present_state_comes_at_once(stage: Stage) -> None:
    stage.happened()
    assert [(name, event_id) for name, event_id, _ in await waiting(stage.hub.subscribe(Stream.PUBLIC))] == [("board", 1)]
    [(name, event_id, data)] = await waiting(stage.hub.subscribe(Stream.CLERK, window=2))
    assert (name, event_id, data["window"]["number"]) == ("desk", None, 2)
    assert [row[0] for row in await waiting(stage.hub.subscribe(Stream.MANAGER))] == ["manager"]
    assert [row[0] for row in await waiting(stage.hub.subscribe(Stream.DEVICES))] == ["devices"]


async def test_states_are_coalesced_to_five_a_second(stage: Stage) -> None:
    reader = stage.hub.subscribe(Stream.PUBLIC)
    await waiting(reader)
    boards = 0
    for _ in range(200):
        stage.happened()
        boards += len(await waiting(reader))
        stage.later(0.01)
        boards += len(await waiting(reader))
    assert 9 <= boards <= 11
    stage.later(0.2)
    rest = await waiting(reader)
    # What is sent last is the last state, however it was coalesced.
    assert not rest or rest[-1][2]["seq"] == 200


async def test_the_last_state_of_a_burst_arrives(stage: Stage) -> None:
    reader = stage.hub.subscribe(Stream.PUBLIC)
    await waiting(reader)
    for _ in range(10):
        stage.happened()
    assert (await waiting(reader))[0][2]["seq"] == 1
    stage.later(0.2)
    assert (await waiting(reader))[0][2]["seq"] == 10
    stage.later(0.2)
    assert await waiting(reader) == []


async def test_one_frame_serves_all_readers_of_a_stream(stage: Stage) -> None:
    readers = [stage.hub.subscribe(Stream.PUBLIC) for _ in range(50)]
    for reader in readers:
        await waiting(reader)
    before = stage.views.rendered
    stage.happened()
    chunks = [await raw(reader) for reader in readers]
    assert stage.views.rendered == before + 1
    assert len(set(chunks)) == 1


async def test_nothing_is_rendered_for_nobody(stage: Stage) -> None:
    for _ in range(5):
        stage.called()
        stage.later(1)
    assert stage.views.rendered == 0


async def test_calls_are_never_coalesced_and_carry_the_ledgers_seq(stage: Stage) -> None:
    reader = stage.hub.subscribe(Stream.PUBLIC)
    await waiting(reader)
    for number in range(30):
        stage.called(window=number % 3 + 1, times=number % 2 + 1)
    events = await waiting(reader)
    calls = [(event_id, data) for name, event_id, data in events if name == "call"]
    assert [event_id for event_id, _ in calls] == list(range(1, 31))
    assert [CallView.model_validate(data).seq for _, data in calls] == list(range(1, 31))
    assert calls[3][1] == {"seq": 4, "number": "A004", "window": 1, "at": 1_004, "times": 2}
    assert stage.told == list(range(1, 31))


async def test_only_the_public_stream_carries_calls(stage: Stage) -> None:
    readers = [
        stage.hub.subscribe(Stream.CLERK, window=1),
        stage.hub.subscribe(Stream.MANAGER),
        stage.hub.subscribe(Stream.DEVICES),
    ]
    for reader in readers:
        await waiting(reader)
    stage.called()
    names = {name for reader in readers for name, _, _ in await waiting(reader)}
    assert names == {"desk", "manager"}


async def test_a_reader_resumes_after_the_last_call_it_saw(stage: Stage) -> None:
    for _ in range(5):
        stage.called()
    stage.happened()
    events = await waiting(stage.hub.subscribe(Stream.PUBLIC, after=3))
    assert [(name, event_id) for name, event_id, _ in events] == [("call", 4), ("call", 5), ("board", None)]


async def test_a_reader_that_saw_no_call_resumes_from_its_first_board(stage: Stage) -> None:
    stage.happened()
    [(_, first_id, _)] = await waiting(stage.hub.subscribe(Stream.PUBLIC))
    stage.called()
    events = await waiting(stage.hub.subscribe(Stream.PUBLIC, after=first_id))
    assert [(name, event_id) for name, event_id, _ in events] == [("call", 2), ("board", None)]


async def test_an_id_from_another_ledger_starts_afresh(stage: Stage) -> None:
    stage.called()
    events = await waiting(stage.hub.subscribe(Stream.PUBLIC, after=999))
    assert [(name, event_id) for name, event_id, _ in events] == [("board", 1)]


async def test_calls_of_before_a_restart_can_be_resumed(stage: Stage) -> None:
    stage.views.seq = 8
    stage.hub.remember(CallView(seq=seq, number=f"A{seq:03}", window=1, at=seq, times=1) for seq in (3, 5, 8))
    events = await waiting(stage.hub.subscribe(Stream.PUBLIC, after=3))
    assert [event_id for name, event_id, _ in events if name == "call"] == [5, 8]


async def test_calls_that_come_while_the_ledger_is_read_keep_their_place(stage: Stage) -> None:
    stage.views.seq = 8
    stage.called()
    stage.hub.remember(CallView(seq=seq, number=f"A{seq:03}", window=1, at=1_000 + seq, times=1) for seq in (5, 8, 9))
    events = await waiting(stage.hub.subscribe(Stream.PUBLIC, after=1))
    assert [event_id for name, event_id, _ in events if name == "call"] == [5, 8, 9]


async def test_the_ring_keeps_the_last_calls_of_the_day(stage: Stage) -> None:
    for _ in range(CALLS_KEPT + 20):
        stage.called()
    events = await waiting(stage.hub.subscribe(Stream.PUBLIC, after=0))
    assert [event_id for name, event_id, _ in events if name == "call"] == list(range(21, CALLS_KEPT + 21))
    stage.happened(EventKind.DAY_OPENED)
    stage.called()
    events = await waiting(stage.hub.subscribe(Stream.PUBLIC, after=0))
    assert [event_id for name, event_id, _ in events if name == "call"] == [CALLS_KEPT + 22]


async def test_a_heartbeat_comes_every_second_and_only_when_nothing_else_does(stage: Stage) -> None:
    reader = stage.hub.subscribe(Stream.MANAGER)
    await raw(reader)
    beats = 0
    for _ in range(40):
        stage.later(0.1)
        chunk = await raw(reader)
        if chunk:
            assert chunk == b": still here\n\n"
            beats += 1
    assert beats in (3, 4)


async def test_everything_is_sent_again_from_time_to_time(stage: Stage) -> None:
    reader = stage.hub.subscribe(Stream.CLERK, window=1)
    await waiting(reader)
    stage.later(STATE_REFRESH_S)
    assert [name for name, _, _ in await waiting(reader)] == ["desk"]


async def test_a_desk_learns_of_its_own_window_at_once_and_of_others_once_a_second(stage: Stage) -> None:
    reader = stage.hub.subscribe(Stream.CLERK, window=1)
    await waiting(reader)
    stage.called(window=1)
    assert len(await waiting(reader)) == 1
    stage.later(0.3)
    stage.called(window=2)
    assert await waiting(reader) == []
    stage.later(0.7)
    assert len(await waiting(reader)) == 1
    stage.called(window=2)
    stage.called(window=1)
    stage.later(0.2)
    assert len(await waiting(reader)) == 1


async def test_an_emergency_reaches_every_page_at_once(stage: Stage) -> None:
    devices, distant = stage.hub.subscribe(Stream.DEVICES), stage.hub.subscribe(Stream.CLERK, window=1)
    await waiting(devices), await waiting(distant)
    stage.later(0.3)
    stage.happened()
    assert await waiting(devices) == []
    stage.happened(EventKind.EMERGENCY_BEGUN, since=1, text="")
    stage.later(0.3)
    assert [name for name, _, _ in await waiting(devices)] == ["devices"]
    assert [name for name, _, _ in await waiting(distant)] == ["desk"]


async def test_a_slow_reader_keeps_one_state_only(stage: Stage) -> None:
    reader = stage.hub.subscribe(Stream.MANAGER)
    for _ in range(100):
        stage.happened()
        stage.later(0.3)
    chunk = await raw(reader)
    assert chunk.count(b"event: manager") == 1


async def test_a_reader_too_far_behind_is_let_go_and_gets_its_calls_by_resuming(stage: Stage) -> None:
    slow, quick = stage.hub.subscribe(Stream.PUBLIC), stage.hub.subscribe(Stream.PUBLIC)
    for _ in range(CALLS_WAITING_MAX + 1):
        stage.called()
        await raw(quick)
    with pytest.raises(StopAsyncIteration):
        await anext(slow)
    stage.later(HEARTBEAT_S)
    assert stage.hub.readers() == 1
    last_seen = CALLS_WAITING_MAX - 100
    events = await waiting(stage.hub.subscribe(Stream.PUBLIC, after=last_seen))
    assert [event_id for name, event_id, _ in events if name == "call"] == list(range(last_seen + 1, CALLS_WAITING_MAX + 2))


async def test_a_device_change_goes_to_technicians_only(stage: Stage) -> None:
    devices, public = stage.hub.subscribe(Stream.DEVICES), stage.hub.subscribe(Stream.PUBLIC)
    await waiting(devices), await waiting(public)
    stage.hub.devices_changed()
    stage.later(0)
    assert [name for name, _, _ in await waiting(devices)] == ["devices"]
    assert await waiting(public) == []


async def test_a_reader_that_left_is_forgotten(stage: Stage) -> None:
    reader = stage.hub.subscribe(Stream.CLERK, window=1)
    assert stage.hub.readers() == 1
    await reader.aclose()  # type: ignore[attr-defined]
    stage.later(HEARTBEAT_S)
    assert stage.hub.readers() == 0
    assert stage.hub._desks == {}


async def test_closing_ends_all_streams_also_those_that_wait(stage: Stage) -> None:
    reader = stage.hub.subscribe(Stream.MANAGER)
    await waiting(reader)
    pending = asyncio.ensure_future(anext(reader))
    await asyncio.sleep(0)
    stage.hub.close()
    with pytest.raises(StopAsyncIteration):
        await pending
    with pytest.raises(StopAsyncIteration):
        await anext(stage.hub.subscribe(Stream.PUBLIC))


async def test_the_clerks_stream_needs_a_window(stage: Stage) -> None:
    with pytest.raises(ValueError, match="window"):
        stage.hub.subscribe(Stream.CLERK)


async def test_run_ticks_on_real_time_and_ends_with_close() -> None:
    views = ExampleViews()
    hub = LiveHub(views, asyncio.get_running_loop().time)
    running = asyncio.create_task(hub.run())
    reader = hub.subscribe(Stream.PUBLIC)
    await anext(reader)
    async with asyncio.timeout(5):
        assert await anext(reader) == b": still here\n\n"
        hub.devices_changed()
        devices = hub.subscribe(Stream.DEVICES)
        await anext(devices)
        hub.devices_changed()
        assert (await anext(devices)).startswith(b"event: devices")
    hub.close()
    async with asyncio.timeout(5):
        await running


async def test_a_window_has_a_desk_while_its_page_reads(stage: Stage) -> None:
    assert not stage.hub.has_desk(2)
    reader = stage.hub.subscribe(Stream.CLERK, window=2)
    assert stage.hub.has_desk(2)
    assert not stage.hub.has_desk(1)
    await reader.aclose()  # type: ignore[attr-defined]
    assert not stage.hub.has_desk(2)
