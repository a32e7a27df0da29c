"""How long a county hall's backup and its way back take: `python -m bench.backup [--days N] [--json]`.

A hall of 134 windows works through so many days, 2500 tickets each, in its own store: each number taken, called and served.
Then the product's own backup is made, and drilled: opened, every record checked, made ready to start. Times grow with the ledger.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import asdict, dataclass
from itertools import cycle
from pathlib import Path

import tomli_w

from api.ids import new_id
from api.messages.completion import Completion
from api.messages.hall_commands import Arrive, Finish, HallCommand, Next, OpenWindow, Take
from api.messages.words import HandOver, Role
from api.ports import Actor, Submission
from api.process.secret_file import write_secret
from hall_controller.clock import HallClock, wall_ms
from hall_controller.config import HallConfig
from hall_controller.settings import hall_file, load_settings
from hall_controller.store.writer import HallWriter
from tingtang.backup.drill import drill
from tingtang.backup.making import Source, make
from tingtang.backup.sealing import new_key
from tingtang.demo.county import county_hall

TICKETS_A_DAY = 2_500
DAYS = 5
AT_ONCE = 400
"""Submitted before their answers are waited for."""
MORNING_H = 10
DAY_MS = 86_400_000
ROUND_MS = 60_000
"""Questions of rating pads end meanwhile."""
KIOSK = Actor("kiosk-01", Role.DEVICE)


@dataclass(frozen=True, slots=True)
class Measured:
    days: int
    tickets: int
    events: int
    hall_mb: float
    backup_mb: float
    made_s: float
    unpacked_s: float
    checked_s: float
    ready_s: float
    audited_s: float


class _Days(HallClock):
    """Stands at ten in the morning of each day in turn; the last one is today."""

    def __init__(self, days: int) -> None:
        today = wall_ms() // DAY_MS * DAY_MS + (MORNING_H - 8) * DAY_MS // 24
        self.at = today - days * DAY_MS
        super().__init__(lambda: self.at, lambda: self.at)


def work(folder: Path, config: HallConfig, days: int) -> int:
    """The hall's days. Returns tickets."""
    clock = _Days(days)

    def answered(_: object, answers: list[tuple[Future[Completion], Completion]]) -> None:
        for future, completion in answers:
            future.set_result(completion)

    writer = HallWriter(hall_file(folder), config, clock, new_id, answered)
    writer.open()
    writer.begin()
    tickets = 0
    try:
        for _ in range(days):
            clock.at += DAY_MS
            writer.wake()
            tickets += _day(writer, config, clock)
    finally:
        writer.close()
    return tickets


def _day(writer: HallWriter, config: HallConfig, clock: _Days) -> int:
    clerks = {window.number: Actor(f"clerk-{window.number}", Role.CLERK) for window in config.windows}
    _submit(writer, ((clerk, OpenWindow(window=number)) for number, clerk in clerks.items()))
    services = cycle(service.id for service in config.services)
    taken = _submit(writer, ((KIOSK, Take(service=next(services), hand_over=HandOver.SCREEN)) for _ in range(TICKETS_A_DAY)))
    for _ in range(2 * TICKETS_A_DAY // len(clerks)):
        clock.at += ROUND_MS
        for step in (Next, Arrive, Finish):
            _submit(writer, ((clerk, step(window=number)) for number, clerk in clerks.items()))
    return taken


def _submit(writer: HallWriter, commands: Iterator[tuple[Actor, HallCommand]]) -> int:
    """How many succeeded."""
    waiting: list[Future[Completion]] = []
    succeeded = 0
    for actor, command in commands:
        future: Future[Completion] = Future()
        writer.submit(Submission(new_id(), actor, command), future)
        waiting.append(future)
        if len(waiting) >= AT_ONCE:
            succeeded += sum(future.result().succeeded for future in waiting)
            waiting.clear()
    return succeeded + sum(future.result().succeeded for future in waiting)


def measure(folder: Path, days: int) -> Measured:
    config = county_hall()
    secret, recipient = new_key()
    write_secret(folder / "key", secret)
    (folder / "data").mkdir()
    (folder / "etc").mkdir()
    document = config.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    (folder / "etc/hall.toml").write_text(tomli_w.dumps(document), encoding="utf-8")
    settings_file = folder / "etc/controller.toml"
    settings_file.write_text(
        f'site_file = "hall.toml"\ndata_dir = "../data"\n[backup]\nrecipients = ["{recipient}"]\n', encoding="utf-8"
    )
    tickets = work(folder / "data", config, days)
    began = time.monotonic()
    made = make(Source(load_settings(settings_file), settings_file, config.hall.site, "bench"), now_ms=wall_ms)
    made_s = time.monotonic() - began
    done = drill(made.path, folder / "key", folder / "work", clock=HallClock(), monotonic_s=time.monotonic)
    return Measured(
        days=days,
        tickets=tickets,
        events=made.label.seq,
        hall_mb=round(hall_file(folder / "data").stat().st_size / 1e6, 1),
        backup_mb=round(made.label.size / 1e6, 1),
        made_s=round(made_s, 1),
        **{name: round(value, 1) for name, value in asdict(done.steps).items()},
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.backup", description=__doc__)
    parser.add_argument("--days", type=int, default=DAYS)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-backup-") as folder:
        found = measure(Path(folder), arguments.days)
    print(
        json.dumps(asdict(found)) if arguments.json else "\n".join(f"{name:12} {value}" for name, value in asdict(found).items())
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
