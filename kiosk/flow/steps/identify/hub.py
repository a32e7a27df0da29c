"""The page with all ways, equally large; why one is grey; and what else there is when one didn't work."""

from collections.abc import Mapping

from api.messages.identity_words import IdentityWay, OfflineRung
from kiosk.flow.identity import policy
from kiosk.flow.identity.ports import Readiness
from kiosk.flow.identity.tries import Tries
from kiosk.flow.identity.views import AskPerson, IdentityHub, WayFailed
from kiosk.flow.intents import IntentKind
from kiosk.flow.step import Context
from kiosk.flow.steps.identify.case import Attempt, Case
from kiosk.flow.steps.identify.claim import claim_of, claims
from kiosk.flow.steps.identify.face import TOO_MANY
from kiosk.flow.steps.identify.show_code import LICENCE

READY = Readiness(True)
NOTHING_TO_COMPARE = Readiness(False, "vision.nothingToCompare")
AGAIN, OTHER, PERSON = "again", "other", "person"
LOOK_AGAIN_S = 1.0
"""How often a waiting time is shown anew."""


def readiness(context: Context, case: Case, tries: Tries) -> Mapping[IdentityWay, Readiness]:
    """Of each way that depends on a part or a line."""
    identity = context.ports.identity
    face = identity.face.readiness()
    if face.ready and tries.wait_s(context.now_s):
        face = Readiness(False, TOO_MANY)
    elif face.ready and claim_of(case) is None and not claims(context, case):
        face = NOTHING_TO_COMPARE
    scan = identity.scan.readiness()
    code = identity.code.readiness()
    if not code.ready and LICENCE in identity.register.adapters:
        code = READY
    return {
        IdentityWay.FACE: face,
        IdentityWay.SHOW_CODE: code if scan.ready else scan,
        IdentityWay.CARD: identity.card.readiness(),
        IdentityWay.DOCUMENT: READY,
        IdentityWay.PERSON: READY,
    }


def rung_now(context: Context, case: Case, tries: Tries) -> OfflineRung:
    return policy.rung(hall=context.ports.catalogue.reachable, readiness=readiness(context, case, tries))


async def choose_way(context: Context, case: Case, tries: Tries, failed: str) -> IdentityWay | None:
    """The way that the citizen takes; None when they went back."""
    while True:
        offers = policy.offers(case.need, readiness(context, case, tries), context.ports.identity.face.level, tuple(case.proofs))
        case.rung = rung_now(context, case, tries)
        view = IdentityHub(offers, case.need.names, case.rung, bool(case.proofs), case.child is not None, failed)
        waiting = tries.wait_s(context.now_s) > 0
        context.show(view, back=True, for_s=LOOK_AGAIN_S if waiting else None)
        intent = await context.intent()
        if intent.kind is IntentKind.BACK:
            return None
        if intent.kind is IntentKind.CHOOSE and intent.value in {offer.way.value for offer in offers if offer.enabled}:
            return IdentityWay(intent.value)


async def ask_after_failure(context: Context, way: IdentityWay, attempt: Attempt, tries: Tries) -> str:
    """What the citizen wants now: AGAIN, OTHER or PERSON."""
    while True:
        wait_s = tries.wait_s(context.now_s) if way is IdentityWay.FACE else 0.0
        view = WayFailed(way, attempt.reason, again=not wait_s, wait_s=round(wait_s))
        context.show(view, back=True, for_s=LOOK_AGAIN_S if wait_s else None)
        intent = await context.intent()
        match intent.kind:
            case IntentKind.CONFIRM if not wait_s:
                return AGAIN
            case IntentKind.BACK:
                return OTHER
            case IntentKind.CHOOSE if intent.value in (OTHER, PERSON):
                return intent.value
            case _:
                pass


async def ask_person(context: Context, case: Case) -> bool:
    """Staff will look. False when the citizen went back."""
    while True:
        context.show(AskPerson(case.rung, case.need.nameless), back=True)
        match (await context.intent()).kind:
            case IntentKind.CONFIRM:
                return True
            case IntentKind.BACK:
                return False
            case _:
                pass
