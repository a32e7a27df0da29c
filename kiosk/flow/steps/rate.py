"""好差评 of the kiosk's own service: voluntary, once, skipped by one touch or by walking away.

A self-service terminal comes to the rating page by itself when its item is done; outcomes are kept apart.
"""

import asyncio

from api.messages.words import RatingLevel, RatingOutcome
from kiosk.flow.intents import IntentKind
from kiosk.flow.outcome import NEXT, Outcome
from kiosk.flow.step import Context
from kiosk.flow.views import RateKiosk

RATING_S = 15.0
"""The hall's T for a rating question."""


class Rate:
    name = "rate"

    async def run(self, context: Context) -> Outcome:
        take_id, service = context.session.take_id, context.session.service
        outcome, level = RatingOutcome.TIMEOUT, None
        try:
            context.show(RateKiosk(), for_s=RATING_S)
            while True:
                intent = await context.intent()
                if intent.kind is IntentKind.CHOOSE and intent.value in RatingLevel.__members__:
                    outcome, level = RatingOutcome.SUBMITTED, RatingLevel(intent.value)
                    context.session.rated = True
                elif intent.kind is IntentKind.SKIP:
                    outcome = RatingOutcome.DECLINED
                elif intent.kind is not IntentKind.TIMED_OUT:
                    continue
                return NEXT
        except asyncio.CancelledError:
            outcome = RatingOutcome.DECLINED
            raise
        finally:
            context.ports.rating.rate(take_id, service, outcome, level)
