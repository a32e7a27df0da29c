"""What all steps of items have: the settings they share, passing over, and where in the item the citizen is."""

from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from api.messages.item_views import ItemStep, StepBase
from api.messages.names import Names
from kiosk.flow.identity.tries import Tries
from kiosk.flow.intents import Intent, IntentKind
from kiosk.flow.items.views import Place
from kiosk.flow.items.visit import ItemVisit
from kiosk.flow.outcome import BACK, NEXT, Outcome, fail
from kiosk.flow.step import Context

WINDOW = "window"
"""Value of CHOOSE: go on at a window."""
EXPLANATION_S = 60.0
"""An explanation that must be read, and perhaps noted down, before the kiosk goes on by itself."""
NOT_COUNTED = frozenset({"rate", "done", "unknown"})
"""Kinds that aren't work of the citizen's."""


class Words(Protocol):
    """A text of the section `items`, in every language."""

    def __call__(self, key: str, **arguments: object) -> Names: ...


@dataclass(frozen=True, slots=True)
class ItemParts:
    """What all items of a kiosk share."""

    tries: Tries
    """The kiosk's count of failed faces."""
    page_size: int
    """Cards on one page of the screen."""
    words: Words


Data = TypeVar("Data", bound=StepBase)


class OfItem(Generic[Data]):
    """One step of an item. `work` is what it does; a step that isn't for this citizen is passed over in both directions."""

    def __init__(self, data: Data, name: str, parts: ItemParts) -> None:
        self.name = name
        self.data = data
        self.parts = parts

    async def run(self, context: Context) -> Outcome:
        visit = context.session.item
        if visit is None:
            return fail("item.none")
        if not visit.holds(self.data.when):
            return passed(context)
        return await self.work(context, visit)

    async def work(self, context: Context, visit: ItemVisit) -> Outcome:
        raise NotImplementedError

    def place(self, visit: ItemVisit) -> Place:
        return place_of(visit, self.data)


def passed(context: Context) -> Outcome:
    """On, in the direction the citizen goes."""
    return BACK if context.session.going_back else NEXT


def place_of(visit: ItemVisit, data: StepBase) -> Place:
    """Steps are counted as things stand: an answer may bring more of them or fewer."""
    counted = [step for step in visit.item.steps if step.kind not in NOT_COUNTED and visit.holds(step.when)]
    at = next((index for index, step in enumerate(counted, start=1) if step is data), len(counted))
    return Place(visit.item.names, at, len(counted))


def before(visit: ItemVisit, data: StepBase) -> tuple[ItemStep, ...]:
    """The item's steps before this one."""
    steps = visit.item.steps
    return steps[: next((index for index, step in enumerate(steps) if step is data), len(steps))]


async def wanted(context: Context, *kinds: IntentKind) -> Intent:
    """The next intent of one of these kinds; others mean nothing here."""
    while (intent := await context.intent()).kind not in kinds:
        pass
    return intent


def page_after(intent: Intent, page: int) -> int:
    return int(intent.value) if intent.kind is IntentKind.TURN_PAGE and intent.value.isdecimal() else page
