"""一次性告知: choose an item and read all that it needs at once; take it along on paper, or begin it here."""

from api.messages.item_views import FeeStep, ItemView, NoticeStep
from api.messages.names import Names
from kiosk.flow.guide.views import NoticeSheet, Paper
from kiosk.flow.intents import IntentKind
from kiosk.flow.items.offers import ItemOffer
from kiosk.flow.items.ports import ItemPaper
from kiosk.flow.items.views import ChooseItem, ChooseZone, ZoneOffer
from kiosk.flow.outcome import BACK, Outcome
from kiosk.flow.printing import PrintOutcome
from kiosk.flow.step import Context
from kiosk.flow.steps.choose_service import page_of
from kiosk.flow.steps.items.parts import ItemParts, page_after
from kiosk.flow.steps.items.select import begin_item, offer_of

SLIP = "slip"
"""The receipt printer's template."""


class ReadNotice:
    """Zone, item, notice: three pages of one step, since going back leads through them."""

    name = "notices"

    def __init__(self, parts: ItemParts, title: Names) -> None:
        """`title`: of the paper."""
        self._parts = parts
        self._title = title

    async def run(self, context: Context) -> Outcome:
        zone, page = "", 0
        while True:
            catalogue = context.ports.items.catalogue()
            zones = {one.id: one for one in catalogue.zones}
            size = context.mode.fits(self._parts.page_size)
            if zone in zones:
                items, page, pages = page_of(catalogue.of_zone(zone), page, size)
                context.show(ChooseItem(zones[zone], tuple(map(ItemOffer, items)), page, pages), back=True)
            else:
                shown, page, pages = page_of(catalogue.zones, page, size)
                # A notice can be read whatever works and whatever is open now.
                offers = tuple(ZoneOffer(one, one.items) for one in shown)
                context.show(ChooseZone(offers, page, pages, reachable=True), back=True)
            intent = await context.intent()
            page = page_after(intent, page)
            match intent.kind:
                case IntentKind.BACK if zone:
                    zone, page = "", 0
                case IntentKind.BACK:
                    return BACK
                case IntentKind.CHOOSE if zone:
                    item = catalogue.item(intent.value)
                    outcome = await self._read(context, item) if item is not None else None
                    if outcome is not None:
                        return outcome
                case IntentKind.CHOOSE if intent.value in zones:
                    zone, page = intent.value, 0
                case _:
                    pass

    async def _read(self, context: Context, item: ItemView) -> Outcome | None:
        """Returns the item's own steps when it is begun; None: back to the list."""
        page, paper = 0, Paper.NONE
        while True:
            context.show(self._sheet(context, item, page, paper), back=True)
            intent = await context.intent()
            page = page_after(intent, page)
            match intent.kind:
                case IntentKind.BACK:
                    return None
                case IntentKind.CONFIRM:
                    outcome = begin_item(context, item.id, self._parts)
                    if outcome is not None:
                        return outcome
                case IntentKind.YES if paper is not Paper.PRINTED and context.ports.item_papers.readiness().ready:
                    context.show(self._sheet(context, item, page, Paper.PRINTING), busy=True)
                    paper = await self._print(context, item)
                case _:
                    pass

    def _sheet(self, context: Context, item: ItemView, page: int, paper: Paper) -> NoticeSheet:
        offered = offer_of(context, item.id)
        ready = context.ports.item_papers.readiness().ready
        return NoticeSheet(item, department_of(context, item), page, ready, paper, offered is not None and offered.enabled)

    async def _print(self, context: Context, item: ItemView) -> Paper:
        sheet = ItemPaper(
            template=SLIP,
            item=item.names,
            title=self._title,
            department=department_of(context, item),
            lines=tuple(map(both, lines_of(item))),
        )
        report = await context.ports.item_papers.print(context.ports.items.new_id(), sheet, context.session.language)
        return Paper.PRINTED if report.outcome is PrintOutcome.PRINTED else Paper.FAILED


def department_of(context: Context, item: ItemView) -> Names:
    department = context.ports.items.catalogue().departments.get(item.department)
    return department.names if department is not None else {}


def lines_of(item: ItemView) -> tuple[Names, ...]:
    """What the paper says: what to bring, what to know, what it costs."""
    notices = [step for step in item.steps if isinstance(step, NoticeStep)]
    paragraphs = [paragraph for notice in notices for paragraph in notice.paragraphs]
    notes = [step.note for step in item.steps if isinstance(step, FeeStep) and step.note]
    return (*item.materials, *paragraphs, *notes)


def both(names: Names) -> Names:
    """Each language with the other one after it: one paper for a family that reads two."""
    chinese, english = names.get("zh-CN", ""), names.get("en", "")
    if not english or english == chinese:
        return names
    return {"zh-CN": f"{chinese}\n{english}", "en": f"{english}\n{chinese}"}
