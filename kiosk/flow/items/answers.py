"""All that was typed and chosen, line by line, and where in the item each was asked. Pure."""

from dataclasses import dataclass

from api.messages.item_views import ChooseStep, FieldView, FormStep, StepBase
from api.messages.item_words import FieldKind
from api.messages.names import Names
from kiosk.flow.items.views import Answer
from kiosk.flow.items.visit import RECORD_ID, ItemVisit


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer and the step that asked for it; of a form also the field."""

    answer: Answer
    step: StepBase
    one: FieldView | None = None


def asked_before(visit: ItemVisit, data: StepBase) -> tuple[Asked, ...]:
    """What was asked before this step, as things stand now, in the item's order. A question that was left out has no value."""
    found: list[Asked] = []
    for step in visit.item.steps:
        if step is data:
            break
        if not visit.holds(step.when):
            continue
        if isinstance(step, FormStep):
            found += [Asked(_of_field(one, visit), step, one) for one in visit.visible(step)]
        elif isinstance(step, ChooseStep) and step.key in visit.answers:
            found.append(Asked(_of_choice(step, visit), step))
    return tuple(found)


def unanswered(visit: ItemVisit, form: FormStep) -> tuple[FieldView, ...]:
    """Questions that a changed answer brought up."""
    return tuple(one for one in visit.visible(form) if one.key not in visit.answers)


def _of_field(one: FieldView, visit: ItemVisit) -> Answer:
    value = visit.answers.get(one.key, "")
    names: Names = next((option.names for option in one.options if option.key == value), {})
    return Answer(one.key, one.label, one.kind, value, names)


def _of_choice(step: ChooseStep, visit: ItemVisit) -> Answer:
    value = visit.answers[step.key]
    if step.source is None:
        names: Names = next((option.names for option in step.options if option.key == value), {})
        return Answer(step.key, step.title, FieldKind.CHOICE, value, names)
    records = visit.records.get(step.source, ())
    record = next((record for record in records if record.get(RECORD_ID) == value), {})
    shown = record.get(step.columns[0].key, "") if step.columns else ""
    return Answer(step.key, step.title, FieldKind.TEXT, shown)
