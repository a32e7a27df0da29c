"""我的号: found by typing it or holding its paper up, seen, and changed."""

from api.messages.views import FollowView
from api.messages.words import Refusal
from kiosk.flow.failures import HallRefused, HallSilent
from kiosk.flow.identity.codes import CodeKind, SeenCode
from kiosk.flow.numbers.views import AskingAboutNumber
from kiosk.flow.outcome import BACK, CANCEL, NEXT, Outcome
from kiosk.flow.step import Context
from kiosk.flow.steps.numbers.asking import Told, asked, told
from kiosk.flow.steps.numbers.caring import Care, Left
from kiosk.flow.steps.numbers.typing_number import SCAN, proven_by_code, typed_number
from kiosk.flow.steps.scanning import scanned_code

CODES = frozenset({CodeKind.TICKET, CodeKind.BOOKING})
Found = FollowView | Told | None


class MyNumber:
    """Holds nothing of anybody: what was found lives as long as the step runs."""

    name = "my-number"

    def __init__(self, page_size: int, *, scan_first: bool = False) -> None:
        """
        Args:
            page_size: cards on one page of the screen.
            scan_first: begin with camera and scanner; the keypad is what comes when nothing could be read.
        """
        self._care = Care(page_size)
        self._scan_first = scan_first

    async def run(self, context: Context) -> Outcome:
        scanning, typed = self._scan_first, ""
        while True:
            if scanning:
                found = await scanned_number(context)
                if found is None and self._scan_first:
                    return BACK
            else:
                typed = await typed_number(context, typed)
                if not typed:
                    return BACK
                found = await _of_typed(context, typed)
            if found is Told.SILENT:
                return CANCEL
            if isinstance(found, FollowView) and await self._care.of(context, found) is Left.DONE:
                return NEXT
            scanning = False


async def scanned_number(context: Context) -> Found:
    """None when the citizen went back or nothing was read, which they have been told."""
    code = await scanned_code(context, "ticket", CODES)
    if not isinstance(code, SeenCode):
        if code:
            await told(context, code)
        return None
    numbers = context.ports.numbers
    if code.kind is CodeKind.TICKET:
        return await asked(context, lambda: numbers.find(ticket=code.value))
    return await _of_typed(context, code.value)


async def _of_typed(context: Context, number: str) -> Found:
    """How it stands; for a booking of a day to come the check code is asked for first: it tells which day is meant."""
    numbers = context.ports.numbers
    context.show(AskingAboutNumber(), busy=True)
    try:
        return await numbers.find(number=number)
    except HallRefused as refused:
        if refused.code != Refusal.CHECK_CODE_REQUIRED.value:
            await told(context, refused.code)
            return Told.REFUSED
    except HallSilent:
        return await asked(context, lambda: numbers.find(number=number))
    proven = await proven_by_code(context, number)
    if proven == SCAN:
        return await scanned_number(context)
    return proven if isinstance(proven, FollowView | Told) else None
