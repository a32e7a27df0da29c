"""What LED boards, speakers, call pads and rating pads must do because of what happened. Pure.

A call is delivered on its own, always. Other changes of a window are told once for each decision, by the window's state
after it: a window that finishes one ticket and calls the next doesn't flash its idle text in between.
"""

from collections.abc import Callable, Iterator
from typing import Any

from api.messages.words import WindowState
from hall_controller.domain.deliveries import Delivery
from hall_controller.domain.events import CALL_KINDS, Event, EventKind
from hall_controller.domain.hall import Hall
from hall_controller.domain.pad import PRESSED_ON_PAD
from hall_controller.domain.rules import WindowRule
from hall_controller.domain.windows import CALL_RETURNED, LEASE_EXPIRED

CALL_TTL_S = 300
"""A call on the wall clears itself after this long without word from the hall: nobody walks to a dead hall's call."""
SERVING_TTL_S = 3_600
STANDING_TTL_S = 86_400
"""Idle, paused and closed texts stay for the day."""
CALL_MAX_AGE_S = 60
"""A call that couldn't be spoken for this long raises an alarm instead of misleading people."""
BOARD_LANGUAGE = "zh-CN"
"""A board has room for one language, the hall's own."""
PAD_WAITING_MAX = 999
"""A call pad has three digits for the people waiting."""

_LAYOUTS: dict[WindowState, tuple[str, int]] = {
    WindowState.IDLE: ("idle", STANDING_TTL_S),
    WindowState.CALLING: ("calling", CALL_TTL_S),
    WindowState.SERVING: ("serving", SERVING_TTL_S),
    WindowState.RATING: ("serving", SERVING_TTL_S),
    WindowState.PAUSED: ("paused", STANDING_TTL_S),
    WindowState.CLOSED: ("closed", STANDING_TTL_S),
    WindowState.OFFLINE: ("paused", STANDING_TTL_S),
    WindowState.FAULT: ("fault", STANDING_TTL_S),
}

_REASON_KEYS = frozenset({PRESSED_ON_PAD, LEASE_EXPIRED, CALL_RETURNED})

Command = tuple[str, str, dict[str, Any]]
"""Device `node/device`, command name, body."""


def deliveries(hall: Hall, events: list[Event], new_id: Callable[[], str]) -> list[Delivery]:
    """The deliveries of one decision, whose events were just applied."""
    found: list[Delivery] = []
    touched: dict[int, Event] = {}
    for event in events:
        kind = event.kind
        if kind in CALL_KINDS:
            touched.pop(event.body["window"], None)
            seq, at = event.seq, event.at
            found += [
                Delivery(new_id(), seq, seq, device, command, body, at) for device, command, body in call_commands(hall, event)
            ]
            continue
        if kind is EventKind.TICKET_FINISHED and event.body["ask"] is not None:
            found.append(_ask(hall, event))
        elif kind is EventKind.FINISH_UNDONE and event.body["ask"] is not None:
            found += _withdrawn_ask(hall, event, event.body["ask"], event.body["window"], new_id)
        elif kind is EventKind.TICKET_VOIDED:
            found += _voided(hall, event, new_id)
        window = _window_of(hall, event)
        if window is not None:
            touched[window] = event
    for number, event in touched.items():
        for device, command, body in window_commands(hall, number):
            found.append(Delivery(new_id(), event.seq, None, device, command, body, event.at))
    return found


def call_commands(hall: Hall, event: Event) -> list[Command]:
    """Every bound output of a call: the window's strips and pad, the zone's overview boards and speakers."""
    rule = hall.rules.windows.get(event.body["window"])
    if rule is None:
        return []
    data = {"ticket": event.body["label"], "window": str(rule.number)}
    show = {"layout": "calling", "data": data, "ttl_s": CALL_TTL_S}
    commands: list[Command] = [(led, "show", show) for led in rule.boards]
    phrase = "recall" if event.kind is EventKind.TICKET_RECALLED else "call"
    # While people are asked to leave, no number is called in between; it stands on the boards beneath the emergency.
    for language in () if hall.emergency is not None else hall.rules.voice_languages:
        say = {"template": phrase, "arguments": data, "language": language, "max_age_s": CALL_MAX_AGE_S}
        commands += [(speaker, "say", say) for speaker in rule.speakers]
    # The clerk looks at the citizen, not at the pad: a beep says that the key, or the hall, has called.
    commands += [(pad, name, {**body, "beep": True}) for pad, name, body in pad_commands(hall, rule)]
    return commands


def window_commands(hall: Hall, number: int) -> Iterator[Command]:
    """What the window's own outputs show in its present state; also after they come back from a loss."""
    rule = hall.rules.windows.get(number)
    if rule is None:
        return
    window = hall.window(number)
    layout, ttl_s = _LAYOUTS[window.state]
    data = _layout_data(hall, rule)
    for led in rule.leds:
        yield led, "show", {"layout": layout, "data": data, "ttl_s": ttl_s}
    yield from pad_commands(hall, rule)


def _layout_data(hall: Hall, rule: WindowRule) -> dict[str, str]:
    """Fields of the LED layouts (`drivers/led_board/layouts.toml`)."""
    window = hall.window(rule.number)
    data = {"window": str(rule.number)}
    if window.ticket is not None:
        data["ticket"] = hall.tickets[window.ticket].label
    elif window.state is WindowState.IDLE:
        data["title"] = rule.names.get(BOARD_LANGUAGE, "")
    elif window.state is WindowState.PAUSED:
        # A pause that nobody gave a reason for has a catalogue key instead, which is nothing for a board.
        data["reason"] = "" if window.pause_reason in _REASON_KEYS else window.pause_reason
        if window.back_at is not None:
            data["back_at"] = hall.rules.local.time_of_day(window.back_at)
    return data


def pad_commands(hall: Hall, rule: WindowRule) -> list[Command]:
    """The call pad's display: people waiting for the window, and its present ticket."""
    if rule.call_pad is None:
        return []
    window = hall.window(rule.number)
    label = hall.tickets[window.ticket].label if window.ticket is not None else ""
    return [(rule.call_pad, "pad-display", {"waiting": min(hall.waiting_for(rule.number), PAD_WAITING_MAX), "ticket": label})]


def _ask(hall: Hall, event: Event) -> Delivery:
    body = event.body
    pad = hall.rules.windows[body["window"]].rating_pad or ""
    command = {
        "ask": body["ask"],
        "window": body["window"],
        "ticket": hall.tickets[body["ticket"]].label,
        "timeout_s": hall.rules.rating_timeout_s,
    }
    return Delivery(body["ask"], event.seq, None, pad, "ask", command, event.at)


def _withdrawn_ask(hall: Hall, event: Event, ask: str, number: int, new_id: Callable[[], str]) -> Iterator[Delivery]:
    rule = hall.rules.windows.get(number)
    if rule is not None and rule.rating_pad is not None:
        yield Delivery(new_id(), event.seq, None, rule.rating_pad, "cancel", {"target": ask}, event.at)


def _voided(hall: Hall, event: Event, new_id: Callable[[], str]) -> Iterator[Delivery]:
    for ask in hall.changes.asks.values():
        if ask.cancelled and ask.ticket == event.body["ticket"]:
            yield from _withdrawn_ask(hall, event, ask.id, ask.window, new_id)


def _window_of(hall: Hall, event: Event) -> int | None:
    """The window whose outputs may show something else after the event."""
    window = event.body.get("window")
    if window is None and event.kind in _CLOSES_AT_WINDOW:
        ticket = hall.tickets.get(event.body["ticket"])
        window = ticket.window if ticket is not None else None
    late = event.kind is EventKind.TICKET_RATED and event.body["replaces"]
    return None if late or event.kind in _SHOWS_NOTHING else window


_CLOSES_AT_WINDOW = frozenset({EventKind.TICKET_VOIDED, EventKind.TICKET_EXPIRED})
_SHOWS_NOTHING = frozenset({EventKind.NEXT_KEPT, EventKind.DELIVERY_FAILED})
