"""Which slot? The day first, then the time, in pages; what is full is seen and can't be chosen."""

from collections.abc import Sequence

from api.messages.views import Names, SlotView
from kiosk.flow.intents import IntentKind
from kiosk.flow.numbers.views import BookableDay, ChooseDay, ChooseTime
from kiosk.flow.step import Context
from kiosk.flow.steps.numbers.asking import Told, asked
from kiosk.flow.steps.pages import page_of


async def chosen_slot(context: Context, service: str, names: Names, page_size: int, moving: str = "") -> SlotView | Told | None:
    """None when the citizen went back.

    Args:
        moving: the number of the booking that is put off; empty: a new one.
    """
    numbers = context.ports.numbers
    slots = await asked(context, lambda: numbers.slots(service))
    if isinstance(slots, Told):
        return slots
    page = 0
    while True:
        days = days_of(slots)
        shown, page, pages = page_of(days, page, context.mode.fits(page_size))
        context.show(ChooseDay(names, tuple(shown), page, pages, moving), back=True)
        intent = await context.intent()
        match intent.kind:
            case IntentKind.BACK:
                return None
            case IntentKind.TURN_PAGE if intent.value.isdecimal():
                page = int(intent.value)
            case IntentKind.CHOOSE if any(day.day == intent.value and day.free for day in days):
                of_day = tuple(slot for slot in slots if slot.day == intent.value)
                chosen = await _time(context, of_day, page_size, moving)
                if chosen is not None:
                    return chosen
            case _:
                pass


async def _time(context: Context, slots: tuple[SlotView, ...], page_size: int, moving: str) -> SlotView | None:
    page = 0
    while True:
        shown, page, pages = page_of(slots, page, context.mode.fits(page_size))
        context.show(ChooseTime(slots[0].day, tuple(shown), page, pages, moving), back=True)
        intent = await context.intent()
        match intent.kind:
            case IntentKind.BACK:
                return None
            case IntentKind.TURN_PAGE if intent.value.isdecimal():
                page = int(intent.value)
            case IntentKind.CHOOSE:
                chosen = next((slot for slot in slots if slot.slot == intent.value and slot.free), None)
                if chosen is not None:
                    return chosen
            case _:
                pass


def days_of(slots: Sequence[SlotView]) -> list[BookableDay]:
    """In their order, with the places that are left."""
    free: dict[str, int] = {}
    for slot in slots:
        free[slot.day] = free.get(slot.day, 0) + slot.free
    return [BookableDay(day, count) for day, count in free.items()]
