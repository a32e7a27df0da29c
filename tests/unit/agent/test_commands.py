import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio

from api.bus.codec import Stamp, encode_command
from api.bus.port import Handler, Received
from api.ids import new_id
from api.messages.base import CLOCK_TOLERANCE_MS, LONGEST_WISH_MS, Message
from api.messages.completion import Acknowledgement, Completion
from api.messages.device_commands import Blank, Diagnose, Print, Scan
from api.messages.topics import parse_topic
from api.messages.words import CompletionCode
from drivers.agent import commands
from drivers.agent.commands import CommandDesk
from drivers.agent.store import AgentStore
from drivers.core.driver import DriverConfig
from drivers.core.tcp_link import TcpLink
from drivers.core.worker import Outputs, Worker
from tests.support.agent_process import until
from tests.support.fake_clock import FakeClock
from tests.support.line_device import LineDevice

TIMEOUT_MS = 10_000
TICKET = Print(template="ticket", data={"number": "A012"})


@dataclass
class Line:
    """The end of the bus at which the desk listens and answers, without a broker."""

    site: str = "150426-07"
    node: str = "window-agent"
    answers: list[Completion | Acknowledgement] = field(default_factory=list)
    passing: list[bool] = field(default_factory=list)
    """Of each answer: nobody on the way keeps it."""
    handler: Handler | None = None

    def listen(self, pattern: str, handler: Handler) -> None:
        self.handler = handler

    def reply(self, to: Received, answer: Completion | Acknowledgement, *, passing: bool = False) -> None:
        self.answers.append(answer)
        self.passing.append(passing)


@dataclass
class Bench:
    line: Line
    worker: Worker
    """Not started: what it was given waits in its queue."""
    clock: FakeClock
    store: AgentStore

    def send(
        self,
        name: str,
        body: Message,
        *,
        command_id: str | None = None,
        age_ms: int = 0,
        device: str = "line-1",
        timeout_ms: int = TIMEOUT_MS,
        retained: bool = False,
    ) -> str:
        command_id = command_id or new_id()
        stamp = Stamp(self.clock.wall_ms() - age_ms, "session", 1)
        payload = encode_command(body, stamp, command_id=command_id, by="ctl", timeout_ms=timeout_ms)
        address = parse_topic(f"hall/v1/{self.line.site}/{self.line.node}/{device}/cmd/{name}")
        assert self.line.handler is not None
        self.line.handler(Received(address, payload, retained, "reply", command_id.encode(), lambda: None))
        return command_id

    @property
    def queued(self) -> int:
        return int(self.worker.diagnose()["waiting"])

    def last(self) -> Completion:
        answer = self.line.answers[-1]
        assert isinstance(answer, Completion)
        return answer


@pytest_asyncio.fixture
async def bench(tmp_path: Path, free_port: int) -> AsyncIterator[Bench]:
    loop, clock, line = asyncio.get_running_loop(), FakeClock(), Line()
    store = AgentStore(tmp_path, loop)
    store.open()
    nowhere = Outputs(lambda _: None, lambda _: None, lambda _: None, lambda _: None)
    worker = Worker(
        "line-1",
        LineDevice,
        DriverConfig(),
        lambda: TcpLink("127.0.0.1", free_port),
        nowhere,
        clock=clock,
        random=lambda: 0.5,
        data_dir=tmp_path,
    )
    desk = CommandDesk(line, {"line-1": worker}, store, clock, loop)  # type: ignore[arg-type]
    desk.listen()
    yield Bench(line, worker, clock, store)
    worker.close()
    await asyncio.sleep(0)
    store.close()


async def test_a_command_played_back_later_is_refused_and_counted(bench: Bench) -> None:
    for name, body in (("print", TICKET), ("blank", Blank()), ("reset", Blank())):
        command_id = bench.send(name, body, age_ms=TIMEOUT_MS + CLOCK_TOLERANCE_MS + 1)
        assert (bench.last().id, bench.last().code) == (command_id, CompletionCode.TIME_OUT)
        assert bench.last().error_code == "command.outOfTime"
        assert bench.store.journal.find(command_id) is None
    assert bench.queued == 0
    bench.send("diagnose", Diagnose(), device="node")
    assert bench.last().result["refused"] == {"malformed": 0, "outOfTime": 3}


async def test_a_command_within_its_time_and_the_tolerance_is_taken(bench: Bench) -> None:
    bench.send("print", TICKET, age_ms=TIMEOUT_MS + CLOCK_TOLERANCE_MS)
    bench.send("blank", Blank(), age_ms=-LONGEST_WISH_MS)
    assert (bench.queued, bench.line.answers) == (2, [])


async def test_a_command_from_a_clock_far_ahead_or_with_an_endless_time_is_refused(bench: Bench) -> None:
    """Recorded, it could be played back for as long."""
    bench.send("print", TICKET, age_ms=-LONGEST_WISH_MS - 1)
    assert bench.last().error_code == "command.outOfTime"
    bench.send("print", TICKET, age_ms=LONGEST_WISH_MS + CLOCK_TOLERANCE_MS + 1, timeout_ms=10**12)
    assert bench.last().error_code == "command.outOfTime"
    assert bench.queued == 0


async def test_a_retained_command_is_refused(bench: Bench) -> None:
    bench.send("print", TICKET, retained=True)
    assert bench.last().error_code == "command.malformed"
    assert bench.queued == 0


async def test_the_same_id_may_come_again_in_time(bench: Bench) -> None:
    command_id = bench.send("print", TICKET, age_ms=60_000)
    assert bench.last().code is CompletionCode.TIME_OUT
    bench.send("print", TICKET, command_id=command_id)
    assert bench.queued == 1


async def test_a_late_copy_of_what_was_done_gets_its_answer(bench: Bench) -> None:
    command_id = new_id()
    bench.store.journal.begin(command_id, "print")
    bench.store.journal.finish(command_id, Completion(id=command_id, code=CompletionCode.SUCCESS))
    bench.send("print", TICKET, command_id=command_id, age_ms=60_000)
    assert bench.last().succeeded


async def test_nothing_is_printed_that_the_journal_cannot_hold(bench: Bench) -> None:
    bench.store._connection.execute("PRAGMA query_only = ON")
    bench.send("print", TICKET)
    assert (bench.last().code, bench.last().error_code) == (CompletionCode.INTERNAL_ERROR, "journal.failed")
    assert bench.queued == 0
    bench.send("blank", Blank())
    assert bench.queued == 1
    bench.store._connection.execute("PRAGMA query_only = OFF")


async def test_an_end_that_could_not_be_written_is_unknown_not_under_way_for_ever(bench: Bench) -> None:
    command_id = new_id()
    bench.store.journal.begin(command_id, "print")
    bench.send("print", TICKET, command_id=command_id)
    assert bench.last().code is CompletionCode.OUTCOME_UNKNOWN
    assert bench.queued == 0


async def test_a_personal_result_is_handed_on_in_passing_and_soon_forgotten(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "PERSONAL_KEPT_S", 0.0)
    command_id = bench.send("scan", Scan(purpose="identify"))
    job = bench.worker._queue.take()
    assert job is not None
    job.done(Completion(id=command_id, code=CompletionCode.SUCCESS, result={"text": "1522"}))
    await until(lambda: bench.line.answers, "answer")
    assert (bench.last().result, bench.line.passing[-1]) == ({"text": "1522"}, True)
    await asyncio.sleep(0)
    bench.send("scan", Scan(purpose="identify"), command_id=command_id)
    assert (bench.last().result, bench.last().error_code) == ({}, "command.resultForgotten")
    assert bench.queued == 0


async def test_other_results_are_kept_as_ever(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "PERSONAL_KEPT_S", 0.0)
    command_id = bench.send("blank", Blank())
    job = bench.worker._queue.take()
    assert job is not None
    job.done(Completion(id=command_id, code=CompletionCode.SUCCESS, result={"answer": "OK"}))
    await until(lambda: bench.line.answers, "answer")
    await asyncio.sleep(0)
    bench.send("blank", Blank(), command_id=command_id)
    assert (bench.last().result, bench.line.passing) == ({"answer": "OK"}, [False, False])
