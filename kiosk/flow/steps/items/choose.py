"""One of a department's records, or of fixed options, becomes an answer."""

from api.messages.item_views import ChooseStep
from api.messages.item_words import ColumnKind
from kiosk.flow.intents import IntentKind
from kiosk.flow.items.views import Card, Cell, ChooseOne
from kiosk.flow.items.visit import RECORD_ID, ItemVisit
from kiosk.flow.outcome import BACK, NEXT, Outcome
from kiosk.flow.step import Context
from kiosk.flow.steps.items.parts import OfItem, page_after, passed


class Choose(OfItem[ChooseStep]):
    async def work(self, context: Context, visit: ItemVisit) -> Outcome:
        cards, page = cards_of(self.data, visit), 0
        if not cards:
            # Nothing was found and the item goes on all the same.
            return passed(context)
        while True:
            context.show(ChooseOne(self.place(visit), self.data.title, cards, page), back=True)
            intent = await context.intent()
            page = page_after(intent, page)
            match intent.kind:
                case IntentKind.CHOOSE if intent.value.isdecimal() and int(intent.value) < len(cards):
                    chosen = cards[int(intent.value)].key
                    if visit.answers.get(self.data.key) != chosen:
                        visit.forget_after(self.data)
                    visit.answers[self.data.key] = chosen
                    return NEXT
                case IntentKind.BACK:
                    return BACK
                case _:
                    pass


def cards_of(data: ChooseStep, visit: ItemVisit) -> tuple[Card, ...]:
    if data.source is None:
        return tuple(Card(option.key, (Cell(option.names, ColumnKind.TEXT, ""),)) for option in data.options)
    return tuple(
        Card(record[RECORD_ID], tuple(Cell(c.names, c.kind, record.get(c.key, "")) for c in data.columns))
        for record in visit.records.get(data.source, ())
        if RECORD_ID in record
    )
