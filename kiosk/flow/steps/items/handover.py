"""On to a window, with a number, where an item goes on with people."""

from api.messages.item_views import HandoverStep
from kiosk.flow.intents import IntentKind
from kiosk.flow.items.views import HandoverOffer
from kiosk.flow.items.visit import ItemVisit
from kiosk.flow.outcome import BACK, NEXT, Outcome
from kiosk.flow.step import Context
from kiosk.flow.steps.items.parts import OfItem, wanted
from kiosk.flow.steps.items.to_window import to_window


class Handover(OfItem[HandoverStep]):
    async def work(self, context: Context, visit: ItemVisit) -> Outcome:
        back = visit.case is None
        context.show(HandoverOffer(self.place(visit), self.data.how, self.data.reason), back=back)
        while True:
            intent = await wanted(context, IntentKind.YES, IntentKind.NO, IntentKind.BACK)
            match intent.kind:
                case IntentKind.YES:
                    return to_window(context, self.parts, self.data.service)
                case IntentKind.NO:
                    return NEXT
                case _ if back:
                    return BACK
                case _:
                    pass
