"""State to table rows and back. The column order here is the tables' own (migrations).

`_value_` is what `value` returns, without the descriptor's 0.1 µs: a call writes ten of them.
"""

from functools import lru_cache
from typing import Any

import orjson

from api.messages.words import RatingLevel, RatingOutcome, TicketClass, TicketState, WindowState
from hall_controller.domain.facts import FACT_TYPES, Fact, fact_body, fact_of
from hall_controller.domain.state import Ask, Interval, Leg, PastLeg, Ticket, Window

Row = tuple[Any, ...]


def _insert(table: str, columns: tuple[str, ...]) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 (names are literals of this file)


def _insert_or_update(table: str, key: tuple[str, ...], columns: tuple[str, ...]) -> str:
    changes = ", ".join(f"{column} = excluded.{column}" for column in columns if column not in key)
    return f"{_insert(table, columns)} ON CONFLICT ({', '.join(key)}) DO UPDATE SET {changes}"


TICKET_FIXED = (
    "id", "seq", "day", "prefix", "number", "label", "language", "issued_at", "holder", "agent", "terminal", "block", "marked",
    "slot", "wanted", "forecast",
)  # fmt: skip
"""What an issue decides for good."""
TICKET_MOVING = (
    "queue", "service", "ticket_class", "state", "order_reference", "order_seq", "order_tie", "state_since", "window", "clerk",
    "reason", "interval", "calls", "recalls", "called_at", "copies", "legs", "came_back", "owner", "reserved", "handed",
    "terminal_rated", "items", "skill", "plan", "past", "reserved_clerk", "passed", "behind", "front", "postponed", "back_at",
    "first_called_at",
)  # fmt: skip
"""What may change after the issue. A booking's promise is made when it is checked in."""
TICKET_COLUMNS = TICKET_FIXED + TICKET_MOVING
INTERVAL_COLUMNS = ("ticket", "ordinal", "leg", "state", "window", "clerk", "started_at", "ended_at", "reason")
WINDOW_COLUMNS = (
    "number", "state", "clerk", "ticket", "ask", "next_kept", "pause_reason", "back_at", "finished", "finished_at", "served",
    "since", "tidal", "fault", "offline", "why",
)  # fmt: skip
ASK_COLUMNS = (
    "id", "ticket", "window", "asked_at", "until", "cancelled", "outcome", "level", "labels", "rated_at", "rated_seq", "replaced",
)  # fmt: skip

ADD_TICKET = _insert("ticket", TICKET_COLUMNS)
CHANGE_TICKET = f"UPDATE ticket SET {' = ?, '.join(TICKET_MOVING)} = ?, forecast = ? WHERE id = ?"  # noqa: S608 (names are literals of this file)
COUNT_PASSING = "UPDATE ticket SET passed = ? WHERE id = ?"
PUT_FACT = _insert_or_update("fact", ("kind", "key"), ("kind", "key", "body"))
DROP_FACT = "DELETE FROM fact WHERE kind = ? AND key = ?"
ADD_INTERVAL = _insert("interval", INTERVAL_COLUMNS)
PUT_WINDOW = _insert_or_update("window", ("number",), WINDOW_COLUMNS)
PUT_ASK = _insert_or_update("ask", ("id",), ASK_COLUMNS)
PUT_COUNTER = _insert_or_update("counter", ("day", "prefix"), ("day", "prefix", "number"))
PUT_HALL = _insert_or_update("hall", ("one",), ("one", "day", "day_closed", "day_opened_at", "day_opened_seq"))


def ticket_row(ticket: Ticket) -> Row:
    return (
        ticket.id, ticket.seq, ticket.day, ticket.prefix, ticket.number, ticket.label, ticket.language, ticket.issued_at,
        ticket.holder, ticket.agent, ticket.terminal, ticket.block, ticket.marked, ticket.slot, _names(ticket.wanted),
        _json_or_none(ticket.forecast),
        *_moving(ticket),
    )  # fmt: skip


def ticket_change(ticket: Ticket) -> Row:
    """The moving columns, the promise, then the id."""
    return (*_moving(ticket), _json_or_none(ticket.forecast), ticket.id)


def _moving(ticket: Ticket) -> Row:
    reference, seq, tie = ticket.order
    return (
        ticket.queue, ticket.service, ticket.ticket_class._value_, ticket.state._value_, reference, seq, tie, ticket.state_since,
        ticket.window, ticket.clerk, ticket.reason, ticket.interval, ticket.calls, ticket.recalls, ticket.called_at,
        ticket.copies, ticket.legs, int(ticket.came_back), ticket.owner, ticket.reserved, ticket.handed,
        int(ticket.terminal_rated), _names(ticket.items), ticket.skill, _plan(ticket.plan), _plan(ticket.past),
        ticket.reserved_clerk,
        ticket.passed, ticket.behind, ticket.front, ticket.postponed, ticket.back_at, ticket.first_called_at,
    )  # fmt: skip


def _json(value: Any) -> str:
    """Sorted: the same value read back from the ledger is the same text."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


@lru_cache(maxsize=4_096)
def _names(names: tuple[str, ...]) -> str:
    """Services or queues, in their order: few kinds, written with nearly every row."""
    return _json(names)


def _json_or_none(value: Any) -> str | None:
    return _json(value) if value is not None else None


def _plan(legs: tuple[Leg | PastLeg, ...]) -> str:
    """Most visits have one leg."""
    return _json([leg.to_json() for leg in legs]) if legs else "[]"


def ticket_of(row: Row) -> Ticket:
    values = dict(zip(TICKET_COLUMNS, row, strict=True))
    order = (values.pop("order_reference"), values.pop("order_seq"), values.pop("order_tie"))
    values["ticket_class"] = TicketClass(values["ticket_class"])
    values["state"] = TicketState(values["state"])
    values["came_back"] = bool(values["came_back"])
    values["terminal_rated"] = bool(values["terminal_rated"])
    values["wanted"] = tuple(orjson.loads(values["wanted"]))
    values["items"] = tuple(orjson.loads(values["items"]))
    values["plan"] = tuple(Leg.from_json(leg) for leg in orjson.loads(values["plan"]))
    values["past"] = tuple(PastLeg.from_json(leg) for leg in orjson.loads(values["past"]))
    values["forecast"] = tuple(orjson.loads(values["forecast"])) if values["forecast"] else None
    return Ticket(order=order, **values)


def passed_row(ticket: Ticket) -> Row:
    return ticket.passed, ticket.id


def fact_row(fact: Fact) -> Row:
    return fact.kind, fact.key, orjson.dumps(fact_body(fact), option=orjson.OPT_SORT_KEYS)


def fact_from_row(row: Row) -> Fact:
    kind, _, body = row
    return fact_of(FACT_TYPES[kind], orjson.loads(body))


def interval_row(interval: Interval) -> Row:
    return (
        interval.ticket, interval.ordinal, interval.leg, interval.state._value_, interval.window, interval.clerk,
        interval.started_at, interval.ended_at, interval.reason,
    )  # fmt: skip


def interval_of(row: Row) -> Interval:
    values = dict(zip(INTERVAL_COLUMNS, row, strict=True))
    values["state"] = TicketState(values["state"])
    return Interval(**values)


def window_row(window: Window) -> Row:
    return (
        window.number, window.state._value_, window.clerk, window.ticket, window.ask, int(window.next_kept), window.pause_reason,
        window.back_at, window.finished, window.finished_at, window.served, window.since, _names(window.tidal), window.fault,
        int(window.offline), _json_or_none(window.why),
    )  # fmt: skip


def window_of(row: Row) -> Window:
    values = dict(zip(WINDOW_COLUMNS, row, strict=True))
    values["state"] = WindowState(values["state"])
    values["next_kept"] = bool(values["next_kept"])
    values["offline"] = bool(values["offline"])
    values["tidal"] = tuple(orjson.loads(values["tidal"]))
    values["why"] = orjson.loads(values["why"]) if values["why"] else None
    return Window(**values)


def ask_row(ask: Ask) -> Row:
    return (
        ask.id, ask.ticket, ask.window, ask.asked_at, ask.until, int(ask.cancelled),
        ask.outcome._value_ if ask.outcome else None, ask.level._value_ if ask.level else None,
        orjson.dumps(ask.labels).decode(), ask.rated_at, ask.rated_seq, int(ask.replaced),
    )  # fmt: skip


def ask_of(row: Row) -> Ask:
    values = dict(zip(ASK_COLUMNS, row, strict=True))
    values["cancelled"] = bool(values["cancelled"])
    values["replaced"] = bool(values["replaced"])
    values["outcome"] = RatingOutcome(values["outcome"]) if values["outcome"] else None
    values["level"] = RatingLevel(values["level"]) if values["level"] else None
    values["labels"] = tuple(orjson.loads(values["labels"]))
    return Ask(**values)
