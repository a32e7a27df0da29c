"""The step itself: does this item ask who it is, is that known already, and if not, find out."""

from kiosk.flow.identity.policy import Need, need_of, satisfies
from kiosk.flow.identity.tries import Tries
from kiosk.flow.outcome import BACK, CANCEL, NEXT, Outcome
from kiosk.flow.step import Context
from kiosk.flow.steps.identify.case import AtWindow, Case
from kiosk.flow.steps.identify.identification import Identification


class Identify:
    """Fills `session.identified`, or sets `session.at_window`. Passes whoever isn't asked."""

    name = "identify"

    def __init__(self, tries: Tries, need: Need | None = None) -> None:
        """
        Args:
            tries: the kiosk's count of failed faces, shared by all its flows.
            need: what is asked for; None: what the session's services ask for.
        """
        self._need = need
        self._identification = Identification(tries)

    async def run(self, context: Context) -> Outcome:
        session = context.session
        need = self._need or _of_services(context)
        if need is None:
            return BACK if session.going_back else NEXT
        if session.going_back:
            session.identified, session.at_window = None, False
        if session.at_window or satisfies(session.identified, need):
            return NEXT
        found = await self._identification.identify(context, Case(need))
        if found is None:
            return BACK
        if isinstance(found, AtWindow):
            if not need.nameless:
                # Staff look and give the number too: the kiosk would only take the citizen to the hall's refusal.
                return CANCEL
            session.at_window = True
        else:
            session.identified = found
        return NEXT


def _of_services(context: Context) -> Need | None:
    catalogue = context.ports.catalogue.catalogue()
    services = {service.id: service for service in catalogue.services} if catalogue else {}
    chosen = [services[i] for i in (context.session.service, *context.session.more) if i in services]
    return need_of(chosen)
