"""Who it is, by one of the item's ways. Whoever would rather be looked at by staff gets a number for a window."""

from api.messages.item_views import IdentifyStep, ItemView
from kiosk.flow.identity.policy import ALL_WAYS, Need, with_person
from kiosk.flow.items.visit import ItemVisit
from kiosk.flow.outcome import Outcome, Turn
from kiosk.flow.step import Context
from kiosk.flow.steps.identify.step import Identify
from kiosk.flow.steps.items.parts import OfItem, passed
from kiosk.flow.steps.items.to_window import service_of, to_window


class IdentifyForItem(OfItem[IdentifyStep]):
    async def work(self, context: Context, visit: ItemVisit) -> Outcome:
        need = need_of_item(visit.item)
        if need is None:
            return passed(context)
        outcome = await Identify(self.parts.tries, need).run(context)
        if outcome.turn is Turn.NEXT and context.session.at_window:
            return to_window(context, self.parts, service_of(context))
        return outcome


def need_of_item(item: ItemView) -> Need | None:
    """None: the item asks nobody who they are."""
    policy = item.identity
    if policy is None:
        return None
    return Need(
        assurance=policy.assurance,
        ways=with_person(policy.ways or ALL_WAYS),
        guardian_under=policy.guardian_under,
        typed_suffices=policy.typed_suffices,
        service=item.names,
        service_id=item.id,
        nameless=True,
    )
