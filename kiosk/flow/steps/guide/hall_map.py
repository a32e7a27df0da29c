"""The floor plan, with where you are."""

from kiosk.flow.guide.views import HallMap
from kiosk.flow.intents import IntentKind
from kiosk.flow.outcome import BACK, Outcome
from kiosk.flow.step import Context


class ShowMap:
    name = "hall-map"

    async def run(self, context: Context) -> Outcome:
        plan = context.ports.plan
        if plan is None:
            return BACK
        floor = plan.own_floor
        while True:
            context.show(HallMap(plan, floor), back=True)
            intent = await context.intent()
            if intent.kind is IntentKind.BACK:
                return BACK
            if intent.kind is IntentKind.CHOOSE:
                floor = next((index for index, one in enumerate(plan.floors) if one.id == intent.value), floor)
