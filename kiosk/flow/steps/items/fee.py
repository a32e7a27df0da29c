"""What it costs, and where that is paid: never at the kiosk."""

from api.messages.item_views import FeeLineView, FeeStep
from kiosk.flow.intents import IntentKind
from kiosk.flow.items.views import ItemFee
from kiosk.flow.items.visit import ItemVisit
from kiosk.flow.outcome import BACK, NEXT, Outcome
from kiosk.flow.step import Context
from kiosk.flow.steps.items.parts import OfItem, passed, wanted

TITLE, AMOUNT = "title", "amount"
"""Keys of a department's record that says a fee."""


class Fee(OfItem[FeeStep]):
    async def work(self, context: Context, visit: ItemVisit) -> Outcome:
        lines = fee_lines(self.data, visit)
        if not lines and self.data.source is not None:
            return passed(context)
        back = visit.case is None
        context.show(ItemFee(self.place(visit), self.data.where, lines, self.data.note, self.data.adds_up), back=back)
        while True:
            intent = await wanted(context, IntentKind.CONFIRM, IntentKind.BACK)
            if intent.kind is IntentKind.CONFIRM:
                return NEXT
            if back:
                return BACK


def fee_lines(data: FeeStep, visit: ItemVisit) -> tuple[FeeLineView, ...]:
    """What the department said goes before what stands in the catalogue; a record that says no amount is left out."""
    if data.source is None:
        return data.lines
    return tuple(
        FeeLineView(names={"zh-CN": record.get(TITLE, "")}, fen=int(record[AMOUNT]))
        for record in visit.records.get(data.source, ())
        if record.get(AMOUNT, "").isdecimal()
    )
