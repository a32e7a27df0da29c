"""What a technician does: touches, codes before the camera, blanks, rotation, support bundle, restart."""

from kiosk.flow.documents.stock import MOST
from kiosk.flow.identity.codes import CodeKind
from kiosk.flow.intents import IntentKind
from kiosk.flow.step import Context
from kiosk.flow.steps.scanning import scanned_code
from kiosk.flow.steps.technician.pages import say
from kiosk.flow.technician.ports import ROTATIONS
from kiosk.flow.technician.views import Note, RotationChoice, StockCount, TechnicianNote, TouchGrid

COLUMNS, LINES = 6, 8
"""Fields of some 4 cm: a dead strip of a panel is found, and nobody touches for minutes."""
COUNT_DIGITS = 4
ERASE = "erase"


async def touch_everywhere(context: Context) -> None:
    touched: frozenset[int] = frozenset()
    while True:
        context.show(TouchGrid(COLUMNS, LINES, touched), back=True)
        intent = await context.intent()
        if intent.kind in (IntentKind.BACK, IntentKind.CONFIRM):
            return
        if intent.kind is IntentKind.CHOOSE and intent.value.isdigit() and int(intent.value) < COLUMNS * LINES:
            touched |= {int(intent.value)}


async def scan_something(context: Context) -> None:
    """Any code of any kind; what it says is thrown away."""
    found = await scanned_code(context, "any", frozenset(CodeKind))
    if found == "":
        return
    note = TechnicianNote(Note.NOT_SCANNED, found) if isinstance(found, str) else TechnicianNote(Note.SCANNED)
    await say(context, note)


async def count_stock(context: Context) -> None:
    typed, too_many = "", False
    while (left := context.ports.technician.blanks()) is not None:
        context.show(StockCount(left, typed, too_many), back=True)
        intent = await context.intent()
        if intent.kind is IntentKind.BACK:
            return
        if intent.kind is IntentKind.KEY:
            typed = typed[:-1] if intent.value == ERASE else (typed + intent.value)[:COUNT_DIGITS]
            too_many = False
        elif intent.kind is IntentKind.CONFIRM and typed:
            too_many = int(typed) > MOST
            if not too_many:
                context.ports.technician.refill(int(typed))
                await say(context, TechnicianNote(Note.STOCK_KEPT, str(int(typed))))
                return


async def rotate(context: Context) -> None:
    while True:
        context.show(RotationChoice(context.ports.technician.rotation), back=True)
        intent = await context.intent()
        if intent.kind is IntentKind.BACK:
            return
        if intent.kind is IntentKind.CHOOSE and intent.value in map(str, ROTATIONS):
            kept = context.ports.technician.rotate(int(intent.value))
            await say(context, TechnicianNote(Note.ROTATION_KEPT if kept else Note.NOT_KEPT))
            return


async def collect(context: Context) -> None:
    context.show(TechnicianNote(Note.COLLECTING), busy=True)
    place = await context.ports.technician.bundle()
    await say(context, TechnicianNote(Note.BUNDLE_THERE, place) if place else TechnicianNote(Note.BUNDLE_FAILED))


async def restart(context: Context) -> None:
    if await say(context, TechnicianNote(Note.RESTART)):
        context.ports.technician.restart()


async def switch_service(context: Context) -> None:
    """Whoever comes then reads why, whom to ring up, and which terminal works."""
    zone = context.ports.zone
    off = not zone.switched_off
    if await say(context, TechnicianNote(Note.SWITCH_OFF if off else Note.SWITCH_ON)):
        zone.switch_off(off)
