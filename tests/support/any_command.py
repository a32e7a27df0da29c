"""Commands as chance has them: for any operation a plausible body, drawn from what the hall holds at that moment.

Every field of every operation has its words here. An operation with a field that nobody taught this file is an error, so a new
operation can't stay out of the property tests.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any, Protocol, TypeVar

from api.messages import hall_commands as commands
from api.messages.words import (
    LIVE_RULES,
    BlockKind,
    HandOver,
    ListKind,
    PadKey,
    RatingLevel,
    RatingOutcome,
    ServiceOutcome,
    TicketClass,
    TicketState,
    TransferPlace,
)
from hall_controller.domain.facts import Alert, Block, ListedPerson, NoShows
from hall_controller.domain.hall import Hall

Option = TypeVar("Option")

HOLDERS = tuple(f"holder-{letter * 12}" for letter in "abcdef")
REASONS = ("form", "form", "form", " ")
MS_PER_MIN = 60_000


class Chooser(Protocol):
    """Draws one of several things, as `random.Random.choice`."""

    def __call__(self, options: Sequence[Option], /) -> Option: ...


Draw = Callable[[Hall, int, Chooser], Any]
"""Hall, its time in UTC ms, chooser → the field's value."""


def any_command(model: type[commands.HallCommand], hall: Hall, at: int, choose: Chooser) -> commands.HallCommand:
    """A body of this operation that the hall may or may not allow now.

    Raises:
        KeyError: nobody taught a field of it.
    """
    fields = {}
    for name in model.model_fields:
        draw = _OF_MODEL.get((model, name)) or _OF_FIELD[name]
        fields[name] = draw(hall, at, choose)
    if model is commands.TakeOffline:
        fields |= _from_the_range(hall, fields["block"], at, choose)
    if model is commands.BackEnter:
        fields |= _from_paper(hall, at, choose)
    return model.model_validate(fields)


def _from_the_range(hall: Hall, block_id: str, at: int, choose: Chooser) -> dict[str, Any]:
    """What a kiosk gives out: the next number of its range, or one once more under another id; of the range's queue."""
    block = hall.facts.get(Block, block_id)
    if block is None:
        return {}
    services = [service.id for service in hall.rules.services.values() if service.queue == block.queue]
    number = choose([block.first + len(block.used)] * 4 + list(block.used[-1:]))
    return {"number": number, "service": choose(services), "taken_at": at, "clock_offset_ms": 0}


def _from_paper(hall: Hall, at: int, choose: Chooser) -> dict[str, Any]:
    """Any number of a pre-printed range, for a service of its queue."""
    printed = [block for block in _blocks(hall) if block.purpose is BlockKind.PAPER]
    if not printed:
        return {}
    block = choose(printed)
    services = [service.id for service in hall.rules.services.values() if service.queue == block.queue]
    number = choose(range(block.first, block.last + 1))
    return {"block": block.id, "number": number, "service": choose(services), "taken_at": at}


def _tickets(hall: Hall) -> list[str]:
    """The last ones are likelier: the day's first are done."""
    known = list(hall.tickets)
    return [*known[-12:], *known[-4:], *known, *hall.bookings] or ["01J00000000000000000000000"]


def _blocks(hall: Hall) -> list[Block]:
    return list(hall.facts.of(Block).values())


def _window(hall: Hall, at: int, choose: Chooser) -> int:
    return choose([*hall.rules.windows, 99] if len(hall.rules.windows) > 8 else list(hall.rules.windows))


def _ticket(hall: Hall, at: int, choose: Chooser) -> str:
    return choose(_tickets(hall))


def _service(hall: Hall, at: int, choose: Chooser) -> str:
    return choose(list(hall.rules.services))


def _queue(hall: Hall, at: int, choose: Chooser) -> str:
    return choose(list(hall.rules.queues))


def _holder(hall: Hall, at: int, choose: Chooser) -> str:
    return choose(HOLDERS)


def _maybe(draw: Draw, *, one_in: int = 3) -> Draw:
    def perhaps(hall: Hall, at: int, choose: Chooser) -> Any:
        return draw(hall, at, choose) if choose(range(one_in)) == 0 else None

    return perhaps


def _of(*options: Any) -> Draw:
    return lambda _hall, _at, choose: choose(options)


def _block(hall: Hall, at: int, choose: Chooser) -> str:
    return choose([block.id for block in _blocks(hall)] or ["01J00000000000000000000000"])


def _block_number(hall: Hall, at: int, choose: Chooser) -> int:
    numbers = [number for block in _blocks(hall) for number in (block.first, block.first + len(block.used), block.last)]
    return choose(numbers or [1])


def _day(hall: Hall, at: int, choose: Chooser) -> str:
    return (date.fromisoformat(hall.rules.local.day(at)) + timedelta(days=choose((0, 0, 1, 2, 3, 9)))).isoformat()


def _clock(hall: Hall, at: int, choose: Chooser) -> str:
    minute = hall.rules.local.minute_of_day(at) // 30 * 30 + choose((0, 30, 30, 60, 120))
    return f"{min(minute, 1410) // 60:02d}:{min(minute, 1410) % 60:02d}"


def _before(*minutes: int) -> Draw:
    return lambda _hall, at, choose: at - choose(minutes) * MS_PER_MIN


def _ticket_in(*states: TicketState) -> Draw:
    """Mostly one that the operation is for."""

    def draw(hall: Hall, at: int, choose: Chooser) -> str:
        fitting = [ticket.id for ticket in (*hall.tickets.values(), *hall.bookings.values()) if ticket.state in states]
        return choose(fitting) if fitting and choose(range(4)) else _ticket(hall, at, choose)

    return draw


def _cooling_off(hall: Hall, at: int, choose: Chooser) -> str:
    return choose([*hall.facts.of(NoShows), *HOLDERS])


def _listed(hall: Hall, at: int, choose: Chooser) -> str:
    return choose([*hall.facts.of(ListedPerson), *HOLDERS])


def _helping(hall: Hall, at: int, choose: Chooser) -> int:
    return choose([window.number for window in hall.windows.values() if window.tidal] or list(hall.rules.windows))


def _helped(hall: Hall, at: int, choose: Chooser) -> str:
    return choose([queue for window in hall.windows.values() for queue in window.tidal] or list(hall.rules.queues))


def _more(hall: Hall, at: int, choose: Chooser) -> list[str]:
    return [choose(list(hall.rules.services)) for _ in range(choose((0, 0, 0, 1, 2)))]


def _results(hall: Hall, at: int, choose: Chooser) -> list[dict[str, str]]:
    chosen = [choose(list(hall.rules.services)) for _ in range(choose((0, 0, 1, 2)))]
    return [{"service": service, "outcome": choose(list(ServiceOutcome)).value} for service in chosen]


def _rates(hall: Hall, at: int, choose: Chooser) -> dict[str, float]:
    return {choose(list(TicketClass)).value: choose((0.04, 0.4, 2.0)) for _ in range(choose((0, 1, 2)))}


def _number(hall: Hall, at: int, choose: Chooser) -> str:
    return choose(["", *[ticket.label for ticket in hall.tickets.values() if ticket.slot is not None][-6:]])


def _missed_number(hall: Hall, at: int, choose: Chooser) -> str:
    return choose([*[ticket.label for ticket in hall.missed.values()], "", "Z999"])


def _ask(hall: Hall, at: int, choose: Chooser) -> str:
    return choose([*list(hall.asks)[-6:], *list(hall.asks)] or ["01J00000000000000000000000"])


def _level(hall: Hall, at: int, choose: Chooser) -> str | None:
    return choose([None, *[level.value for level in RatingLevel]])


def _alert(hall: Hall, at: int, choose: Chooser) -> str:
    return choose([*hall.facts.of(Alert), "nothing"])


def _card(hall: Hall, at: int, choose: Chooser) -> str:
    return choose([*hall.rules.cards, "card-nobody-has-it"])


def _fault(hall: Hall, at: int, choose: Chooser) -> str:
    needed = [device for window in hall.rules.windows.values() for device in window.requires]
    return choose(["", "", *needed, "agent/led-9"])


def _clerk(hall: Hall, at: int, choose: Chooser) -> str:
    return choose([*[window.clerk for window in hall.windows.values() if window.clerk], "clerk-1"])


def _terminal(hall: Hall, at: int, choose: Chooser) -> str:
    return choose(sorted({ticket.terminal for ticket in hall.tickets.values() if ticket.terminal}) or ["kiosk-01"])


_OF_FIELD: dict[str, Draw] = {
    "agent": _maybe(_holder, one_in=5),
    "alert": _alert,
    "approver": _of("manager-2", "manager-1"),
    "ask": _ask,
    "back_at": _of(None),
    "block": _block,
    "card": _card,
    "clock_offset_ms": _of(0, 0, 400, -90_000),
    "count": _of(1, 3, 20),
    "day": _day,
    "digits": _of("", "", "1", "3", "5", "12"),
    "fault": _fault,
    "hand_over": _of(*(way.value for way in HandOver)),
    "handed_over": _of(None, *(way.value for way in HandOver)),
    "holder": _holder,
    "key": _of(*(key.value for key in PadKey)),
    "kind": _of(*(kind.value for kind in ListKind)),
    "labels": _of(()),
    "label_set": _of("2020"),
    "language": _of("zh-CN", "en"),
    "level": _level,
    "minutes": _of(1, 5, 30),
    "more": _more,
    "number": _block_number,
    "offline": _of(False, False, True),
    "outcome": _of(*(outcome.value for outcome in ServiceOutcome)),
    "place": _of(*(place.value for place in TransferPlace)),
    "queue": _queue,
    "rates": _rates,
    "reason": _of(*REASONS),
    "results": _results,
    "return_here": _of(False, True),
    "rule": _of(*sorted(rule.value for rule in LIVE_RULES)),
    "serve": _of(True, False),
    "service": _service,
    "since": _before(1, 30, 600),
    "slot": _clock,
    "supervised": _of("", "", "known to the manager"),
    "taken_at": _before(0, 1, 30, 700),
    "terminal": _terminal,
    "text": _of("", "east door"),
    "ticket": _ticket,
    "ticket_class": _of(*(word.value for word in TicketClass), *[TicketClass.WALK_IN.value] * 8),
    "to_clerk": _maybe(_clerk),
    "to_window": _maybe(_window),
    "until": _clock,
    "window": _window,
}

_OF_MODEL: dict[tuple[type[commands.HallCommand], str], Draw] = {
    (commands.Take, "holder"): _maybe(_holder, one_in=2),
    (commands.TakeOffline, "holder"): _maybe(_holder, one_in=2),
    (commands.CheckIn, "ticket"): _maybe(_ticket_in(TicketState.BOOKED), one_in=2),
    (commands.CheckIn, "number"): _number,
    (commands.CheckIn, "holder"): _maybe(_holder, one_in=2),
    (commands.ReportHandOver, "ticket"): _ticket_in(TicketState.ISSUING),
    (commands.Back, "ticket"): _maybe(_ticket_in(TicketState.MISSED), one_in=2),
    (commands.Back, "number"): _missed_number,
    (commands.MoveBooking, "ticket"): _ticket_in(TicketState.BOOKED),
    (commands.TakeBack, "ticket"): _ticket_in(TicketState.HELD),
    (commands.Unhold, "ticket"): _ticket_in(TicketState.HELD),
    (commands.Reactivate, "ticket"): _ticket_in(TicketState.DONE, TicketState.NO_SHOW, TicketState.EXPIRED),
    (commands.Call, "ticket"): _ticket_in(TicketState.WAITING),
    (commands.LiftCoolOff, "holder"): _cooling_off,
    (commands.UnlistPerson, "holder"): _listed,
    (commands.EndTidal, "window"): _helping,
    (commands.EndTidal, "queue"): _helped,
    (commands.Rate, "outcome"): _of(*(outcome.value for outcome in RatingOutcome)),
    (commands.RateTerminal, "outcome"): _of(*(outcome.value for outcome in RatingOutcome)),
    (commands.Hold, "minutes"): _of(None, 1, 30),
    (commands.Direct, "to_window"): _window,
    (commands.Transfer, "service"): _maybe(_service, one_in=2),
    (commands.Reactivate, "service"): _maybe(_service),
    (commands.ListPerson, "until"): _day,
    (commands.ExtendHours, "until"): _of("18:30", "20:00", "24:00"),
    (commands.MoveToTop, "reason"): _of("elderly alone", "form"),
}
