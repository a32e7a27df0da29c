"""The authority's rules: who gets a code, who a certificate for it, who may renew, who is let in.

One decision is one transaction, so that a power cut leaves it taken or not taken. Whoever asks the same once more, because the
answer was lost, gets the same answer.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from api.messages.topics import CONTROLLER_NODE
from hall_controller.trust.authority import Authority, certificate_pem, fingerprint
from hall_controller.trust.certificates import LIFE, describe, issue_client
from hall_controller.trust.codes import Code, code_hash, new_code
from hall_controller.trust.registry import Registry, RevocationList, Signed
from hall_controller.trust.requests import RequestRefused, key_id, read_request
from hall_controller.trust.revocation import next_date, revocation_list

WRONG_TRIES = 5
"""A slip is found by the code's own check; five wrong ones are somebody guessing, and the code is worth nothing any more."""
CODE_LIFE = timedelta(days=3)
"""From preparing a memory card to switching the unit on."""
LONGEST_CODE_LIFE = timedelta(days=30)
CERTIFICATES_AT_ONCE = 8
"""Of one node and good together: a unit that was interrupted tries again, and a thief doesn't fill the disk."""
BROKER_ACCOUNT = "units"
"""The authority's own account at the broker, on its own machine only."""


class RefusalReason(StrEnum):
    """Why somebody gets no certificate."""

    UNKNOWN_CODE = "enrolmentCodeUnknown"
    """No such code for this node; a wrong secret counts as a try."""
    CODE_EXPIRED = "enrolmentCodeExpired"
    CODE_USED = "enrolmentCodeUsed"
    """Another key got a certificate for it."""
    TOO_MANY_TRIES = "enrolmentTries"
    BAD_REQUEST = "badSigningRequest"
    """The signing request can't be used."""
    NOT_CERTIFIED = "notCertified"
    """No certificate of this authority's, or of another node."""
    REVOKED = "certificateRevoked"
    TOO_MANY_CERTIFICATES = "tooManyCertificates"


class Refused(Exception):
    """No certificate. The text says why and what to do."""

    def __init__(self, reason: RefusalReason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Granted:
    pem: str
    serial: int
    repeated: bool
    """The same was asked before; nothing new was signed."""


class Registrar:
    """`now`: the wall clock, with its time zone; `random`: so many unguessable bytes."""

    def __init__(
        self,
        authority: Authority,
        registry: Registry,
        now: Callable[[], datetime],
        random: Callable[[int], bytes],
        new_serial: Callable[[], int] = x509.random_serial_number,
    ) -> None:
        self._authority = authority
        self._registry = registry
        self._now = now
        self._random = random
        self._new_serial = new_serial

    def new_code(self, node: str, life: timedelta = CODE_LIFE) -> Code:
        """A code for one node; its earlier one is void. A node that was cut off belongs to the hall again.

        Raises:
            ValueError: `node` isn't a valid id, is the hall's own, or the life is too long.
        """
        _refuse_own_accounts(node)
        if not timedelta() < life <= LONGEST_CODE_LIFE:
            raise ValueError(f"a code is good for at most {LONGEST_CODE_LIFE.days} days")
        code = new_code(node, fingerprint(self._authority.certificate), self._random)
        now = self._now()
        with self._registry.transaction():
            self._registry.welcome(node, now)
            self._registry.put_code(node, code_hash(code.secret), now + life)
        return code

    def enrol(self, node: str, secret: bytes, request: str) -> Granted:
        """A first certificate, for a code.

        Raises:
            Refused: the code or the request isn't good.
        """
        public_key = _public_key(request)
        now = self._now()
        with self._registry.transaction():
            refusal = self._code_refusal(node, secret, key_id(public_key), now)
            if refusal is None:
                return self._for_code(node, public_key, now)
            if refusal is RefusalReason.UNKNOWN_CODE:
                self._registry.count_wrong_try(node)
        raise Refused(refusal, WHAT_TO_DO[refusal])

    def renew(self, node: str, serial: int, request: str) -> Granted:
        """A further certificate for who has a good one.

        Raises:
            Refused: the one it has isn't good, or the request isn't.
        """
        public_key = _public_key(request)
        now = self._now()
        with self._registry.transaction():
            refusal = self.refusal_of(node, serial)
            if refusal is not None:
                raise Refused(refusal, WHAT_TO_DO[refusal])
            good = [signed for signed in self._registry.certificates(node) if signed.good(now)]
            for signed in good:
                if signed.key_id == key_id(public_key) and signed.serial != serial:
                    return Granted(signed.pem, signed.serial, repeated=True)
            if len(good) >= CERTIFICATES_AT_ONCE:
                reason = RefusalReason.TOO_MANY_CERTIFICATES
                raise Refused(reason, WHAT_TO_DO[reason])
            return self._sign(node, public_key, now)

    def refusal_of(self, node: str, serial: int) -> RefusalReason | None:
        """None: a certificate with this number lets `node` in."""
        signed = self._registry.state_of(serial)
        if signed is None or signed.node != node or self._now() > signed.not_after:
            return RefusalReason.NOT_CERTIFIED
        return RefusalReason.REVOKED if signed.revoked_at is not None else None

    def admit(self, node: str, serial: int) -> bool:
        return self.refusal_of(node, serial) is None

    def issue(self, node: str, public_key: ec.EllipticCurvePublicKey, life: timedelta = LIFE) -> Granted:
        """A certificate without a code, for a device that can't ask by itself, such as a rating pad.

        Raises:
            ValueError: `node` isn't a valid id or is the hall's own, or the life is too long.
        """
        _refuse_own_accounts(node)
        now = self._now()
        with self._registry.transaction():
            self._registry.welcome(node, now)
            return self._sign(node, public_key, now, life)

    def cut_off(self, node: str) -> list[int]:
        """Revoke all that the node has; the serial numbers of its certificates, also of those revoked before.

        Raises:
            LookupError: nobody knows the node.
        """
        with self._registry.transaction():
            if node not in {entry.name for entry in self._registry.nodes()}:
                raise LookupError(f"no unit {node!r} was ever enrolled here; `tingtang trust list` names them")
            self._registry.cut_off(node, self._now())
            return [signed.serial for signed in self._registry.certificates(node)]

    def members(self) -> list[str]:
        """Nodes that belong to the hall now, with or without a certificate."""
        return [entry.name for entry in self._registry.nodes() if entry.cut_off_at is None]

    def revocation_list(self) -> str:
        """The list of revoked certificates as it was made last, as PEM; made when there is none yet, or only one that a wrong
        clock has dated after now.
        """
        last = self._registry.last_list()
        return last.pem if last is not None and last.date <= self._now() else self.new_revocation_list()

    def new_revocation_list(self) -> str:
        """A new list of what is revoked and would otherwise still be good, as PEM."""
        now = self._now()
        with self._registry.transaction():
            last = self._registry.last_list()
            number = 1 if last is None else last.number + 1
            date = next_date(now, None if last is None else last.date)
            revoked = {
                signed.serial: signed.revoked_at
                for signed in self._registry.certificates()
                if signed.revoked_at is not None and signed.not_after >= now
            }
            pem = revocation_list(self._authority, revoked, number, date)
            self._registry.note_list(RevocationList(number, date, pem))
        return pem

    def _code_refusal(self, node: str, secret: bytes, key: str, now: datetime) -> RefusalReason | None:
        code = self._registry.code_of(node)
        if code is None:
            return RefusalReason.UNKNOWN_CODE
        if code.wrong_tries >= WRONG_TRIES:
            return RefusalReason.TOO_MANY_TRIES
        if not hmac.compare_digest(code.hash, code_hash(secret)):
            return RefusalReason.UNKNOWN_CODE
        if now > code.expires_at:
            return RefusalReason.CODE_EXPIRED
        if code.used_by_key not in (None, key):
            return RefusalReason.CODE_USED
        return None

    def _for_code(self, node: str, public_key: ec.EllipticCurvePublicKey, now: datetime) -> Granted:
        code = self._registry.code_of(node)
        if code is not None and code.serial is not None and (before := self._registry.state_of(code.serial)) is not None:
            return Granted(before.pem, before.serial, repeated=True)
        granted = self._sign(node, public_key, now)
        self._registry.use_code(node, key_id(public_key), granted.serial)
        return granted

    def _sign(self, node: str, public_key: ec.EllipticCurvePublicKey, now: datetime, life: timedelta = LIFE) -> Granted:
        certificate = issue_client(self._authority, node, public_key, now, self._new_serial(), life)
        facts = describe(certificate)
        pem = certificate_pem(certificate)
        self._registry.put_certificate(Signed(facts.serial, node, key_id(public_key), facts.not_before, facts.not_after, pem))
        return Granted(pem, facts.serial, repeated=False)


def _refuse_own_accounts(node: str) -> None:
    if node in (CONTROLLER_NODE, BROKER_ACCOUNT):
        raise ValueError(f"{node!r} is the hall's own account; units have other names")


def _public_key(request: str) -> ec.EllipticCurvePublicKey:
    try:
        return read_request(request)
    except RequestRefused as refused:
        raise Refused(RefusalReason.BAD_REQUEST, str(refused)) from refused


WHAT_TO_DO = {
    RefusalReason.UNKNOWN_CODE: "the hall has no such code for this unit; make a new one: tingtang trust code NODE",
    RefusalReason.CODE_EXPIRED: "the code's time is over; make a new one: tingtang trust code NODE",
    RefusalReason.CODE_USED: "another unit has used this code; was it this one before it was set up anew? "
    "Then make a new one: tingtang trust code NODE. If not, cut the other one off: tingtang trust revoke NODE",
    RefusalReason.TOO_MANY_TRIES: "too many wrong tries; make a new code: tingtang trust code NODE",
    RefusalReason.NOT_CERTIFIED: "this needs a certificate of this hall; enrol the unit: tingtang enrol",
    RefusalReason.REVOKED: "this unit was cut off; if that was wrong, make a new code: tingtang trust code NODE",
    RefusalReason.TOO_MANY_CERTIFICATES: "this unit has got too many certificates; cut it off and enrol it anew",
}
"""For the technician at the unit."""
