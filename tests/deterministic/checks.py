"""What must be true when a run has come to rest, by the records that outlived every process and by what people saw."""

import sqlite3
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING

from api.messages.words import TicketState
from hall_controller.domain.events import Event
from hall_controller.domain.hall import Hall
from hall_controller.domain.rules import Rules
from hall_controller.settings import hall_file
from hall_controller.store.audit import audit
from hall_controller.store.load import load_hall
from hall_controller.store.rebuild import replay
from hall_controller.store.schema import connect_reader
from tests.support.hall_store import remembered

if TYPE_CHECKING:
    from tests.deterministic.run import Simulation


def at_rest(run: "Simulation") -> list[str]:
    """What is still under way; empty when nothing is."""
    restless = [machine.name for machine in run.machines if not machine.alive]
    service, fanout = run.controller.service, run.controller.fanout
    if service is None or fanout is None:
        return ["the controller isn't up"]
    hall = service.projection.hall
    restless += [f"{ticket.label} is being issued" for ticket in hall.tickets.values() if ticket.state is TicketState.ISSUING]
    restless += [f"question {ask.id} is open" for ask in hall.asks.values() if not (ask.cancelled or ask.outcome)]
    if fanout.under_way:
        restless.append(f"{fanout.under_way} deliveries")
    if run.counter.under_way:
        restless.append(f"{run.counter.under_way} commands from desks")
    for kiosk in run.kiosks:
        if kiosk.store is None:
            continue
        takes, outbox = len(kiosk.store.open_takes()), _count(kiosk.store.connection, "bus_outbox")
        if takes or outbox:
            restless.append(f"{kiosk.name}: {takes} takes, {outbox} in the outbox")
    for agent in run.agents:
        if agent.store is not None and agent.store.outbox.count():
            restless.append(f"{agent.name}: {agent.store.outbox.count()} in the outbox")
    return restless


def final_problems(run: "Simulation") -> list[str]:
    """What is wrong at the end."""
    path = hall_file(run.controller.disk.folder)
    problems = audit(path, run.town.config)
    with closing(connect_reader(path)) as connection:
        rules = Rules(run.town.config)
        loaded = load_hall(connection, rules)
        replayed, _ = replay(connection, rules, _look_away, _look_away)
        if remembered(loaded) != remembered(replayed):
            problems.append("the loaded state isn't the replayed one")
        service = run.controller.service
        if service is not None and remembered(service.projection.hall) != remembered(loaded):
            problems.append("what screens see isn't the stored state")
        labels = dict(connection.execute("SELECT id, label FROM ticket"))
        given = set(connection.execute("SELECT day, label FROM ticket"))
        pending = connection.execute("SELECT count(*) FROM delivery WHERE state = 'pending'").fetchone()[0]
        if pending:
            problems.append(f"{pending} deliveries are pending")
        nobodys = {ident for (ident,) in connection.execute("SELECT id FROM ticket WHERE state = 'void' OR handed IS NULL")}
        problems += _take_problems(run, labels, nobodys)
        problems += _call_problems(run, connection)
    problems += _paper_problems(run, given)
    return problems


def _take_problems(run: "Simulation", labels: dict[str, str], nobodys: set[str]) -> list[str]:
    """Each take of a citizen has one number or none, the same at the kiosk and in the hall; nobody else has one.

    A number that the hall gave to a take which had ended otherwise by then is void; if the kiosk could say so only after the
    hall had stopped waiting for the paper, nobody has confirmed it.
    """
    problems: list[str] = []
    taken: set[str] = set()
    for kiosk in run.kiosks:
        if kiosk.store is None:
            continue
        for ident, own, number, refusal, settled in kiosk.store.connection.execute(
            "SELECT id, ticket ->> '$.id', ticket ->> '$.number', refusal, settled FROM take"
        ):
            taken |= {ident, own}
            if not settled:
                problems.append(f"{kiosk.name}: take {ident} isn't settled")
            if own is not None and labels.get(own) != number:
                problems.append(f"{kiosk.name}: take {ident} has {number}, the hall says {labels.get(own)}")
            if own != ident and ident in labels and ident not in nobodys:
                other = "was refused" if own is None else f"has {number}"
                problems.append(f"{kiosk.name}: take {ident} {other}, and the hall gave it {labels[ident]}: {refusal}")
        shown = run.citizens.shown[kiosk.name]
        if not shown <= set(labels.values()):
            problems.append(f"{kiosk.name} showed {sorted(shown - set(labels.values()))}, which the hall never gave")
    for ident, (_, completion) in run.counter.answered.items():
        if completion.succeeded and ident in labels:
            taken.add(ident)
            told = completion.result.get("ticket", {}).get("number", labels[ident])
            if told != labels[ident]:
                problems.append(f"desk: {ident} was answered {told}, the hall says {labels[ident]}")
    problems += [f"{labels[ident]} was given to nobody who asked" for ident in labels.keys() - taken]
    return problems


def _paper_problems(run: "Simulation", given: set[tuple[str, str]]) -> list[str]:
    """No paper came out twice, and none with a number that the hall never gave."""
    printed = Counter(paper for papers in run.town.papers.values() for paper in papers.printed)
    problems = [f"{times} papers {paper}" for paper, times in printed.items() if times > 1]
    return problems + [f"a paper {paper} that the hall never gave" for paper in printed if paper[:2] not in given]


def _call_problems(run: "Simulation", connection: sqlite3.Connection) -> list[str]:
    """A desk that was told of a call was told of one in the ledger, and no call was told to two windows."""
    calls = {
        command: (ticket, window)
        for command, ticket, window in connection.execute(
            "SELECT record ->> '$.command', record ->> '$.body.ticket', record ->> '$.body.window' FROM event "
            "WHERE kind = 'ticket-called'"
        )
    }
    problems = []
    for ident, (name, completion) in run.counter.answered.items():
        if name == "Next" and completion.succeeded and "ticket" in completion.result:
            told = completion.result["ticket"]["id"], completion.result["ticket"]["window"]
            if calls.get(ident) != told:
                problems.append(f"next {ident} was answered {told}, the ledger called {calls.get(ident)}")
    return problems


def _look_away(hall: Hall, event: Event) -> None:
    """The audit has watched already."""


def _count(connection: sqlite3.Connection, table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 (names are literals)
