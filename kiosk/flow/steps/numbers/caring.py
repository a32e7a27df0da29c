"""A number on the screen, and what its citizen does about it: nothing before it was confirmed, and nothing twice."""

from collections.abc import Awaitable, Callable
from enum import Enum

from api.messages.views import FollowView
from kiosk.flow.intents import Intent, IntentKind
from kiosk.flow.numbers.actions import BY_NUMBER_ALONE, Action, actions
from kiosk.flow.numbers.ports import Later
from kiosk.flow.numbers.views import ChooseMinutes, NumberChanged, NumberStands, SureToCancel
from kiosk.flow.step import Context
from kiosk.flow.steps.numbers.asking import Told, asked, over
from kiosk.flow.steps.numbers.moving import MoveBooking
from kiosk.flow.steps.numbers.typing_number import proven_by_code

MORE = "more"
SHOWN_S = 20.0
"""Time to read how it stands now."""


class Left(Enum):
    """How the citizen left a number."""

    DONE = "done"
    BACK = "back"


class Care:
    """Of one number at a time."""

    def __init__(self, page_size: int) -> None:
        """`page_size`: cards on one page of the screen."""
        self._moving = MoveBooking(page_size)

    async def of(self, context: Context, seen: FollowView) -> Left:
        more = False
        while True:
            offered = actions(seen)
            context.show(NumberStands(seen, offered, more), back=True)
            intent = await context.intent()
            match intent.kind:
                case IntentKind.CONFIRM:
                    return Left.DONE
                case IntentKind.BACK if more:
                    more = False
                case IntentKind.BACK:
                    return Left.BACK
                case IntentKind.CHOOSE if intent.value == MORE:
                    more = True
                case IntentKind.CHOOSE if intent.value in {action.value for action in offered}:
                    changed = await self._done(context, seen, Action(intent.value))
                    if isinstance(changed, Left):
                        return changed
                    seen, more = changed, False
                case _:
                    pass

    async def _done(self, context: Context, seen: FollowView, action: Action) -> FollowView | Left:
        """The number as it stands afterwards; what isn't done leaves it as it is."""
        if not seen.id and action not in BY_NUMBER_ALONE:
            proven = await self._proven(context, seen)
            if not isinstance(proven, FollowView):
                return Left.DONE if proven is Told.SILENT else seen
            seen = proven
            if action not in actions(seen):
                # Called meanwhile, say: the citizen sees how it stands instead.
                return seen
        match action:
            case Action.MOVE:
                moved = await self._moving.move(context, seen)
                return seen if moved is None else Left.DONE
            case Action.POSTPONE:
                return await _postponed(context, seen)
            case Action.CANCEL if not await _sure(context, seen):
                return seen
            case _:
                return await _changed(context, seen, action, _act_of(context, seen, action))

    async def _proven(self, context: Context, seen: FollowView) -> FollowView | Told | None:
        from kiosk.flow.steps.numbers.my_number import scanned_number

        proven = await proven_by_code(context, seen.number)
        if isinstance(proven, str):
            scanned = await scanned_number(context)
            same = isinstance(scanned, FollowView) and scanned.number == seen.number and bool(scanned.id)
            return scanned if same or isinstance(scanned, Told) else None
        return proven


def _act_of(context: Context, seen: FollowView, action: Action) -> Callable[[], Awaitable[None]]:
    """Under one id, made now, however often it is asked."""
    numbers = context.ports.numbers
    act = numbers.new_act()
    number = "" if seen.id else seen.number
    match action:
        case Action.CHECK_IN:
            return lambda: numbers.check_in(act, ticket=seen.id, number=number)
        case Action.COME_BACK:
            return lambda: numbers.come_back(act, ticket=seen.id, number=number)
        case Action.TAKE_UP:
            return lambda: numbers.take_up(act, seen.id)
        case _:
            return lambda: numbers.cancel(act, seen.id)


async def _postponed(context: Context, seen: FollowView) -> FollowView | Left:
    minutes = await _chosen_minutes(context, seen)
    if not minutes:
        return seen
    numbers = context.ports.numbers
    act = numbers.new_act()
    return await _changed(context, seen, Action.POSTPONE, lambda: numbers.postpone(act, seen.id, minutes), minutes=minutes)


async def _chosen_minutes(context: Context, seen: FollowView) -> int:
    """0 when the citizen went back."""
    context.show(ChooseMinutes(seen.number, seen.postpone_minutes), back=True)
    while (intent := await context.intent()).kind is not IntentKind.BACK:
        if (minutes := _minutes(intent)) in seen.postpone_minutes:
            return minutes
    return 0


def _minutes(intent: Intent) -> int:
    return int(intent.value) if intent.kind is IntentKind.CHOOSE and intent.value.isdecimal() else 0


async def _sure(context: Context, seen: FollowView) -> bool:
    context.show(SureToCancel(seen.number, seen.slot is not None), back=True)
    while (intent := await context.intent()).kind not in (IntentKind.YES, IntentKind.NO, IntentKind.BACK):
        pass
    return intent.kind is IntentKind.YES


async def _changed(
    context: Context, seen: FollowView, action: Action, ask: Callable[[], Awaitable[None]], *, minutes: int = 0
) -> FollowView | Left:
    """Do it, and show how the number stands now."""
    numbers = context.ports.numbers

    async def done() -> FollowView:
        await ask()
        return await numbers.find(ticket=seen.id, number="" if seen.id else seen.number)

    now = await asked(context, done, Later(action.value, seen.number))
    if isinstance(now, Told):
        return Left.DONE if now is Told.SILENT else await _as_it_stands(context, seen)
    context.show(NumberChanged(action, now, minutes), for_s=SHOWN_S)
    await over(context)
    return Left.DONE


async def _as_it_stands(context: Context, seen: FollowView) -> FollowView | Left:
    """After a refusal: what was on the screen isn't true any more."""
    numbers = context.ports.numbers
    now = await asked(context, lambda: numbers.find(ticket=seen.id, number="" if seen.id else seen.number))
    return now if isinstance(now, FollowView) else Left.DONE
