"""亮码: a signed code on a phone or on paper, scanned and verified; where more is needed, signed for this very moment."""

from api.identity.assurance import code_assurance
from api.messages.identity_words import Assurance, IdentityOutcome, IdentitySource, IdentityWay
from kiosk.flow.identity.codes import CodeKind, recognise
from kiosk.flow.identity.person import Proof
from kiosk.flow.identity.ports import Checked, CodeVerdict
from kiosk.flow.identity.views import ScanNow
from kiosk.flow.step import Context
from kiosk.flow.steps.identify.case import Attempt, Case
from kiosk.flow.steps.identify.watch import Ended, Watch

LIMIT_S = 45.0
"""Time to open an app on a phone; below the 60 s after which the kiosk asks whether anybody is there."""
NO_CODE = "scan.timeOut"
MALFORMED = "code.malformed"
LICENCE = "licence"
AWAY = frozenset({"code.hallSilent", "code.clock", "code.noIssuers", "code.oldTrustList"})
"""Reasons that say nothing about the code."""


async def by_show_code(context: Context, case: Case) -> Attempt | None:
    """Scan until something that could be a code was verified."""
    identity = context.ports.identity
    nonce = identity.code.nonce() if wants_nonce(case) else ""
    shown = identity.code.nonce_code(nonce) if nonce else ""
    problem = ""

    def view(left_s: int) -> ScanNow:
        return ScanNow("show-code", identity.scan.by_camera, left_s, shown, problem)

    watch = Watch(context, view, LIMIT_S)

    async def look() -> Attempt:
        nonlocal problem
        while True:
            seen = await identity.scan.scan()
            if seen.reason:
                return Attempt(IdentityOutcome.UNAVAILABLE, seen.reason)
            kind = recognise(seen.data).kind
            if kind is CodeKind.SHOW_CODE:
                return judge(await identity.code.verify(seen.data, nonce))
            if kind is CodeKind.OTHER and LICENCE in identity.register.adapters and (text := _text(seen.data)):
                return judge_licence(await identity.register.check(LICENCE, holder=None, code=text))
            # A ticket or an advertisement came into view: the right code may follow.
            problem = MALFORMED
            watch.refresh()

    got = await watch.wait_for(look())
    if got is Ended.BACK:
        return Attempt(IdentityOutcome.ABANDONED)
    if isinstance(got, Ended):
        return Attempt(IdentityOutcome.NON_RESPONSE, problem or NO_CODE)
    return got


def wants_nonce(case: Case) -> bool:
    """A plain code can be a photographed one. Where that wouldn't do, the phone signs what stands on this screen."""
    return case.need.assurance >= Assurance.L2 and not any(proof.way is IdentityWay.FACE for proof in case.proofs)


def judge(verdict: CodeVerdict) -> Attempt:
    """What a verified code is worth."""
    if verdict.holder is None or verdict.reason:
        away = verdict.reason in AWAY
        return Attempt(IdentityOutcome.UNAVAILABLE if away else IdentityOutcome.REJECTED, verdict.reason or MALFORMED)
    assurance = code_assurance(bound=verdict.bound, unused=verdict.online)
    proof = Proof(IdentityWay.SHOW_CODE, IdentitySource.SHOW_CODE, assurance, bound=verdict.bound)
    return Attempt(IdentityOutcome.VERIFIED, proof=proof, holder=verdict.holder)


def judge_licence(checked: Checked) -> Attempt:
    """A code that the province's platform resolved: as sure as the platform says."""
    if checked.outcome is not IdentityOutcome.VERIFIED or checked.holder is None:
        outcome = checked.outcome if checked.outcome is not IdentityOutcome.VERIFIED else IdentityOutcome.REJECTED
        return Attempt(outcome, checked.reason or MALFORMED)
    source = checked.source or IdentitySource.LICENCE
    proof = Proof(IdentityWay.SHOW_CODE, source, checked.assurance)
    return Attempt(IdentityOutcome.VERIFIED, proof=proof, holder=checked.holder, watermark=checked.watermark)


def _text(data: bytes) -> str:
    """Empty for what no text is."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return ""
