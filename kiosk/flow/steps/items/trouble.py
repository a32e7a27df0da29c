"""When hall or department give no answer, or say no: later, at a window, or something typed is changed."""

from api.messages.item_views import DepartmentSaidNo, FormStep, StepBase
from api.messages.item_words import DepartmentReason, PrintKind
from api.messages.words import Refusal
from kiosk.flow.intents import IntentKind
from kiosk.flow.items.ports import ItemPaper
from kiosk.flow.items.views import DepartmentRefused, ItemLater, ItemPrinting, ItemRefused, SlipOffer
from kiosk.flow.items.visit import ItemVisit
from kiosk.flow.outcome import BACK, CANCEL, Outcome
from kiosk.flow.printing import PrintOutcome
from kiosk.flow.step import Context
from kiosk.flow.steps.items.parts import WINDOW, ItemParts, before, place_of, wanted
from kiosk.flow.steps.items.to_window import service_of, to_window

SLIP = "slip"
"""The receipt printer's template for what was done and what comes next."""
AWAY = frozenset({Refusal.DEPARTMENT_AWAY.value})
"""Refusals that mean: nobody answered. Trying again may help."""


async def ask_later(
    context: Context, visit: ItemVisit, data: StepBase, parts: ItemParts, *, application: bool = False
) -> Outcome | None:
    """No answer in time. None: the citizen wants to try again, under the same id. Nothing leads back behind an application."""
    given, accepted = False, visit.case is not None
    back = not application and not accepted
    why = "application" if application else "accepted" if accepted else "later"
    while True:
        ready = context.ports.item_papers.readiness().ready
        offer = SlipOffer.GIVEN if given else SlipOffer.READY if ready else SlipOffer.NONE
        context.show(ItemLater(place_of(visit, data), application, offer, accepted), back=back)
        intent = await context.intent()
        match intent.kind:
            case IntentKind.CONFIRM:
                return None
            case IntentKind.CHOOSE if intent.value == WINDOW:
                return to_window(context, parts, service_of(context))
            case IntentKind.REPRINT if offer is SlipOffer.READY:
                given = await print_slip(context, visit, data, why)
            case IntentKind.BACK if back:
                return BACK
            case IntentKind.NO:
                return CANCEL
            case _:
                pass


async def print_slip(context: Context, visit: ItemVisit, data: StepBase, why: str) -> bool:
    """What was done here and what comes next, for whoever goes on elsewhere. Whether it may have come out."""
    context.show(ItemPrinting(place_of(visit, data), PrintKind.SLIP, {}), busy=True)
    catalogue = context.ports.items.catalogue()
    department = catalogue.departments.get(visit.item.department)
    paper = ItemPaper(
        template=SLIP,
        item=visit.item.names,
        department=department.names if department else {},
        done=tuple(visit.done),
        why=why,
        lines=visit.item.materials,
    )
    paper_id = visit.once(f"slip-{why}", context.ports.items.new_id)
    report = await context.ports.item_papers.print(paper_id, paper, context.session.language)
    if report.outcome is PrintOutcome.NOT_PRINTED:
        visit.command_ids.pop(f"slip-{why}")
    return report.outcome is not PrintOutcome.NOT_PRINTED


async def said_no(
    context: Context, visit: ItemVisit, data: StepBase, parts: ItemParts, answer: DepartmentSaidNo, *, back: bool = True
) -> Outcome:
    """The department's no, in its own words where it has some."""
    change = back and any(isinstance(step, FormStep) and visit.visible(step) for step in before(visit, data))
    reason = answer.refused or DepartmentReason.UNKNOWN
    context.show(DepartmentRefused(place_of(visit, data), reason, answer.words, change), back=change)
    while True:
        intent = await wanted(context, IntentKind.CHOOSE, IntentKind.CONFIRM, IntentKind.BACK)
        match intent.kind:
            case IntentKind.CHOOSE if intent.value == WINDOW:
                return to_window(context, parts, service_of(context))
            case IntentKind.CONFIRM:
                return CANCEL
            case IntentKind.BACK if change:
                return BACK
            case _:
                pass


async def hall_said_no(context: Context, visit: ItemVisit, data: StepBase, parts: ItemParts, code: str) -> Outcome:
    """The hall refuses: the kiosk can do nothing about it."""
    context.show(ItemRefused(place_of(visit, data), code))
    while True:
        intent = await wanted(context, IntentKind.CHOOSE, IntentKind.CONFIRM)
        if intent.kind is IntentKind.CONFIRM:
            return CANCEL
        if intent.value == WINDOW:
            return to_window(context, parts, service_of(context))
