"""Receipts and slips on the receipt printer. What doesn't come out stands on the screen, to be written down."""

from api.messages.item_views import PrintStep
from api.messages.item_words import PrintKind
from kiosk.flow.intents import IntentKind
from kiosk.flow.items.ports import ItemPaper, PaperRow
from kiosk.flow.items.views import ItemCameOut, ItemPrinting, OfferPaper, PaperFailed, PaperTaken
from kiosk.flow.items.visit import ItemVisit
from kiosk.flow.outcome import NEXT, Outcome
from kiosk.flow.printing import PrintOutcome, PrintReport
from kiosk.flow.step import Context
from kiosk.flow.steps.items.parts import WINDOW, OfItem, passed, wanted
from kiosk.flow.steps.items.show import shown_records
from kiosk.flow.steps.items.to_window import service_of, to_window

TAKE_IT_S = 15.0
"""Time to take the paper."""


async def paper_wanted(context: Context, step: OfItem[PrintStep], visit: ItemVisit) -> bool:
    """A paper on request: is it wanted?"""
    if not step.data.optional:
        return True
    context.show(OfferPaper(step.place(visit), step.data.what, step.data.title))
    return (await wanted(context, IntentKind.YES, IntentKind.NO)).kind is IntentKind.YES


async def paper_failed(context: Context, step: OfItem[PrintStep], view: PaperFailed) -> Outcome | None:
    """None: print it again."""
    context.show(view)
    while True:
        intent = await wanted(context, IntentKind.CONFIRM, IntentKind.REPRINT, IntentKind.CHOOSE)
        match intent.kind:
            case IntentKind.CONFIRM:
                return NEXT
            case IntentKind.REPRINT if view.again:
                return None
            case IntentKind.CHOOSE if intent.value == WINDOW:
                return to_window(context, step.parts, service_of(context))
            case _:
                pass


class PrintPaper(OfItem[PrintStep]):
    async def work(self, context: Context, visit: ItemVisit) -> Outcome:
        if context.session.going_back or not await paper_wanted(context, self, visit):
            return passed(context)
        data = self.data
        while True:
            report = await self._printed(context, visit)
            came_out = report.outcome is PrintOutcome.PRINTED
            if report.outcome is PrintOutcome.UNKNOWN:
                context.show(ItemCameOut(self.place(visit), data.what, data.title))
                came_out = (await wanted(context, IntentKind.YES, IntentKind.NO)).kind is IntentKind.YES
            if came_out:
                visit.done.append("receipt" if data.what is PrintKind.RECEIPT else "slip")
                context.show(PaperTaken(self.place(visit), data.what, data.title, 1), for_s=TAKE_IT_S)
                await wanted(context, IntentKind.CONFIRM, IntentKind.TIMED_OUT)
                return NEXT
            # Another paper is another print: the same id would only be told again what came of it.
            visit.command_ids.pop(self._once, None)
            case = visit.case.case if visit.case else ""
            view = PaperFailed(self.place(visit), data.what, data.title, report.reason, again=True, case=case)
            outcome = await paper_failed(context, self, view)
            if outcome is not None:
                return outcome

    @property
    def _once(self) -> str:
        return f"print-{self.name}"

    async def _printed(self, context: Context, visit: ItemVisit) -> PrintReport:
        papers = context.ports.item_papers
        readiness = papers.readiness()
        if not readiness.ready:
            return PrintReport(PrintOutcome.NOT_PRINTED, readiness.reason)
        context.show(ItemPrinting(self.place(visit), self.data.what, self.data.title), busy=True)
        paper_id = visit.once(self._once, context.ports.items.new_id)
        return await papers.print(paper_id, self._paper(context, visit), context.session.language)

    def _paper(self, context: Context, visit: ItemVisit) -> ItemPaper:
        data, item, identified = self.data, visit.item, context.session.identified
        department = context.ports.items.catalogue().departments.get(item.department)
        rows = tuple(
            PaperRow(column.names, column.kind, record.get(column.key, ""))
            for record in shown_records(visit, data.source)
            for column in data.columns
        )
        return ItemPaper(
            template=data.template,
            item=item.names,
            title=data.title,
            department=department.names if department else {},
            applicant=identified.holder.name if identified and data.what is PrintKind.RECEIPT else "",
            case=visit.case.case if visit.case else "",
            ready_on=visit.case.ready_on if visit.case else "",
            rows=rows,
            lines=data.lines,
        )
