"""What a department answered, or fixed lines, to be read."""

from api.messages.item_views import ShowStep
from kiosk.flow.intents import IntentKind
from kiosk.flow.items.views import ShowRecords
from kiosk.flow.items.visit import RECORD_ID, ItemVisit, Records
from kiosk.flow.outcome import BACK, NEXT, Outcome
from kiosk.flow.step import Context
from kiosk.flow.steps.items.parts import OfItem, page_after, passed


class Show(OfItem[ShowStep]):
    async def work(self, context: Context, visit: ItemVisit) -> Outcome:
        data, page = self.data, 0
        records = shown_records(visit, data.source, data.chosen)
        if data.source is not None and not records:
            return passed(context)
        values = tuple(tuple(record.get(column.key, "") for column in data.columns) for record in records)
        back = visit.case is None
        while True:
            view = ShowRecords(self.place(visit), data.title, data.layout, data.columns, values, data.lines, data.note, page)
            context.show(view, back=back)
            intent = await context.intent()
            page = page_after(intent, page)
            if intent.kind is IntentKind.CONFIRM:
                return NEXT
            if intent.kind is IntentKind.BACK and back:
                return BACK


def shown_records(visit: ItemVisit, source: str | None, chosen: str | None = None) -> Records:
    records = visit.records.get(source, ()) if source is not None else ()
    if chosen is None:
        return records
    return tuple(record for record in records if record.get(RECORD_ID) == visit.answers.get(chosen))
