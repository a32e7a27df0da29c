"""须知: what to know and to have at hand, before anything is asked."""

from api.messages.item_views import NoticeStep
from kiosk.flow.intents import IntentKind
from kiosk.flow.items.views import ItemNotice
from kiosk.flow.items.visit import ItemVisit
from kiosk.flow.outcome import BACK, CANCEL, NEXT, Outcome
from kiosk.flow.step import Context
from kiosk.flow.steps.items.parts import OfItem, page_after


class Notice(OfItem[NoticeStep]):
    async def work(self, context: Context, visit: ItemVisit) -> Outcome:
        data, page = self.data, 0
        first = next(step for step in visit.item.steps if isinstance(step, NoticeStep)) is data
        materials = visit.item.materials if first else ()
        while True:
            view = ItemNotice(self.place(visit), data.title, data.paragraphs, materials, data.agree, page)
            context.show(view, back=True)
            intent = await context.intent()
            page = page_after(intent, page)
            match intent.kind:
                case IntentKind.YES | IntentKind.CONFIRM:
                    return NEXT
                case IntentKind.BACK:
                    return BACK
                case IntentKind.NO if data.agree:
                    return CANCEL
                case _:
                    pass
