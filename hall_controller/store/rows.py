"""State to table rows and back. The column order here is the tables' own (migrations)."""

from typing import Any

import orjson

from api.messages.words import RatingLevel, RatingOutcome, TicketClass, TicketState, WindowState
from hall_controller.domain.state import Ask, Interval, Ticket, Window

Row = tuple[Any, ...]


def _insert_or_update(table: str, key: tuple[str, ...], columns: tuple[str, ...], frozen: frozenset[str] = frozenset()) -> str:
    places = ", ".join("?" * len(columns))
    changes = ", ".join(f"{column} = excluded.{column}" for column in columns if column not in key and column not in frozen)
    names = ", ".join(columns)
    return f"INSERT INTO {table} ({names}) VALUES ({places}) ON CONFLICT ({', '.join(key)}) DO UPDATE SET {changes}"  # noqa: S608 (names are literals of this file)


TICKET_COLUMNS = (
    "id", "seq", "day", "prefix", "number", "label", "queue", "service", "ticket_class", "language", "state", "reference",
    "order_reference", "order_seq", "order_tie", "issued_at", "state_since", "window", "clerk", "reason", "interval", "calls",
    "recalls", "called_at", "copies", "legs", "came_back", "owner", "reserved", "handed",
)  # fmt: skip
INTERVAL_COLUMNS = ("ticket", "ordinal", "leg", "state", "window", "clerk", "started_at", "ended_at", "reason")
WINDOW_COLUMNS = (
    "number", "state", "clerk", "ticket", "ask", "next_kept", "pause_reason", "back_at", "finished", "finished_at", "served",
)  # fmt: skip
ASK_COLUMNS = (
    "id", "ticket", "window", "asked_at", "until", "cancelled", "outcome", "level", "labels", "rated_at", "rated_seq", "replaced",
)  # fmt: skip

PUT_TICKET = _insert_or_update(
    "ticket",
    ("id",),
    TICKET_COLUMNS,
    # What a ticket got at its issue never changes: leaving it out keeps SQLite from touching the number's index.
    frozenset({"seq", "day", "prefix", "number", "label", "ticket_class", "language", "reference", "issued_at"}),
)
PUT_INTERVAL = f"INSERT INTO interval ({', '.join(INTERVAL_COLUMNS)}) VALUES ({', '.join('?' * len(INTERVAL_COLUMNS))})"  # noqa: S608 (names are literals of this file)
PUT_WINDOW = _insert_or_update("window", ("number",), WINDOW_COLUMNS)
PUT_ASK = _insert_or_update("ask", ("id",), ASK_COLUMNS)
PUT_COUNTER = _insert_or_update("counter", ("day", "prefix"), ("day", "prefix", "number"))
PUT_HALL = _insert_or_update("hall", ("one",), ("one", "day", "day_closed", "day_opened_at", "day_opened_seq"))


def ticket_row(ticket: Ticket) -> Row:
    reference, seq, tie = ticket.order
    return (
        ticket.id, ticket.seq, ticket.day, ticket.prefix, ticket.number, ticket.label, ticket.queue, ticket.service,
        ticket.ticket_class.value, ticket.language, ticket.state.value, ticket.reference, reference, seq, tie, ticket.issued_at,
        ticket.state_since, ticket.window, ticket.clerk, ticket.reason, ticket.interval, ticket.calls, ticket.recalls,
        ticket.called_at, ticket.copies, ticket.legs, int(ticket.came_back), ticket.owner, ticket.reserved, ticket.handed,
    )  # fmt: skip


def ticket_of(row: Row) -> Ticket:
    values = dict(zip(TICKET_COLUMNS, row, strict=True))
    order = (values.pop("order_reference"), values.pop("order_seq"), values.pop("order_tie"))
    values["ticket_class"] = TicketClass(values["ticket_class"])
    values["state"] = TicketState(values["state"])
    values["came_back"] = bool(values["came_back"])
    return Ticket(order=order, **values)


def interval_row(interval: Interval) -> Row:
    return (
        interval.ticket, interval.ordinal, interval.leg, interval.state.value, interval.window, interval.clerk,
        interval.started_at, interval.ended_at, interval.reason,
    )  # fmt: skip


def window_row(window: Window) -> Row:
    return (
        window.number, window.state.value, window.clerk, window.ticket, window.ask, int(window.next_kept), window.pause_reason,
        window.back_at, window.finished, window.finished_at, window.served,
    )  # fmt: skip


def window_of(row: Row) -> Window:
    values = dict(zip(WINDOW_COLUMNS, row, strict=True))
    values["state"] = WindowState(values["state"])
    values["next_kept"] = bool(values["next_kept"])
    return Window(**values)


def ask_row(ask: Ask) -> Row:
    return (
        ask.id, ask.ticket, ask.window, ask.asked_at, ask.until, int(ask.cancelled),
        ask.outcome.value if ask.outcome else None, ask.level.value if ask.level else None,
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
