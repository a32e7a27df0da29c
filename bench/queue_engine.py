"""The queue engine of a county's hall: loading 134 windows and 1118 services, and deciding who is next with 5000 waiting.

`python -m bench.queue_engine [--json]`. Loading is from the file to a hall that can decide: parse, check, rules, hall. Two times
are taken for each call: the choice alone (`choose`: everything the window may call is compared, with why), and the whole command
`next` in the core (choice, event, state, orders to boards and speakers, answer). The windows are the county's; in a second hall
every window is a 综合窗口 that may call all 26 queues, the most that a choice can have to compare.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import cycle
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import tomli_w

from api.messages.hall_commands import HallCommand, Miss, Next, OpenWindow, Take
from api.messages.words import HandOver, Role, TicketClass, TicketState
from api.ports import Actor
from bench.statistics_of import percentile
from hall_controller.collector import look_less_often
from hall_controller.config import HallConfig, load_hall_config
from hall_controller.domain.choosing import choose
from hall_controller.domain.engine import execute, run_timers
from hall_controller.domain.hall import Hall
from hall_controller.domain.requests import Request
from hall_controller.domain.rules import Rules
from hall_controller.simulation.stage import counted_ids
from tingtang.demo.county import county_hall

LOADS = 5
WAITING = 5_000
DECISIONS = 3_000
TAKE_GAP_MS = 3_000
"""Between two numbers: 5000 in some four hours."""
LOAD_TARGET_S, NEXT_TARGET_MS = 2.0, 5.0

_MANAGER = Actor("bench", Role.MANAGER)
_CLASSES = (TicketClass.WALK_IN,) * 7 + (TicketClass.APPOINTMENT,) * 2 + (TicketClass.ELDERLY, TicketClass.DISABLED)


@dataclass(frozen=True, slots=True)
class Decisions:
    """Times of one call, ms."""

    waiting: int
    """When the measurement began; for everybody who is called somebody else takes a number."""
    queues_of_a_window: float
    """Mean."""
    choice_p50_ms: float
    choice_p99_ms: float
    next_p50_ms: float
    next_p99_ms: float
    next_max_ms: float
    next_cpu_p99_ms: float
    """The same in the thread's own processor time: what is left when a busy machine gives the processor to others."""


def measure_loading(folder: Path) -> dict[str, float]:
    """Median of LOADS, seconds."""
    path = folder / "hall.toml"
    path.write_text(tomli_w.dumps(county_hall().model_dump(mode="json", exclude_none=True)), encoding="utf-8")
    took = []
    for _ in range(LOADS):
        begun = time.perf_counter()
        Hall(Rules(load_hall_config(path)))
        took.append(time.perf_counter() - begun)
    return {"load_s": statistics.median(took), "load_worst_s": max(took)}


def any_service_hall() -> HallConfig:
    """Every window may call every queue."""
    county = county_hall()
    windows = tuple(window.model_copy(update={"any_service": True}) for window in county.windows)
    return county.model_copy(update={"windows": windows})


class BenchHall:
    """The core with so many people waiting."""

    def __init__(self, config: HallConfig) -> None:
        self.hall = Hall(Rules(config))
        self._new_id = counted_ids()
        self._at = round(datetime(2025, 11, 21, 8, 30, tzinfo=ZoneInfo(config.hall.timezone)).timestamp() * 1_000)
        run_timers(self.hall, self._at, self._new_id)
        for number in self.hall.windows:
            self._do(OpenWindow(window=number))
        services = list(self.hall.rules.services)
        chosen = Random(1)
        # Many kiosks: numbers that come faster than people from one of them are a fault somebody is told of.
        kiosks = cycle([Actor(f"kiosk-{number}", Role.DEVICE) for number in range(50)])
        for _ in range(WAITING):
            self._at += TAKE_GAP_MS
            take = Take(service=chosen.choice(services), ticket_class=chosen.choice(_CLASSES), hand_over=HandOver.SCREEN)
            self._do(take, next(kiosks))

    def _do(self, command: HallCommand, actor: Actor = _MANAGER) -> None:
        execute(self.hall, Request(self._new_id(), actor, command, self._at, self._new_id))
        self.hall.changes.clear()

    def waiting(self) -> int:
        return sum(ticket.state is TicketState.WAITING for ticket in self.hall.tickets.values())

    def decisions(self) -> Decisions:
        """Each window in turn calls somebody, who is missed."""
        choices_ms: list[float] = []
        nexts_ms: list[float] = []
        cpu_ms: list[float] = []
        waiting = self.waiting()
        numbers = cycle(self.hall.windows)
        while len(nexts_ms) < DECISIONS:
            number = next(numbers)
            self._at += 100
            begun = time.perf_counter()
            found = choose(self.hall, number, self._at)
            chosen = time.perf_counter()
            if found is None:
                continue
            cpu_begun = time.thread_time()
            self._do(Next(window=number))
            cpu_ms.append((time.thread_time() - cpu_begun) * 1_000)
            nexts_ms.append((time.perf_counter() - chosen) * 1_000)
            choices_ms.append((chosen - begun) * 1_000)
            self._put_back(number)
        queues = statistics.fmean(len(rule.queues) for rule in self.hall.rules.windows.values())
        choice, whole = ((percentile(times, 0.5), percentile(times, 0.99)) for times in (choices_ms, nexts_ms))
        return Decisions(waiting, queues, *choice, *whole, max(nexts_ms), percentile(cpu_ms, 0.99))

    def _put_back(self, number: int) -> None:
        """Somebody else takes a number for the same service, so that as many wait as before."""
        ticket = self.hall.tickets[self.hall.windows[number].ticket or ""]
        self._do(Miss(window=number))
        take = Take(service=ticket.service, ticket_class=ticket.ticket_class, hand_over=HandOver.SCREEN)
        self._do(take, Actor(f"kiosk-{number}", Role.DEVICE))


def measure(say: Callable[[str], None]) -> dict[str, object]:
    say("loading the county's file …")
    with tempfile.TemporaryDirectory(prefix="tingtang-bench-") as folder:
        loading = measure_loading(Path(folder))
    say(f"{WAITING} waiting, the county's windows …")
    county = BenchHall(county_hall()).decisions()
    say(f"{WAITING} waiting, every window calls every queue …")
    any_service = BenchHall(any_service_hall()).decisions()
    meets = loading["load_s"] < LOAD_TARGET_S and max(county.next_p99_ms, any_service.next_p99_ms) <= NEXT_TARGET_MS
    return {**loading, "county": asdict(county), "any_service": asdict(any_service), "meets_targets": meets}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON object last")
    arguments = parser.parse_args()
    # The collector is the controller's.
    look_less_often()
    result = measure(lambda text: print(text, file=sys.stderr, flush=True))
    print(f"load: {result['load_s']:.2f} s (target < {LOAD_TARGET_S:.0f} s)")
    for name in ("county", "any_service"):
        row = result[name]
        assert isinstance(row, dict)
        print(
            f"{name}: choice p50 {row['choice_p50_ms']:.3f} ms, p99 {row['choice_p99_ms']:.3f} ms; whole `next` p50 "
            f"{row['next_p50_ms']:.3f} ms, p99 {row['next_p99_ms']:.3f} ms, max {row['next_max_ms']:.3f} ms, "
            f"processor p99 {row['next_cpu_p99_ms']:.3f} ms "
            f"({row['waiting']} waiting, {row['queues_of_a_window']:.0f} queues a window; target p99 ≤ {NEXT_TARGET_MS:.0f} ms)"
        )
    if arguments.json:
        print(json.dumps(result))


if __name__ == "__main__":
    main()
