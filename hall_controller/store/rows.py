"""State to table rows and back. The column order here is the tables' own (migrations).

`_value_` is what `value` returns, without the descriptor's 0.1 µs: a call writes ten of them.
"""

from typing import Any

import orjson

from api.messages.words import RatingLevel, RatingOutcome, TicketClass, TicketState, WindowState
from hall_controller.domain.state import Ask, Interval, Ticket, Window

Row = tuple[Any, ...]


def _insert(table: str, columns: tuple[str, ...]) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 (names are literals of this file)


def _insert_or_update(table: str, key: tuple[str, ...], columns: tuple[str, ...]) -> str:
    changes = ", ".join(f"{column} = excluded.{column}" for column in columns if column not in key)
    return f"{_insert(table, columns)} ON CONFLICT ({', '.join(key)}) DO UPDATE SET {changes}"


TICKET_COLUMNS = (
    "id", "seq", "day", "prefix", "number", "label", "queue", "service", "ticket_class", "language", "state", "reference",
    "order_reference", "order_seq", "order_tie", "issued_at", "state_since", "window", "clerk", "reason", "interval", "calls",
    "recalls", "called_at", "copies", "legs", "came_back", "owner", "reserved", "handed",
    "terminal_rated",
)  # fmt: skip
INTERVAL_COLUMNS = ("ticket", "ordinal", "leg", "state", "window", "clerk", "started_at", "ended_at", "reason")
WINDOW_COLUMNS = (
    "number", "state", "clerk", "ticket", "ask", "next_kept", "pause_reason", "back_at", "finished", "finished_at", "served",
)  # fmt: skip
ASK_COLUMNS = (
    "id", "ticket", "window", "asked_at", "until", "cancelled", "outcome", "level", "labels", "rated_at", "rated_seq", "replaced",
)  # fmt: skip

ADD_TICKET = _insert("ticket", TICKET_COLUMNS)
TICKET_MOVING = (
    "queue", "service", "state", "order_reference", "order_seq", "order_tie", "state_since", "window", "clerk", "reason",
    "interval", "calls", "recalls", "called_at", "copies", "legs", "came_back", "owner", "reserved", "handed",
    "terminal_rated",
)  # fmt: skip
"""What may change after the issue."""
CHANGE_TICKET = f"UPDATE ticket SET {' = ?, '.join(TICKET_MOVING)} = ? WHERE id = ?"  # noqa: S608 (names are literals of this file)
ADD_INTERVAL = _insert("interval", INTERVAL_COLUMNS)
PUT_WINDOW = _insert_or_update("window", ("number",), WINDOW_COLUMNS)
PUT_ASK = _insert_or_update("ask", ("id",), ASK_COLUMNS)
PUT_COUNTER = _insert_or_update("counter", ("day", "prefix"), ("day", "prefix", "number"))
PUT_HALL = _insert_or_update("hall", ("one",), ("one", "day", "day_closed", "day_opened_at", "day_opened_seq"))


def ticket_row(ticket: Ticket) -> Row:
    reference, seq, tie = ticket.order
    return (
        ticket.id, ticket.seq, ticket.day, ticket.prefix, ticket.number, ticket.label, ticket.queue, ticket.service,
        ticket.ticket_class._value_, ticket.language, ticket.state._value_, ticket.reference, reference, seq, tie,
        ticket.issued_at, ticket.state_since, ticket.window, ticket.clerk, ticket.reason, ticket.interval, ticket.calls,
        ticket.recalls, ticket.called_at, ticket.copies, ticket.legs, int(ticket.came_back), ticket.owner, ticket.reserved,
        ticket.handed, int(ticket.terminal_rated),
    )  # fmt: skip


def ticket_change(ticket: Ticket) -> Row:
    """The moving columns, then the id."""
    reference, seq, tie = ticket.order
    return (
        ticket.queue, ticket.service, ticket.state._value_, reference, seq, tie, ticket.state_since, ticket.window, ticket.clerk,
        ticket.reason, ticket.interval, ticket.calls, ticket.recalls, ticket.called_at, ticket.copies, ticket.legs,
        int(ticket.came_back), ticket.owner, ticket.reserved, ticket.handed,
        int(ticket.terminal_rated), ticket.id,
    )  # fmt: skip


def ticket_of(row: Row) -> Ticket:
    values = dict(zip(TICKET_COLUMNS, row, strict=True))
    order = (values.pop("order_reference"), values.pop("order_seq"), values.pop("order_tie"))
    values["ticket_class"] = TicketClass(values["ticket_class"])
    values["state"] = TicketState(values["state"])
    values["came_back"] = bool(values["came_back"])
    values["terminal_rated"] = bool(values["terminal_rated"])
    return Ticket(order=order, **values)


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
