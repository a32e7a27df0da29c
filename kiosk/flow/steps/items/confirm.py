"""Look through it all before it is sent. Each answer can be changed; whatever hung on it is asked or looked up again."""

from collections.abc import Callable

from api.messages.item_views import ChooseStep, ConfirmStep, FormStep, QueryStep, StepBase
from kiosk.flow.intents import IntentKind
from kiosk.flow.items.answers import Asked, asked_before, unanswered
from kiosk.flow.items.views import ChangeWhat, ConfirmAnswers
from kiosk.flow.items.visit import ItemVisit
from kiosk.flow.outcome import BACK, NEXT, Outcome, onwards
from kiosk.flow.step import Context, Step
from kiosk.flow.steps.items.asking import ask_field
from kiosk.flow.steps.items.parts import ItemParts, OfItem, page_after

StepsFrom = Callable[[ItemVisit, StepBase], tuple[Step, ...]]
"""The item's steps from this one on."""


class Confirm(OfItem[ConfirmStep]):
    def __init__(self, data: ConfirmStep, name: str, parts: ItemParts, steps_from: StepsFrom) -> None:
        super().__init__(data, name, parts)
        self._steps_from = steps_from

    async def work(self, context: Context, visit: ItemVisit) -> Outcome:
        page = 0
        while True:
            asked = asked_before(visit, self.data)
            answers = tuple(one.answer for one in asked)
            context.show(ConfirmAnswers(self.place(visit), answers, self.data.statement, page), back=True)
            intent = await context.intent()
            page = page_after(intent, page)
            match intent.kind:
                case IntentKind.CONFIRM:
                    return NEXT
                case IntentKind.NO if asked:
                    outcome = await self._change(context, visit, asked)
                    if outcome is not None:
                        return outcome
                case IntentKind.BACK:
                    return BACK
                case _:
                    pass

    async def _change(self, context: Context, visit: ItemVisit, asked: tuple[Asked, ...]) -> Outcome | None:
        """None: back to looking it through."""
        wrong = await self._which(context, visit, asked)
        if wrong is None:
            return None
        if wrong.one is None:
            return onwards(self._steps_from(visit, wrong.step))
        before = dict(visit.answers)
        if not await ask_field(context, visit, wrong.one, self.parts, self.place(visit), 1, 1) or visit.answers == before:
            return None
        form = wrong.step
        if isinstance(form, FormStep):
            for one in unanswered(visit, form):
                if not await ask_field(context, visit, one, self.parts, self.place(visit), 1, 1):
                    break
            if unanswered(visit, form):
                return onwards(self._steps_from(visit, form))
        if looked_up := self._looked_up_after(visit, wrong.step):
            visit.forget_after(wrong.step)
            return onwards(self._steps_from(visit, looked_up))
        return None

    async def _which(self, context: Context, visit: ItemVisit, asked: tuple[Asked, ...]) -> Asked | None:
        page = 0
        while True:
            context.show(ChangeWhat(self.place(visit), tuple(one.answer for one in asked), page), back=True)
            intent = await context.intent()
            page = page_after(intent, page)
            if intent.kind is IntentKind.BACK:
                return None
            if intent.kind is IntentKind.CHOOSE:
                for one in asked:
                    if one.answer.key == intent.value:
                        return one

    def _looked_up_after(self, visit: ItemVisit, changed: StepBase) -> StepBase | None:
        """The first step between the change and here that hangs on what was typed."""
        steps = visit.item.steps
        first = next(index for index, step in enumerate(steps) if step is changed)
        for step in steps[first + 1 :]:
            if step is self.data:
                return None
            if isinstance(step, QueryStep) or (isinstance(step, ChooseStep) and step.source is not None):
                return step
            if step.when is not None and visit.holds(step.when) and not self._known(visit, step):
                return step
        return None

    @staticmethod
    def _known(visit: ItemVisit, step: StepBase) -> bool:
        """Whether a step that the change brought up has been through already."""
        match step:
            case FormStep():
                return not unanswered(visit, step)
            case ChooseStep():
                return step.key in visit.answers
            case _:
                return False
