"""The way through the hub until enough is shown: a proof, a second one, a guardian, another way, or staff."""

import asyncio
from dataclasses import replace

from api.identity.assurance import reached
from api.messages.identity_words import Assurance, IdentityOutcome, IdentityWay
from api.text.masking import mask_name, mask_number
from kiosk.flow.identity.age import age_of
from kiosk.flow.identity.person import DocumentHolder, Identified
from kiosk.flow.identity.tries import Tries
from kiosk.flow.identity.views import GuardianNeeded, Welcome
from kiosk.flow.intents import IntentKind
from kiosk.flow.step import Context
from kiosk.flow.steps.identify.card import by_card, take_back
from kiosk.flow.steps.identify.case import AT_WINDOW, Attempt, AtWindow, Case
from kiosk.flow.steps.identify.claim import BY_CARD, Claim, ask_claim, claim_of
from kiosk.flow.steps.identify.document import by_document
from kiosk.flow.steps.identify.evidence import broken, record
from kiosk.flow.steps.identify.face import FaceTools, by_face
from kiosk.flow.steps.identify.hub import AGAIN, PERSON, ask_after_failure, ask_person, choose_way
from kiosk.flow.steps.identify.same_person import looked_at, put
from kiosk.flow.steps.identify.show_code import by_show_code

WELCOME_S = 3.0
"""Time to see that it worked."""
LOOKED_AT_LATER = Attempt(IdentityOutcome.STEP_UP, "identity.atWindow")
"""Evidence of the way by staff: at the kiosk nobody was verified."""
WENT_ON = (IdentityOutcome.VERIFIED, IdentityOutcome.STEP_UP)


class Identification:
    """Holds the kiosk's count of failed faces, and nothing of anybody."""

    def __init__(self, tries: Tries) -> None:
        self._tries = tries

    async def identify(self, context: Context, case: Case) -> Identified | AtWindow | None:
        """Who it is; AT_WINDOW when staff will look; None when the citizen went back."""
        failed = ""
        while True:
            way = await choose_way(context, case, self._tries, failed)
            if way is None:
                return None
            got = await self._try_until_other(context, case, way)
            if isinstance(got, AtWindow):
                return got
            failed = got
            if case.done:
                return await self._finish(context, case)

    async def _try_until_other(self, context: Context, case: Case, way: IdentityWay) -> AtWindow | str:
        """One way, again as often as the citizen wants. The reason to show on the hub, empty when there is none."""
        while True:
            if way is IdentityWay.PERSON:
                if not await ask_person(context, case):
                    return ""
                record(context, case, way, LOOKED_AT_LATER)
                return AT_WINDOW
            got = await self._one_try(context, case, way)
            if isinstance(got, AtWindow):
                return got
            if got is None or got.outcome is IdentityOutcome.ABANDONED:
                return ""
            if got.outcome in WENT_ON:
                return got.reason
            wish = await ask_after_failure(context, got.told or way, got, self._tries)
            if wish == PERSON:
                way = IdentityWay.PERSON
            elif wish != AGAIN:
                return got.reason

    async def _one_try(self, context: Context, case: Case, way: IdentityWay) -> Attempt | AtWindow | None:
        """Try, judge, and write down how it ended; also when the citizen walks away in the middle."""
        try:
            got = await self._by(context, case, way)
            if isinstance(got, Attempt) and got.told is None:
                got = looked_at(context, case, got)
                record(context, case, way, got)
                put(case, got)
        except asyncio.CancelledError:
            record(context, case, way, Attempt(IdentityOutcome.ABANDONED))
            raise
        except Exception as error:  # whatever breaks in a part, nobody is identified by it and other ways stay open
            got = broken(context, error)
            record(context, case, way, got)
        if way is IdentityWay.CARD:
            await take_back(context)
        return got

    async def _by(self, context: Context, case: Case, way: IdentityWay) -> Attempt | AtWindow | None:
        match way:
            case IdentityWay.CARD:
                return await by_card(context, case)
            case IdentityWay.SHOW_CODE:
                return await by_show_code(context, case)
            case IdentityWay.DOCUMENT:
                return await by_document(context, case)
            case _:
                return await self._face(context, case)

    async def _face(self, context: Context, case: Case) -> Attempt | AtWindow | None:
        claimed = claim_of(case) or await ask_claim(context, case)
        if claimed is BY_CARD:
            card = await self._one_try(context, case, IdentityWay.CARD)
            if not isinstance(card, Attempt) or card.outcome is not IdentityOutcome.VERIFIED or case.done:
                return replace(card, told=IdentityWay.CARD) if isinstance(card, Attempt) else card
            claimed = claim_of(case)
        if not isinstance(claimed, Claim):
            return claimed if isinstance(claimed, Attempt) else None

        async def guardian(child: DocumentHolder, under: int) -> DocumentHolder | AtWindow | None:
            return await self._guardian(context, case, child, under)

        return await by_face(context, case, claimed, FaceTools(self._tries, guardian))

    async def _finish(self, context: Context, case: Case) -> Identified | AtWindow | None:
        """The guardian, where the item wants one; then a word of welcome."""
        if case.need.guardian_under and case.holder is not None and case.guardian is None and case.child is None:
            age = age_of(case.holder, context.ports.identity.moment.today())
            if age is not None and age < case.need.guardian_under:
                guardian = await self._guardian(context, case, case.holder, case.need.guardian_under)
                if guardian is None or isinstance(guardian, AtWindow):
                    return guardian
                case.guardian = guardian
        holder = case.holder or DocumentHolder("", "")
        claimed = reached(case.proofs) == Assurance.L0
        context.show(Welcome(mask_name(holder.name), mask_number(holder.number), claimed=claimed), for_s=WELCOME_S)
        while (await context.intent()).kind not in (IntentKind.CONFIRM, IntentKind.TIMED_OUT):
            pass
        return case.result()

    async def _guardian(
        self, context: Context, case: Case, child: DocumentHolder, under: int
    ) -> DocumentHolder | AtWindow | None:
        """Who looks after the child identifies by the same ways. None: they went back."""
        while True:
            context.show(GuardianNeeded(under), back=True)
            match (await context.intent()).kind:
                case IntentKind.BACK:
                    return None
                case IntentKind.CONFIRM:
                    break
                case _:
                    pass
        own = Case(replace(case.need, guardian_under=0), child=child)
        found = await self.identify(context, own)
        return found.holder if isinstance(found, Identified) else found
