"""评价与投诉: rate the terminal, complain, bring a matter that can't be got done, suggest."""

from api.messages.duty_words import ComplaintKind
from api.messages.words import RatingLevel, RatingOutcome
from kiosk.flow.duty.views import ChooseFeedback, FeedbackWay, RateTerminalNow, RatingGiven, WhyBad
from kiosk.flow.intents import IntentKind
from kiosk.flow.outcome import BACK, NEXT, Outcome
from kiosk.flow.step import Context
from kiosk.flow.steps.duty.complain import complain

KIOSK = "kiosk"
"""What is rated: the terminal itself, under this name."""
NEGATIVE = frozenset({RatingLevel.BAD, RatingLevel.VERY_BAD})
WHY = ("hard-to-use", "slow", "not-found", "printing", "other")
"""What was bad, offered after a negative rating."""
THANKS_S = 12.0
COMPLAINTS = {
    FeedbackWay.COMPLAINT: ComplaintKind.COMPLAINT,
    FeedbackWay.UNSOLVED: ComplaintKind.UNSOLVED,
    FeedbackWay.SUGGESTION: ComplaintKind.SUGGESTION,
}


class Feedback:
    name = "feedback"

    def __init__(self, page_size: int) -> None:
        """`page_size`: offices on one page."""
        self._page_size = page_size

    async def run(self, context: Context) -> Outcome:
        while True:
            context.show(ChooseFeedback(context.ports.catalogue.reachable), back=True)
            intent = await context.intent()
            if intent.kind is IntentKind.BACK:
                return BACK
            if intent.kind is not IntentKind.CHOOSE or intent.value not in list(FeedbackWay):
                continue
            way = FeedbackWay(intent.value)
            if way is FeedbackWay.RATE:
                complains = await rate(context)
                if complains is None:
                    continue
                if not complains:
                    return NEXT
                way = FeedbackWay.COMPLAINT
            if await complain(context, COMPLAINTS[way], self._page_size):
                return NEXT


async def rate(context: Context) -> bool | None:
    """Whether the citizen wants to complain now; None: they went back without a rating."""
    level = await _level(context)
    if level is None:
        return None
    labels: tuple[str, ...] = ()
    try:
        labels = await _why(context, level) if level in NEGATIVE else ()
    finally:
        # Told once, also when somebody walks away from the question why.
        context.ports.duty.complaints.rate(KIOSK, RatingOutcome.SUBMITTED, level, labels)
        context.session.rated = True
    may_complain = level in NEGATIVE and context.ports.catalogue.reachable
    context.show(RatingGiven(level, may_complain), for_s=THANKS_S)
    while True:
        match (await context.intent()).kind:
            case IntentKind.YES if may_complain:
                return True
            case IntentKind.CONFIRM | IntentKind.TIMED_OUT:
                return False
            case _:
                pass


async def _level(context: Context) -> RatingLevel | None:
    context.show(RateTerminalNow(), back=True)
    while True:
        intent = await context.intent()
        if intent.kind in (IntentKind.BACK, IntentKind.SKIP):
            return None
        if intent.kind is IntentKind.CHOOSE and intent.value in RatingLevel.__members__:
            return RatingLevel(intent.value)


async def _why(context: Context, level: RatingLevel) -> tuple[str, ...]:
    context.show(WhyBad(level, WHY))
    while True:
        intent = await context.intent()
        if intent.kind is IntentKind.SKIP:
            return ()
        if intent.kind is IntentKind.CHOOSE and intent.value in WHY:
            return (intent.value,)
