"""The steps that an item's data stands for."""

from collections.abc import Callable, Mapping
from typing import Any

from api.messages.item_views import ItemStep, ItemView, PrintStep, StepBase
from api.messages.item_words import PrintKind
from kiosk.flow.items.visit import ItemVisit
from kiosk.flow.step import Step
from kiosk.flow.steps.items.certificate import PrintDocument
from kiosk.flow.steps.items.choose import Choose
from kiosk.flow.steps.items.confirm import Confirm
from kiosk.flow.steps.items.end import ItemDone, RateItem
from kiosk.flow.steps.items.fee import Fee
from kiosk.flow.steps.items.form import Form
from kiosk.flow.steps.items.handover import Handover
from kiosk.flow.steps.items.identify import IdentifyForItem
from kiosk.flow.steps.items.notice import Notice
from kiosk.flow.steps.items.parts import ItemParts
from kiosk.flow.steps.items.print import PrintPaper
from kiosk.flow.steps.items.query import Query
from kiosk.flow.steps.items.show import Show
from kiosk.flow.steps.items.submit import Submit

_KINDS: Mapping[str, Callable[[Any, str, ItemParts], Step]] = {
    "notice": Notice,
    "identify": IdentifyForItem,
    "form": Form,
    "query": Query,
    "choose": Choose,
    "show": Show,
    "fee": Fee,
    "submit": Submit,
    "handover": Handover,
    "rate": RateItem,
    "done": ItemDone,
}


def steps_of(item: ItemView, parts: ItemParts) -> tuple[Step, ...]:
    """In the item's order. A paper of a kind that this kiosk doesn't know isn't printed; the rest of the item goes on."""
    made = (_step(index, data, parts) for index, data in enumerate(item.steps))
    return tuple(step for step in made if step is not None)


def _step(index: int, data: ItemStep, parts: ItemParts) -> Step | None:
    name = f"item-{data.kind}-{index}"
    if data.kind == "confirm":
        return Confirm(data, name, parts, lambda visit, first: _from(visit, first, parts))
    if isinstance(data, PrintStep):
        if data.what is PrintKind.UNKNOWN:
            return None
        return PrintDocument(data, name, parts) if data.what is PrintKind.DOCUMENT else PrintPaper(data, name, parts)
    return _KINDS[data.kind](data, name, parts)


def _from(visit: ItemVisit, first: StepBase, parts: ItemParts) -> tuple[Step, ...]:
    """The item's steps from this one on."""
    at = next(index for index, data in enumerate(visit.item.steps) if data is first)
    return tuple(
        step for index, data in enumerate(visit.item.steps) if index >= at and (step := _step(index, data, parts)) is not None
    )
