"""刷脸: claim, guardian where the law wants one, consent, then the camera. No frame before the consent."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from api.messages.identity_words import (
    Assurance,
    ConsentPurpose,
    IdentityOutcome,
    IdentitySource,
    IdentityWay,
    ScoreBand,
)
from kiosk.flow.identity.age import ADULT, age_of
from kiosk.flow.identity.person import DocumentHolder, Proof
from kiosk.flow.identity.ports import FaceReport
from kiosk.flow.identity.tries import Tries
from kiosk.flow.identity.views import FaceCheck
from kiosk.flow.step import Context
from kiosk.flow.steps.identify.case import AT_WINDOW, Attempt, AtWindow, Case
from kiosk.flow.steps.identify.claim import PLATFORM, Claim
from kiosk.flow.steps.identify.consent import ask_consent
from kiosk.flow.steps.identify.name import typed_name
from kiosk.flow.steps.identify.same_person import GUARDIAN_TOO_YOUNG
from kiosk.flow.steps.identify.watch import Ended, Watch
from kiosk.vision.messages import Guidance, Guided, StartFace

LIMIT_S = 30.0
"""What a comparison may take; below the 60 s after which the kiosk asks whether anybody is there."""
SLACK_S = 3.0
"""The process ends by itself first, with a better reason than the flow could give."""
CHILD_UNDER = 14
"""Years. Facial information of anybody younger needs a guardian's consent (order 19 of 2025, PIPL article 31)."""
TIME_OUT = "face.timeOut"
NO_REFERENCE = "face.noReference"
REFUSED = "identity.noConsent"
TOO_MANY = "identity.tooManyTries"
NOT_SURE = "face.unsure"
COUNTED = frozenset({IdentityOutcome.REJECTED, IdentityOutcome.NOT_LIVE})
"""Failures that an impostor would see; a dark hall or a broken camera isn't one."""


@dataclass(frozen=True, slots=True)
class FaceTools:
    """What the way needs from the step it belongs to."""

    tries: Tries
    guardian: Callable[[DocumentHolder, int], Awaitable[DocumentHolder | AtWindow | None]]
    """Ask for the guardian of this child, younger than so many years."""


async def by_face(context: Context, case: Case, claim: Claim, tools: FaceTools) -> Attempt | AtWindow | None:
    """Compare the person before the camera with who they claim to be. None: they went back before anything was tried."""
    identity = context.ports.identity
    if tools.tries.wait_s(context.now_s):
        return Attempt(IdentityOutcome.TOO_MANY_TRIES, TOO_MANY)
    if case.child is not None and _younger(context, claim, ADULT):
        # Before consent and camera: the face of a child isn't looked at because somebody calls it a guardian.
        return Attempt(IdentityOutcome.REJECTED, GUARDIAN_TOO_YOUNG)
    if case.child is None and case.guardian is None and _younger(context, claim, CHILD_UNDER):
        guardian = await tools.guardian(claim.holder or DocumentHolder("", ""), CHILD_UNDER)
        if guardian is None or isinstance(guardian, AtWindow):
            return AT_WINDOW if guardian else None
        case.guardian = guardian
    photo = claim.holder.photo if claim.holder is not None and identity.card.decodes_photos else ""
    got = Attempt(IdentityOutcome.UNAVAILABLE, NO_REFERENCE)
    compared = bool(photo or (identity.face.keeps_people and claim.person))
    if compared:
        got = await _compare_here(context, case, claim, photo)
    if got.reason == NO_REFERENCE and claim.holder is not None and PLATFORM in identity.register.adapters:
        # Nothing here to compare with; a platform has something. That is another consent.
        online = await _compare_online(context, case, claim.holder)
        if online is None and not compared:
            return None
        got = got if online is None else online
    if got.outcome in COUNTED or got.reason == NO_REFERENCE:
        tools.tries.failed(context.now_s)
    elif got.outcome is IdentityOutcome.VERIFIED:
        tools.tries.verified()
    return got


def _younger(context: Context, claim: Claim, years: int) -> bool:
    """As far as a document says it; of a booking nobody knows an age."""
    age = age_of(claim.holder, context.ports.identity.moment.today()) if claim.holder is not None else None
    return age is not None and age < years


async def _compare_here(context: Context, case: Case, claim: Claim, photo: str) -> Attempt:
    consent = await ask_consent(context, case, ConsentPurpose.FACE_COMPARE)
    if not consent:
        return Attempt(IdentityOutcome.ABANDONED, REFUSED)
    order = _order(context, case, consent, person="" if photo else claim.person, photo=photo)
    report = await _look(context, order)
    if not isinstance(report, FaceReport):
        return report
    default = IdentitySource.CARD_CHIP if photo else IdentitySource.LOCAL_REGISTRY
    return judge(report, report.source or default, claim)


async def _compare_online(context: Context, case: Case, holder: DocumentHolder) -> Attempt | None:
    """None: the citizen went back while typing their name."""
    named = holder if holder.name else await typed_name(context, holder)
    if named is None:
        return None
    consent = await ask_consent(context, case, ConsentPurpose.FACE_ONLINE)
    if not consent:
        return Attempt(IdentityOutcome.ABANDONED, REFUSED)
    order = _order(context, case, consent, picture_wanted=True)
    report = await _look(context, order)
    if not isinstance(report, FaceReport):
        return report
    if report.outcome is not IdentityOutcome.VERIFIED or not report.picture:
        outcome = report.outcome if report.outcome is not IdentityOutcome.VERIFIED else IdentityOutcome.NOT_LIVE
        return Attempt(outcome, report.reason or NOT_SURE)
    identity = context.ports.identity
    context.show(FaceCheck(Guidance.CHECKING, order.level), busy=True)
    checked = await identity.register.check(PLATFORM, holder=named, picture=report.picture, consent=consent)
    if checked.outcome is not IdentityOutcome.VERIFIED:
        return Attempt(checked.outcome, checked.reason)
    proof = Proof(
        IdentityWay.FACE,
        checked.source or IdentitySource.CTID,
        # The platform compared a picture; whether a living person stood here, only this kiosk saw.
        min(checked.assurance, report.assurance),
        bound=True,
        engine=report.engine,
        models=report.models,
        cues=report.cues,
    )
    return Attempt(IdentityOutcome.VERIFIED, proof=proof, holder=named)


def _order(
    context: Context, case: Case, consent: str, *, person: str = "", photo: str = "", picture_wanted: bool = False
) -> StartFace:
    """A turn of the head is asked for where the item wants it and this kiosk can judge it."""
    moment, best = context.ports.identity.moment, context.ports.identity.face.level
    level = min(best, Assurance.L2) if case.need.assurance >= Assurance.L2 else min(best, Assurance.L1)
    return StartFace(
        id=moment.new_id(),
        consent=consent,
        level=level,
        person=person or None,
        photo=photo,
        picture_wanted=picture_wanted,
        seed=moment.seed(),
        time_limit_s=LIMIT_S,
    )


async def _look(context: Context, order: StartFace) -> FaceReport | Attempt:
    told = Guided(id=order.id, guidance=Guidance.LOOK_HERE)

    def view(left_s: int) -> FaceCheck:
        left = min(left_s, int(LIMIT_S))
        return FaceCheck(told.guidance, order.level, told.step, told.steps, told.progress, told.box, left)

    watch = Watch(context, view, LIMIT_S + SLACK_S)

    def on_guided(guided: Guided) -> None:
        nonlocal told
        told = guided
        if guided.box is not None:
            # Who stands still before a camera touches nothing.
            context.somebody_is_there()
        watch.refresh()

    got = await watch.wait_for(context.ports.identity.face.compare(order, on_guided))
    if got is Ended.BACK:
        return Attempt(IdentityOutcome.ABANDONED)
    return Attempt(IdentityOutcome.NON_RESPONSE, TIME_OUT) if isinstance(got, Ended) else got


def judge(report: FaceReport, source: IdentitySource, claim: Claim) -> Attempt:
    """What a comparison is worth. Verified needs everything: the outcome, the band, and somebody alive."""
    accepted = report.band is ScoreBand.ACCEPT and report.assurance > Assurance.L0
    unsure = report.outcome is IdentityOutcome.STEP_UP
    if report.outcome is IdentityOutcome.VERIFIED and not accepted:
        return Attempt(IdentityOutcome.REJECTED, report.reason or NOT_SURE)
    if report.outcome is not IdentityOutcome.VERIFIED and not unsure:
        return Attempt(report.outcome, report.reason)
    proof = Proof(
        IdentityWay.FACE,
        source,
        Assurance.L0 if unsure else min(report.assurance, Assurance.L2),
        bound=True,
        band=ScoreBand.STEP_UP if unsure else ScoreBand.ACCEPT,
        engine=report.engine,
        models=report.models,
        cues=report.cues,
    )
    reason = (report.reason or NOT_SURE) if unsure else ""
    return Attempt(report.outcome, reason, proof, claim.holder, claim.person)
