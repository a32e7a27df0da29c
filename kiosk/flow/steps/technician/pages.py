"""Pages to read: the self-test, devices, network, log."""

from collections.abc import Callable
from dataclasses import replace
from math import ceil
from typing import TypeVar

from kiosk.flow.intents import IntentKind
from kiosk.flow.step import Context
from kiosk.flow.technician.views import CheckShown, DevicesShown, LogShown, NetworkShown, Note, TechnicianNote

ROWS = 5
"""Fit on one page of the smallest screen in the largest letters."""
Listing = TypeVar("Listing", CheckShown, DevicesShown, NetworkShown, LogShown)


async def look_at_check(context: Context) -> None:
    context.show(TechnicianNote(Note.TESTING), busy=True)
    rows = await context.ports.technician.self_test()
    await _read(context, lambda: CheckShown(rows))


async def look_at_network(context: Context) -> None:
    await _read(context, lambda: NetworkShown(context.ports.technician.network()))


async def look_at_log(context: Context) -> None:
    rows = context.ports.technician.log()
    await _read(context, lambda: LogShown(rows))


async def look_at_devices(context: Context) -> None:
    while (device := await _read(context, lambda: DevicesShown(context.ports.technician.devices()))) is not None:
        context.show(TechnicianNote(Note.TESTING, device), busy=True)
        result = await context.ports.technician.test_device(device)
        note = TechnicianNote(Note.TESTED, device) if result.done else TechnicianNote(Note.TEST_FAILED, result.reason)
        await say(context, note)


async def say(context: Context, note: TechnicianNote) -> bool:
    """Until it is read; True: CONFIRM."""
    context.show(note, back=True)
    while True:
        intent = await context.intent()
        if intent.kind in (IntentKind.CONFIRM, IntentKind.BACK):
            return intent.kind is IntentKind.CONFIRM


async def _read(context: Context, made: Callable[[], Listing]) -> str | None:
    """Turn its pages until they go back; what was chosen on it, else None."""
    page = 0
    while True:
        listing = made()
        page = min(page, pages_of(len(listing.rows)) - 1)
        context.show(replace(listing, page=page), back=True)
        intent = await context.intent()
        if intent.kind is IntentKind.BACK:
            return None
        if intent.kind is IntentKind.TURN_PAGE and intent.value.isdigit():
            page = int(intent.value)
        elif intent.kind is IntentKind.CHOOSE and any(getattr(row, "id", None) == intent.value for row in listing.rows):
            return intent.value


def pages_of(rows: int) -> int:
    return max(1, ceil(rows / ROWS))
