"""The application goes to the department, once: tried again after a silence, it is the same one with the same case number."""

from api.messages.item_commands import SubmitItem
from api.messages.item_views import CaseView, SubmitStep
from api.messages.words import Refusal
from kiosk.flow.intents import IntentKind
from kiosk.flow.items.views import Accepted, AskingDepartment
from kiosk.flow.items.visit import ItemVisit, given
from kiosk.flow.outcome import NEXT, Outcome
from kiosk.flow.ports import HallRefused, HallSilent
from kiosk.flow.step import Context
from kiosk.flow.steps.items.parts import EXPLANATION_S, OfItem, passed, wanted
from kiosk.flow.steps.items.trouble import AWAY, ask_later, hall_said_no, said_no

APPLICATION = "application"


class Submit(OfItem[SubmitStep]):
    async def work(self, context: Context, visit: ItemVisit) -> Outcome:
        if visit.case is not None:
            # Behind it nothing leads back here; whoever comes all the same isn't made to apply twice.
            return passed(context)
        answer = await self._sent(context, visit)
        if isinstance(answer, Outcome):
            return answer
        if answer.refused is not None:
            # It took nothing in: what is sent after a change is another application.
            visit.command_ids.pop(APPLICATION)
            return await said_no(context, visit, self.data, self.parts, answer)
        visit.case = answer
        visit.done.append("applied")
        context.show(Accepted(self.place(visit), answer.case, answer.ready_on, answer.words_next), for_s=EXPLANATION_S)
        await wanted(context, IntentKind.CONFIRM, IntentKind.TIMED_OUT)
        return NEXT

    async def _sent(self, context: Context, visit: ItemVisit) -> CaseView | Outcome:
        person, evidence = given(context.session.identified)
        application = SubmitItem(
            item=visit.item.id, person=person, evidence=evidence, fields=visit.told(), language=context.session.language
        )
        while True:
            context.show(AskingDepartment(self.place(visit), {}), busy=True)
            try:
                return await context.ports.items.submit(visit.once(APPLICATION, context.ports.items.new_id), application)
            except HallSilent:
                pass
            except HallRefused as refused:
                if refused.code == Refusal.APPLICATION_WITHDRAWN:
                    # Whoever thought it over for long applies anew: the hall took the first one back.
                    visit.command_ids.pop(APPLICATION)
                    continue
                if refused.code not in AWAY:
                    return await hall_said_no(context, visit, self.data, self.parts, refused.code)
            outcome = await ask_later(context, visit, self.data, self.parts, application=True)
            if outcome is not None:
                return outcome
