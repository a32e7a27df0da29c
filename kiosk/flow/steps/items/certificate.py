"""A document that is printed once: its content is taken from the department, put on paper, and what came out is reported.

Taken, it counts as out; software never prints it again unless the printer says that no sheet came out.
"""

from api.messages.item_commands import TakeDocument
from api.messages.item_views import DocumentContentView, PrintStep
from api.messages.item_words import DocumentOutcome
from kiosk.flow.documents.ports import Document, DocumentReport
from kiosk.flow.items.offers import enough_paper
from kiosk.flow.items.views import AskingDepartment, ItemPrinting, PaperFailed, PaperTaken
from kiosk.flow.items.visit import ItemVisit, given
from kiosk.flow.outcome import BACK, NEXT, Outcome
from kiosk.flow.ports import HallRefused, HallSilent
from kiosk.flow.printing import PrintOutcome
from kiosk.flow.step import Context
from kiosk.flow.steps.items.parts import OfItem, passed
from kiosk.flow.steps.items.print import paper_failed, paper_wanted
from kiosk.flow.steps.items.taking import taken
from kiosk.flow.steps.items.trouble import AWAY, ask_later, hall_said_no, said_no

BLANKS_OUT = "documents.blanksOut"
"""Fewer certificate blanks are left than the document may need."""
REPORTS = {
    PrintOutcome.PRINTED: DocumentOutcome.PRINTED,
    PrintOutcome.NOT_PRINTED: DocumentOutcome.NOT_PRINTED,
    PrintOutcome.UNKNOWN: DocumentOutcome.UNKNOWN,
}


class PrintDocument(OfItem[PrintStep]):
    async def work(self, context: Context, visit: ItemVisit) -> Outcome:
        if context.session.going_back:
            return BACK
        if not await paper_wanted(context, self, visit):
            return passed(context)
        while True:
            if reason := self._hindered(context):
                # Found before the document is taken: it stays to be had.
                outcome = await self._failed(context, visit, reason, again=True)
            else:
                content = await self._taken(context, visit)
                if isinstance(content, Outcome):
                    return content
                if content.refused is not None:
                    visit.command_ids.pop(self._once)
                    return await said_no(context, visit, self.data, self.parts, content, back=visit.case is None)
                report = await self._printed(context, visit, content)
                visit.command_ids.pop(self._once)
                if report.outcome is PrintOutcome.PRINTED:
                    return await self._given(context, visit, report)
                unknown = report.outcome is PrintOutcome.UNKNOWN
                outcome = await self._failed(context, visit, report.reason, again=not unknown, unknown=unknown)
            if outcome is not None:
                return outcome

    @property
    def _once(self) -> str:
        return f"document-{self.name}"

    def _hindered(self, context: Context) -> str:
        readiness = context.ports.documents.readiness()
        if not readiness.ready:
            return readiness.reason
        return "" if enough_paper(self.data, readiness) else BLANKS_OUT

    async def _taken(self, context: Context, visit: ItemVisit) -> DocumentContentView | Outcome:
        person, evidence = given(context.session.identified)
        wish = TakeDocument(
            item=visit.item.id,
            call=self.data.call or "document",
            person=person,
            evidence=evidence,
            fields=visit.told(),
            language=context.session.language,
        )
        command_id = visit.once(self._once, context.ports.items.new_id)
        while True:
            context.show(AskingDepartment(self.place(visit), self.data.title), busy=True)
            try:
                return await context.ports.items.take_document(command_id, wish)
            except HallSilent:
                pass
            except HallRefused as refused:
                if refused.code not in AWAY:
                    return await hall_said_no(context, visit, self.data, self.parts, refused.code)
            outcome = await ask_later(context, visit, self.data, self.parts)
            if outcome is not None:
                return outcome

    async def _printed(self, context: Context, visit: ItemVisit, content: DocumentContentView) -> DocumentReport:
        report = DocumentReport(PrintOutcome.UNKNOWN)
        document = Document(content.template, content.data, context.session.language, content.sheets, content.blank)
        try:
            view = ItemPrinting(self.place(visit), self.data.what, self.data.title, content.sheets)
            context.show(view, busy=True)
            report = await context.ports.documents.print(content.token, document)
        finally:
            # Also when the citizen leaves meanwhile: then nobody knows here whether it came out, and staff look.
            context.ports.items.report_document(content.token, REPORTS[report.outcome], report.sheets)
        return report

    async def _given(self, context: Context, visit: ItemVisit, report: DocumentReport) -> Outcome:
        visit.done.append("document")
        view = PaperTaken(self.place(visit), self.data.what, self.data.title, report.sheets)
        await taken(context, view)
        return NEXT

    async def _failed(
        self, context: Context, visit: ItemVisit, reason: str, *, again: bool, unknown: bool = False
    ) -> Outcome | None:
        view = PaperFailed(self.place(visit), self.data.what, self.data.title, reason, again=again, unknown=unknown)
        return await paper_failed(context, self, view)
