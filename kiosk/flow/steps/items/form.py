"""A form: one question a page. Back goes to the question before; answers stay."""

from api.messages.item_views import FormStep
from kiosk.flow.items.visit import ItemVisit
from kiosk.flow.outcome import BACK, NEXT, Outcome
from kiosk.flow.step import Context
from kiosk.flow.steps.items.asking import ask_field
from kiosk.flow.steps.items.parts import OfItem, passed


class Form(OfItem[FormStep]):
    async def work(self, context: Context, visit: ItemVisit) -> Outcome:
        fields = visit.visible(self.data)
        if not fields:
            return passed(context)
        at = len(fields) - 1 if context.session.going_back else 0
        while at < len(fields):
            before = dict(visit.answers)
            answered = await ask_field(context, visit, fields[at], self.parts, self.place(visit), at + 1, len(fields))
            if answered and visit.answers != before:
                visit.forget_after(self.data)
            # An answer may bring questions or take some away.
            fields = visit.visible(self.data)
            at += 1 if answered else -1
            if at < 0:
                return BACK
        return NEXT
