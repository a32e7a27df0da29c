"""The keypads for a printed number and for its check code. What was typed lives in the step, not in the session."""

from api.check_code import CHECK_DIGITS
from api.messages.views import FollowView
from api.messages.words import Refusal
from kiosk.flow.failures import HallRefused, HallSilent
from kiosk.flow.intents import IntentKind
from kiosk.flow.numbers.views import AskingAboutNumber, EnterCheckCode, EnterNumber
from kiosk.flow.step import Context
from kiosk.flow.steps.booking_number import ERASE, KEYS, LETTERS, NUMBER_MAX
from kiosk.flow.steps.numbers.asking import Told, asked, told

BESIDE = "KP"
"""Second letters that a queue's series have where the hall names none of its own: numbers of kiosks that were cut off, and
pre-printed ones."""
DIGITS = frozenset("0123456789")
SCAN = "scan"


def number_letters(context: Context) -> tuple[str, ...]:
    """Letters of this hall's numbers; all of them while the hall is unknown."""
    catalogue = context.ports.catalogue.catalogue()
    prefixes = "".join(queue.prefix + queue.booking_prefix for queue in catalogue.queues) if catalogue else ""
    return tuple(sorted((set(prefixes) & LETTERS and set(prefixes) | set(BESIDE)) or LETTERS))


async def typed_number(context: Context, typed: str = "") -> str:
    """Empty when the citizen went back."""
    while True:
        context.show(EnterNumber(typed, number_letters(context)), back=True)
        intent = await context.intent()
        match intent.kind:
            case IntentKind.BACK:
                return ""
            case IntentKind.KEY if intent.value == ERASE:
                typed = typed[:-1]
            case IntentKind.KEY if intent.value in KEYS and len(typed) < NUMBER_MAX:
                typed += intent.value
            case IntentKind.CONFIRM if typed:
                return typed
            case _:
                pass


async def proven_by_code(context: Context, number: str) -> FollowView | Told | str | None:
    """The number with its key, once its check code was typed; SCAN; None when the citizen went back.

    A wrong code is said above the keys and may be typed again, until the hall looks at no further one.
    """
    typed, problem = "", ""
    while True:
        scan = context.ports.identity.scan.readiness().ready
        context.show(EnterCheckCode(number, typed, problem, scan), back=True)
        intent = await context.intent()
        match intent.kind:
            case IntentKind.BACK:
                return None
            case IntentKind.CHOOSE if intent.value == SCAN and scan:
                return SCAN
            case IntentKind.KEY if intent.value == ERASE:
                typed = typed[:-1]
            case IntentKind.KEY if intent.value in DIGITS and len(typed) < CHECK_DIGITS:
                typed, problem = typed + intent.value, ""
            case IntentKind.CONFIRM if len(typed) == CHECK_DIGITS:
                found = await _looked_at(context, number, typed)
                if found != Refusal.WRONG_CHECK_CODE.value:
                    return found
                typed, problem = "", Refusal.WRONG_CHECK_CODE.value
            case _:
                pass


async def _looked_at(context: Context, number: str, check: str) -> FollowView | Told | str:
    context.show(AskingAboutNumber(), busy=True)
    numbers = context.ports.numbers
    try:
        return await numbers.find(number=number, check=check)
    except HallRefused as refused:
        if refused.code == Refusal.WRONG_CHECK_CODE.value:
            return refused.code
        await told(context, refused.code)
        return Told.REFUSED
    except HallSilent:
        return await asked(context, lambda: numbers.find(number=number, check=check))
