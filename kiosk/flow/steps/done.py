"""Thank you and goodbye: what to do now, then home by itself."""

from kiosk.flow.intents import IntentKind
from kiosk.flow.outcome import NEXT, Outcome
from kiosk.flow.step import Context
from kiosk.flow.views import Finished

GOODBYE_S = 6.0


class Done:
    name = "done"

    async def run(self, context: Context) -> Outcome:
        context.show(Finished(context.session.ticket, context.session.rated), for_s=GOODBYE_S)
        while (await context.intent()).kind not in (IntentKind.CONFIRM, IntentKind.TIMED_OUT):
            pass
        return NEXT
