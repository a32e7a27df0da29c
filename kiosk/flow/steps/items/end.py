"""The end of an item: what the citizen thinks of it, what was done, and home."""

import asyncio

from api.messages.item_views import DoneStep, RateStep
from api.messages.words import RatingLevel, RatingOutcome
from kiosk.flow.intents import IntentKind
from kiosk.flow.items.views import ItemFinished
from kiosk.flow.items.visit import ItemVisit
from kiosk.flow.outcome import NEXT, Outcome
from kiosk.flow.step import Context
from kiosk.flow.steps.items.parts import OfItem, wanted
from kiosk.flow.steps.rate import RATING_S
from kiosk.flow.views import RateKiosk

FINISHED_S = 20.0
"""Time to read what comes next and to take everything along."""


class RateItem(OfItem[RateStep]):
    """Voluntary, once, skipped by one touch or by walking away; outcomes are kept apart."""

    async def work(self, context: Context, visit: ItemVisit) -> Outcome:
        outcome, level = RatingOutcome.TIMEOUT, None
        try:
            context.show(RateKiosk(), for_s=RATING_S)
            while True:
                intent = await wanted(context, IntentKind.CHOOSE, IntentKind.SKIP, IntentKind.TIMED_OUT)
                if intent.kind is IntentKind.CHOOSE:
                    if intent.value not in RatingLevel.__members__:
                        continue
                    outcome, level = RatingOutcome.SUBMITTED, RatingLevel(intent.value)
                    context.session.rated = True
                elif intent.kind is IntentKind.SKIP:
                    outcome = RatingOutcome.DECLINED
                return NEXT
        except asyncio.CancelledError:
            outcome = RatingOutcome.DECLINED
            raise
        finally:
            context.ports.items.rate(visit.id, visit.item.id, outcome, level)


class ItemDone(OfItem[DoneStep]):
    async def work(self, context: Context, visit: ItemVisit) -> Outcome:
        context.show(ItemFinished(visit.item.names, self.data.text, context.session.rated), for_s=FINISHED_S)
        await wanted(context, IntentKind.CONFIRM, IntentKind.TIMED_OUT)
        return NEXT
