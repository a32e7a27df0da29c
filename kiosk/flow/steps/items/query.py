"""A question to the item's department; its records stay in the visit."""

from api.messages.item_commands import AskDepartment
from api.messages.item_views import QueryStep, RecordsView
from api.messages.item_words import DepartmentReason
from kiosk.flow.intents import IntentKind
from kiosk.flow.items.views import AskingDepartment, NothingFound
from kiosk.flow.items.visit import ItemVisit, given
from kiosk.flow.outcome import BACK, CANCEL, NEXT, Outcome
from kiosk.flow.ports import HallRefused, HallSilent
from kiosk.flow.step import Context
from kiosk.flow.steps.items.parts import WINDOW, OfItem, wanted
from kiosk.flow.steps.items.to_window import service_of, to_window
from kiosk.flow.steps.items.trouble import AWAY, ask_later, hall_said_no, said_no


class Query(OfItem[QueryStep]):
    async def work(self, context: Context, visit: ItemVisit) -> Outcome:
        if context.session.going_back:
            return BACK
        answer = await self._asked(context, visit)
        if isinstance(answer, Outcome):
            return answer
        if answer.refused not in (None, DepartmentReason.NOT_FOUND):
            return await said_no(context, visit, self.data, self.parts, answer)
        visit.records[self.data.call] = answer.records
        visit.done.append("asked")
        return NEXT if answer.records else await self._nothing(context, visit)

    async def _asked(self, context: Context, visit: ItemVisit) -> RecordsView | Outcome:
        person, evidence = given(context.session.identified)
        question = AskDepartment(
            item=visit.item.id,
            call=self.data.call,
            person=person,
            evidence=evidence,
            fields=visit.told(),
            language=context.session.language,
        )
        while True:
            context.show(AskingDepartment(self.place(visit), self.data.title), busy=True)
            try:
                return await context.ports.items.ask(question)
            except HallSilent:
                pass
            except HallRefused as refused:
                if refused.code not in AWAY:
                    return await hall_said_no(context, visit, self.data, self.parts, refused.code)
            outcome = await ask_later(context, visit, self.data, self.parts)
            if outcome is not None:
                return outcome

    async def _nothing(self, context: Context, visit: ItemVisit) -> Outcome:
        goes_on = self.data.none_goes_on
        context.show(NothingFound(self.place(visit), self.data.none, goes_on), back=True)
        while True:
            intent = await wanted(context, IntentKind.CONFIRM, IntentKind.CHOOSE, IntentKind.BACK)
            match intent.kind:
                case IntentKind.CONFIRM:
                    return NEXT if goes_on else CANCEL
                case IntentKind.BACK:
                    return BACK
                case _ if intent.value == WINDOW and not goes_on:
                    return to_window(context, self.parts, service_of(context))
                case _:
                    pass
