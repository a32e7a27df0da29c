"""Some days of a hall that are pinned in the repository: what was asked, what was written, what was remembered.

`commands.jsonl` holds every command with its instant, its actor and whether it was refused; `journal.jsonl` the ledger's records
as they are hashed; `expected.json` the end of the hash chain, a digest of all tables, and who was called where in which order.
Whoever runs the suite, on whatever Python, proves the same bytes.
"""

import hashlib
import random
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from api.messages import hall_commands as commands
from api.messages.hall_commands import COMMAND_NAMES, HALL_COMMANDS
from api.messages.roles import may_give
from api.messages.words import Role, TicketClass, WindowState
from api.ports import Actor
from hall_controller.domain.decide import DECIDE
from hall_controller.domain.engine import execute
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.hall import Hall
from hall_controller.domain.requests import Refused, Request
from hall_controller.domain.rules import Rules
from hall_controller.domain.state import Place
from hall_controller.domain.watching import Watch
from hall_controller.store.batch import PUT_EVENT
from hall_controller.store.ledger import GENESIS, chain, decode_event, encode_event
from hall_controller.store.rebuild import Tables, replay, stored
from hall_controller.store.schema import migrate
from tests.support.any_command import any_command
from tests.support.hall_core import MORNING
from tests.support.stored_core import StoredCore
from tests.support.whole_queue import whole_queue_config

FOLDER = Path(__file__).parent
COMMANDS, JOURNAL, EXPECTED = FOLDER / "commands.jsonl", FOLDER / "journal.jsonl", FOLDER / "expected.json"
CHANCE_SEED = 20261121
STEPS_AT_LEAST, STEPS_AT_MOST = 600, 1_100
NIGHT_AFTER = 300
"""Steps of a day."""
ACTORS = (
    Actor("clerk-1", Role.CLERK),
    Actor("clerk-2", Role.CLERK),
    Actor("manager-1", Role.MANAGER),
    Actor("kiosk-01", Role.DEVICE),
    Actor("kiosk-02", Role.DEVICE),
)
MS_PER_MIN = 60_000
_LIKELY: dict[WindowState, tuple[type[commands.HallCommand], ...]] = {
    WindowState.CLOSED: (commands.OpenWindow, commands.LogInByCard),
    WindowState.IDLE: (commands.Next, commands.Next, commands.Next, commands.UndoFinish, commands.TakeBack, commands.Pause),
    WindowState.CALLING: (commands.Arrive, commands.Arrive, commands.Miss, commands.Return, commands.Recall),
    WindowState.SERVING: (commands.Finish, commands.Finish, commands.Hold, commands.Reject, commands.Transfer),
    WindowState.RATING: (commands.Next, commands.UndoFinish),
    WindowState.PAUSED: (commands.Resume,),
    WindowState.FAULT: (commands.ReportWindow,),
    WindowState.OFFLINE: (commands.ReportWindow,),
}


@dataclass(frozen=True, slots=True)
class Given:
    """One command as it was given."""

    at: int
    actor: Actor
    command: commands.HallCommand
    refusal: str | None

    def line(self) -> bytes:
        return orjson.dumps(
            {
                "at": self.at,
                "actor": self.actor.name,
                "role": self.actor.role.value,
                "command": COMMAND_NAMES[type(self.command)],
                "body": self.command.model_dump(mode="json", exclude_defaults=True),
                "refusal": self.refusal,
            },
            option=orjson.OPT_SORT_KEYS,
        )

    @staticmethod
    def of(line: bytes) -> "Given":
        row = orjson.loads(line)
        command = HALL_COMMANDS[row["command"]].model_validate(row["body"])
        return Given(row["at"], Actor(row["actor"], Role(row["role"])), command, row["refusal"])


class SteadyForecasts:
    """Implements `Forecasts`: three minutes for each who came before, whatever the rule."""

    def promise(self, place: Place, ticket_class: TicketClass, at: int, joined: int) -> tuple[int, int, int]:
        minute = at // MS_PER_MIN + 3 * (joined % 7)
        return (minute + 1) * MS_PER_MIN, (minute + 3) * MS_PER_MIN, (minute + 6) * MS_PER_MIN


class PinnedHall(StoredCore):
    """The core with its store, told commands at their instants. Nothing in it is left to this machine."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.chance = random.Random(CHANCE_SEED).random
        self.hall.forecasts = SteadyForecasts()

    def give(self, at: int, actor: Actor, command: commands.HallCommand) -> str | None:
        """The refusal's word, None when it was carried out. What fell due before comes first."""
        self.now = at
        self.run_timers()
        request = Request(self.new_id(), actor, command, at, self.new_id, self.chance)
        try:
            step = execute(self.hall, request)
        except Refused as refused:
            return refused.refusal.value
        self._take_down(step.events, step.deliveries)
        return None


def pinned_hall() -> PinnedHall:
    return PinnedHall(Rules(whole_queue_config()), MORNING)


class NotEveryOperation(Exception):
    """Chance left one out."""


def make_up(dice: random.Random) -> Iterator[Given]:
    """Some days until every operation was carried out at least once; then the day is closed.

    Raises:
        NotEveryOperation: not within STEPS_AT_MOST.
    """
    with closing(pinned_hall()) as hall:
        done: set[type[commands.HallCommand]] = set()
        operations = sorted(DECIDE.keys() - {commands.CloseDay}, key=lambda model: model.__name__)
        at, step = MORNING, 0
        while step < STEPS_AT_LEAST or not done.issuperset(operations):
            step += 1
            if step > STEPS_AT_MOST:
                raise NotEveryOperation(sorted(model.__name__ for model in set(operations) - done))
            at += dice.choice((400, 2_000, 9_000, 30_000))
            if step % NIGHT_AFTER == 0:
                at += 12 * 60 * MS_PER_MIN
            rare = [model for model in operations if model not in done]
            given = _anything(hall, at, dice, rare if rare and dice.random() < 0.2 else operations)
            refusal = hall.give(given.at, given.actor, given.command)
            if refusal is None:
                done.add(type(given.command))
            yield Given(given.at, given.actor, given.command, refusal)
        last = Actor("manager-1", Role.MANAGER), commands.CloseDay()
        yield Given(at + 1_000, *last, hall.give(at + 1_000, *last))


def _anything(hall: PinnedHall, at: int, dice: random.Random, operations: list[type[commands.HallCommand]]) -> Given:
    """Half of the time what a clerk would do, else anything at all."""
    window = dice.choice(sorted(hall.rules.windows))
    sensible = dice.random() < 0.5
    if sensible:
        model = dice.choice(_LIKELY[hall.hall.windows[window].state])
    else:
        model = dice.choice([commands.Take] * (len(operations) // 3) + operations)
    fields = any_command(model, hall.hall, at, dice.choice).model_dump(mode="json")
    if sensible:
        fields |= {"window": window, "reason": "form", "fault": "", "offline": False}
    actor = dice.choice([actor for actor in ACTORS if may_give(actor.role, model)])
    return Given(at, actor, model.model_validate(fields), None)


def carry_out(day: Iterable[Given]) -> tuple[PinnedHall, list[str | None]]:
    """A new hall that was told all of it, and what it refused. The caller closes it."""
    hall = pinned_hall()
    return hall, [hall.give(given.at, given.actor, given.command) for given in day]


def expected_of(hall: PinnedHall) -> dict[str, Any]:
    """What the day left."""
    digest = GENESIS
    for event in hall.events:
        digest = chain(digest, encode_event(event))
    return {
        "events": len(hall.events),
        "chain": digest.hex(),
        "state": digest_of(stored(hall.connection)),
        "calls": calls_of(hall.events),
    }


def calls_of(events: Iterable[Event]) -> list[list[Any]]:
    """Number, window and reason of each call, in order."""
    return [
        [event.body["label"], event.body["window"], event.body["why"]["reason"]]
        for event in events
        if event.kind is EventKind.TICKET_CALLED
    ]


def digest_of(tables: Tables) -> str:
    """SHA-256 of all rows of all tables, in the order of their keys."""
    digest = hashlib.sha256()
    for name, rows in sorted(tables.content.items()):
        for key in sorted(rows):
            digest.update(orjson.dumps([name, rows[key]], default=bytes.decode))
    return digest.hexdigest()


def replayed(journal: Iterable[bytes], watch: Watch) -> tuple[Hall, Tables]:
    """The ledger's records applied to an empty hall, from a database that holds nothing else."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection)
        digest = GENESIS
        for record in journal:
            event, digest = decode_event(record), chain(digest, record)
            connection.execute(PUT_EVENT, (event.seq, event.at, event.kind.value, record, digest))
        return replay(connection, Rules(whole_queue_config()), watch.before, watch.after)
