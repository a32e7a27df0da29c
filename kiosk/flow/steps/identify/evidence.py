"""What the hall learns of an attempt: how, how sure, how it ended. Nothing of whom."""

from api.messages.identity_commands import RecordIdentity
from api.messages.identity_words import Assurance, IdentityOutcome, IdentityWay
from kiosk.flow.audit import AuditEvent, AuditKind
from kiosk.flow.engine import where
from kiosk.flow.identity.person import Proof
from kiosk.flow.step import Context
from kiosk.flow.steps.identify.case import Attempt, Case

BROKEN = "identity.broken"
"""A part behaved as it never should; the attempt doesn't count as anything."""
CUES_MAX = 12
"""As many as the record has places for."""


def record(context: Context, case: Case, way: IdentityWay, attempt: Attempt) -> None:
    """One record for one attempt."""
    case.tries[way] = case.tries.get(way, 0) + 1
    proof = attempt.proof
    identity = context.ports.identity
    identity.register.record(
        RecordIdentity(
            way=way,
            outcome=attempt.outcome,
            reason=attempt.reason,
            rung=case.rung.value,
            tries=min(case.tries[way], 100),
            service=case.need.service_id or None,
            ended_at=identity.moment.now_ms(),
            assurance=proof.assurance if proof and attempt.outcome is IdentityOutcome.VERIFIED else Assurance.L0,
            **_of_proof(proof),
        )
    )


def _of_proof(proof: Proof | None) -> dict[str, object]:
    if proof is None:
        return {}
    return {
        "source": proof.source,
        "band": proof.band,
        "engine": proof.engine or None,
        "models": proof.models or None,
        "cues": proof.cues[:CUES_MAX],
    }


def broken(context: Context, error: Exception) -> Attempt:
    """A part raised: nobody is identified by it, the kiosk goes on, and technicians find the place."""
    context.ports.audit.record(AuditEvent(AuditKind.FAILSAFE, "identify", where(error)))
    return Attempt(IdentityOutcome.UNAVAILABLE, BROKEN)
