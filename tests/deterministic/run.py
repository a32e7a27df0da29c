"""One run: a seed decides everything that people, network, disks and clocks do; then all is healed and must come to rest."""

import asyncio
import logging
import tempfile
import threading
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import structlog

from api.messages.hall_commands import ReportHandOver
from api.text.catalogue import TextCatalogue
from hall_controller.domain import invariants
from hall_controller.domain.decide import DECIDE
from hall_controller.service import HallService
from hall_controller.store.hall_store import Committed
from hall_controller.store.ledger import encode_event
from tests.deterministic.agent import hall_agent, kiosk_agent
from tests.deterministic.checks import at_rest, final_problems
from tests.deterministic.controller import ControllerMachine
from tests.deterministic.harm import Harm
from tests.deterministic.kiosk import KioskMachine
from tests.deterministic.machine import Machine
from tests.deterministic.party import Killed
from tests.deterministic.people import Citizens, Clerks, Counter
from tests.deterministic.town import AGENT, KIOSKS, Town

STEPS = 300
PAUSES_S = (0.02, 0.1, 0.1, 0.3, 1.0, 1.0, 5.0)
REST_WITHIN_S = 1_200.0
"""Time until everything must have come to rest once nothing breaks any more: the longest back-offs, idle screens, asks."""
MEMORY = Path("/dev/shm")
MISHAPS = frozenset({"hall refused a number given out"})
"""Logged without an exception, and never right."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a run."""

    seed: int
    steps: int
    problems: tuple[str, ...]
    digest: str
    """Of the trace, which holds every event of the ledger."""
    lines: tuple[str, ...]
    events: int
    kills: int
    papers: int
    writes: dict[str, int]
    """Write points by machine."""


@dataclass(frozen=True, slots=True)
class Kill:
    """Nothing else breaks; this machine is killed once, at the n-th write of its life."""

    machine: str
    write: int


def run_seed(
    seed: int, texts: TextCatalogue, steps: int = STEPS, *, keep_trace: bool = False, only: Kill | None = None
) -> Result:
    """Run one seed in a folder of its own. `only`: instead of whatever harm the seed would bring."""
    with tempfile.TemporaryDirectory(prefix="tingtang-", dir=MEMORY if MEMORY.is_dir() else None) as folder, _quiet() as mishaps:
        simulation = Simulation(seed, Path(folder), texts, keep_trace=keep_trace, only=only)
        try:
            return simulation.run(steps, mishaps)
        finally:
            simulation.close()


class Simulation:
    """Everything of one run."""

    def __init__(self, seed: int, folder: Path, texts: TextCatalogue, *, keep_trace: bool, only: Kill | None) -> None:
        town = self.town = Town(seed, folder, keep_trace=keep_trace)
        town.loop.set_exception_handler(self._on_loop_error)
        self.controller = ControllerMachine(town, self._on_commit)
        self.kiosks = [KioskMachine(town, name, texts) for name in KIOSKS]
        self.agents = [hall_agent(town, AGENT), *(kiosk_agent(town, kiosk) for kiosk in KIOSKS)]
        self.machines: list[Machine] = [self.controller, *self.kiosks, *self.agents]
        for machine in self.machines:
            machine.on_kill = partial(self._restart_soon, machine)
        self.counter = Counter(town, self.controller)
        # Whether a paper came out is the kiosks' to say.
        operations = sorted(DECIDE.keys() - {ReportHandOver}, key=lambda model: model.__name__)
        self.clerks = Clerks(town, self.counter, operations)
        self.citizens = Citizens(town, self.kiosks)
        self._chance = town.stream("scheduler")
        self._harm = Harm(town, self.machines, self.controller)
        self._only = only
        self._events = 0
        self._closing = False

    def run(self, steps: int, mishaps: list[str]) -> Result:
        town = self.town
        threads = threading.active_count()
        town.loop.run_until_complete(self._live(steps))
        assert threading.active_count() == threads, "something started a thread"
        problems = [*town.problems.found, *mishaps, *final_problems(self)]
        return Result(
            town.seed,
            steps,
            tuple(problems),
            town.trace.digest(),
            tuple(town.trace.lines),
            self._events,
            sum(machine.kills for machine in self.machines),
            sum(len(papers.printed) for papers in town.papers.values()),
            {machine.name: machine.disk.writes for machine in self.machines},
        )

    def close(self) -> None:
        self._closing = True
        for machine in self.machines:
            machine.kill("at the end")
        loop = self.town.loop
        rest = [task for task in asyncio.all_tasks(loop) if not task.done()]
        for task in rest:
            task.cancel()
        if rest:
            loop.run_until_complete(asyncio.wait(rest))
        loop.close()

    async def _live(self, steps: int) -> None:
        for machine in self.machines:
            if self._only is not None and machine.name == self._only.machine:
                machine.disk.kill_at(self._only.write)
            machine.start()
        for _ in range(steps):
            self._step()
            await asyncio.sleep(self._chance.choice(PAUSES_S))
            self.citizens.look()
        await self._heal()

    def _step(self) -> None:
        """One thing happens."""
        roll = self._chance.random()
        service = self.controller.service
        if roll < 0.45:
            self.citizens.touch()
        elif roll < 0.85:
            if service is not None:
                self.clerks.act(service.projection.hall)
        elif roll < 0.90:
            self.citizens.rate()
        elif self._only is None:
            self._harm.strike()

    def _restart_soon(self, machine: Machine) -> None:
        if not self._closing:
            delay_s = self._chance.uniform(0.05, 4.0)
            self.town.loop.call_later(delay_s, lambda: None if machine.alive or self._closing else machine.start())

    async def _heal(self) -> None:
        """Nothing breaks any more and nobody wants anything new: everything must come to rest by itself."""
        town = self.town
        town.trace.note("scheduler", "heals")
        if self._only is None:
            self._harm.mend()
        until_s = town.loop.time() + REST_WITHIN_S
        while town.loop.time() < until_s:
            await asyncio.sleep(5.0)
            self.citizens.look()
            restless = at_rest(self)
            if not restless:
                return
        town.problems.note(f"not at rest {REST_WITHIN_S:g} s after everything was mended: {restless}")

    def _on_commit(self, service: HallService, committed: Committed) -> None:
        """Each commit: into the trace, and the invariants of what screens see now."""
        for event in committed.events:
            self.town.trace.note("ledger", encode_event(event).decode())
        self._events += len(committed.events)
        hall = service.projection.hall
        for problem in (
            *invariants.window_problems(hall),
            *invariants.line_problems(hall),
            *invariants.question_problems(hall),
        ):
            self.town.problems.note(problem)

    def _on_loop_error(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if not isinstance(error, Killed):
            self.town.problems.note(f"{context.get('message')}: {error!r}")


@contextmanager
def _quiet() -> Iterator[list[str]]:
    """Logs go nowhere; what was logged with an exception is a mishap of the product and is kept."""
    mishaps: list[str] = []
    before = structlog.get_config()

    def keep(logger: Any, name: str, event: MutableMapping[str, Any]) -> str:
        if event.get("exc_info") or name in ("exception", "critical") or event["event"] in MISHAPS:
            mishaps.append(f"logged: {event}")
        raise structlog.DropEvent

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.exc_info:
                mishaps.append(f"logged: {record.getMessage()}: {record.exc_info[1]!r}")

    root, handler = logging.getLogger(), Keep(logging.ERROR)
    handlers, root.handlers = root.handlers, [handler]
    structlog.configure(processors=[keep])
    try:
        yield mishaps
    finally:
        structlog.configure(**before)
        root.handlers = handlers
