"""One batch of commands on the state: what is known is answered from the store, the rest is carried out. No commit here."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson

from api.messages.completion import Completion
from api.messages.hall_commands import COMMAND_NAMES, BackEnter, Book, Rate, Take, TakeOffline
from api.messages.words import RatingOutcome, Refusal
from api.ports import Actor, Submission
from hall_controller.domain.deliveries import DeliveryState
from hall_controller.domain.due import timer_request
from hall_controller.domain.engine import Step, carry_out, execute, run_timers
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.hall import Hall
from hall_controller.domain.ratings import closed
from hall_controller.domain.requests import Decision, Refused, Request
from hall_controller.store import answers
from hall_controller.store.batch import Batch

_KNOWN_COMMANDS = "SELECT id, name, answer FROM command WHERE id IN (SELECT value FROM json_each(?))"
_KNOWN_TICKETS = "SELECT id FROM ticket WHERE id IN (SELECT value FROM json_each(?))"
GIVES_A_NUMBER = (Take, TakeOffline, BackEnter, Book)
"""The ticket keeps the command's id, so it tells for ever that the command was carried out."""
_DELIVERY = "SELECT device, call_seq, state FROM delivery WHERE id = ?"


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a delivery ended at its device."""

    id: str
    succeeded: bool
    detail: str
    """A dotted reason key of the device when it failed."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something that happened beside the hall and must stand in its ledger; the hall's state stays as it is."""

    id: str
    """ULID."""
    actor: Actor
    kind: EventKind
    body: dict[str, Any]
    commanded: bool
    """The id is of a command that a person gave: given again it is answered as the first time, and noted no second time."""


@dataclass(frozen=True, slots=True)
class Beat:
    """Asks whether the disk takes writes: a commit that changes nothing and is written all the same."""

    id: str


@dataclass(slots=True)
class Item:
    """One wish on its way to the writer, and who waits for its answer."""

    wish: Submission | Settlement | Note | Beat
    token: Any


class Transaction:
    """Carries a batch out in memory and gathers its rows."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        hall: Hall,
        batch: Batch,
        at: int,
        new_id: Callable[[], str],
        chance: Callable[[], float],
    ) -> None:
        self._connection = connection
        self._hall = hall
        self._batch = batch
        self._at = at
        self._new_id = new_id
        self._chance = chance
        self._known: dict[str, tuple[str, Completion]] = {}
        self._issued: set[str] = set()

    def run(self, items: list[Item]) -> list[tuple[Any, Completion]]:
        """The answers in the order of the items. Timers that ran out come before all of them."""
        self._look_up(items)
        self._take_down(run_timers(self._hall, self._at, self._new_id))
        return [(item.token, self._answer(item.wish)) for item in items]

    def _look_up(self, items: list[Item]) -> None:
        """Which ids were answered before; and which tickets are older than the commands kept."""
        ids = [item.wish.id for item in items if isinstance(item.wish, Submission | Note)]
        if not ids:
            return
        for ident, name, answer in self._connection.execute(_KNOWN_COMMANDS, (orjson.dumps(ids),)):
            self._known[ident] = (name, answers.decode(answer))
        submissions = [item.wish for item in items if isinstance(item.wish, Submission) and item.wish.id not in self._known]
        takes = [submission.id for submission in submissions if isinstance(submission.command, GIVES_A_NUMBER)]
        if takes:
            self._issued.update(row[0] for row in self._connection.execute(_KNOWN_TICKETS, (orjson.dumps(takes),)))

    def _answer(self, wish: Submission | Settlement | Note | Beat) -> Completion:
        if isinstance(wish, Settlement):
            return self._settle(wish)
        if isinstance(wish, Beat):
            return answers.success(wish.id, {})
        if isinstance(wish, Note) and not wish.commanded:
            return self._note(wish)
        name = wish.kind.value if isinstance(wish, Note) else COMMAND_NAMES[type(wish.command)]
        known = self._known.get(wish.id)
        if known is not None:
            return known[1] if known[0] == name else answers.other_command(wish.id, known[0])
        completion = self._note(wish) if isinstance(wish, Note) else self._carry_out(wish)
        self._known[wish.id] = (name, completion)
        self._batch.commands.append((wish.id, name, self._at, answers.encode(completion)))
        return completion

    def _carry_out(self, wish: Submission) -> Completion:
        request = Request(wish.id, wish.actor, wish.command, self._at, self._new_id, self._chance)
        try:
            if wish.id in self._issued:
                raise Refused(Refusal.TOO_LATE, "a ticket of this id was issued days ago")
            step = execute(self._hall, request)
        except Refused as refused:
            return answers.refusal(wish.id, refused)
        self._take_down(step)
        return answers.success(wish.id, step.result)

    def _note(self, wish: Note) -> Completion:
        """Answered with what was noted, so that whoever asks again sees whether it was the same."""
        command = wish.id if wish.commanded else ""
        event = Event(wish.kind, self._at, wish.actor.name, wish.actor.role.value, command, wish.body)
        request = timer_request(self._at, self._new_id)
        self._take_down(carry_out(self._hall, request, Decision([event])))
        return answers.success(wish.id, wish.body)

    def _settle(self, wish: Settlement) -> Completion:
        """A failed output goes into the ledger; a question that couldn't be asked is over."""
        state = DeliveryState.DONE if wish.succeeded else DeliveryState.FAILED
        self._batch.settlements.append((state.value, self._at, wish.detail, wish.id))
        if wish.succeeded or wish.id in self._known:
            return answers.success(wish.id, {})
        completion = answers.success(wish.id, {})
        self._known[wish.id] = ("", completion)
        row = self._connection.execute(_DELIVERY, (wish.id,)).fetchone()
        if row is None or row[2] != DeliveryState.PENDING:
            return completion
        request = timer_request(self._at, self._new_id)
        body = {"delivery": wish.id, "device": row[0], "call": row[1], "reason": wish.detail}
        decision = Decision([])
        ask = self._hall.asks.get(wish.id)
        if ask is not None and ask.outcome is None and not ask.cancelled:
            decision = closed(self._hall, request, ask, Rate(ask=ask.id, outcome=RatingOutcome.DEVICE_FAULT))
        decision.events.insert(0, request.event(EventKind.DELIVERY_FAILED, **body))
        self._take_down(carry_out(self._hall, request, decision))
        return completion

    def _take_down(self, step: Step) -> None:
        self._batch.events += step.events
        self._batch.deliveries += step.deliveries
