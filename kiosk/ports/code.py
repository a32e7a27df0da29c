"""Show-codes: verified here, then used up at the hall, so that each is good once."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from api.bus.port import BusPort, NotAnswered
from api.credentials.clock import SKEW_S, ClockSigns, sane
from api.credentials.nonce import BYTES, NonceCode, nonce_text
from api.credentials.refusal import CodeRefused, Reason
from api.credentials.trust_list import TrustList
from api.credentials.verify import GoodCode, verify_code
from api.identity.documents import InvalidDocument, read_document
from api.messages.completion import Completion
from api.messages.identity_commands import RedeemCode
from api.messages.topics import hall_command_topic
from api.messages.words import Refusal
from kiosk.flow.identity.person import DocumentHolder
from kiosk.flow.identity.ports import CodeVerdict, Readiness

ANSWER_S = 6.0
"""A person holds a telephone up meanwhile."""
REFUSALS = {
    Refusal.CODE_USED.value: Reason.REPLAYED,
    Refusal.CODE_EXPIRED.value: Reason.EXPIRED,
    Refusal.SENSELESS.value: Reason.NOT_YET_VALID,
}
"""The hall's word → the citizen's."""


@dataclass(slots=True)
class _Seen:
    """A code that was held up here and is still in time."""

    until_ms: int
    command_id: str
    """Of its `redeem-code`: asked again after a lost answer, the hall gives the same one."""
    used: bool


class HallCodes:
    """Implements `kiosk.flow.identity.ports.CodePort`.

    While the hall is silent only codes that are signed over this kiosk's own nonce are taken: a nonce is used once by itself.
    All the others might have been used at another kiosk a moment ago.
    """

    def __init__(
        self,
        bus: BusPort,
        trust: Callable[[], TrustList | None],
        clock: Callable[[], ClockSigns],
        *,
        new_id: Callable[[], str],
        today: Callable[[], date],
        random: Callable[[int], bytes],
    ) -> None:
        """
        Args:
            today: by the hall's clock.
            random: so many random bytes that nobody can guess.
        """
        self._bus = bus
        self._trust = trust
        self._clock = clock
        self._new_id = new_id
        self._today = today
        self._random = random
        self._nonce = ""
        self._seen: dict[str, _Seen] = {}

    def readiness(self) -> Readiness:
        try:
            self._usable_trust()
        except CodeRefused as refused:
            return Readiness(False, refused.reason.value)
        return Readiness(True)

    def nonce(self) -> str:
        self._nonce = self._random(BYTES).hex()
        return self._nonce

    def nonce_code(self, nonce: str) -> str:
        return nonce_text(NonceCode(self._bus.site, nonce))

    async def verify(self, data: bytes, nonce: str) -> CodeVerdict:
        try:
            code, holder = self._verified(data, nonce)
            online = await self._redeem(code)
        except CodeRefused as refused:
            return CodeVerdict(reason=refused.reason.value, online=refused.reason is not Reason.HALL_SILENT)
        return CodeVerdict(holder, bound=code.bound, online=online)

    def _verified(self, data: bytes, nonce: str) -> tuple[GoodCode, DocumentHolder]:
        trust = self._usable_trust()
        now_s = self._clock().now_s
        if nonce and nonce != self._nonce:
            # One from before: another has taken its place, or it was used.
            raise CodeRefused(Reason.WRONG_NONCE)
        code = verify_code(data, trust, hall=self._bus.site, now_s=now_s, nonce=nonce)
        holder = self._holder(code)
        self._use_up(code, round(now_s * 1000))
        return code, holder

    def _usable_trust(self) -> TrustList:
        trust = self._trust()
        if trust is None or not trust.issuers:
            raise CodeRefused(Reason.NO_ISSUERS)
        signs = self._clock()
        if not sane(signs, trust.made_at_s):
            raise CodeRefused(Reason.CLOCK)
        if signs.now_s > trust.good_until_s:
            raise CodeRefused(Reason.OLD_TRUST_LIST)
        return trust

    def _holder(self, code: GoodCode) -> DocumentHolder:
        try:
            read = read_document(code.holder.document, code.holder.number, self._today())
        except InvalidDocument:
            # Signed nonsense; the error would name the number's fault, which is nobody's business.
            raise CodeRefused(Reason.MALFORMED) from None
        return DocumentHolder(
            document=read.document,
            number=read.number,
            name=code.holder.name,
            birth="" if read.birthday is None else read.birthday.isoformat(),
        )

    def _use_up(self, code: GoodCode, now_ms: int) -> None:
        """Before the hall is asked: two scans of one code can't both be waiting for an answer."""
        self._seen = {once: seen for once, seen in self._seen.items() if seen.until_ms > now_ms}
        seen = self._seen.setdefault(code.once, _Seen(code.expires_at_ms + SKEW_S * 1000, self._new_id(), used=False))
        if seen.used:
            raise CodeRefused(Reason.REPLAYED)
        seen.used = True
        if code.bound:
            self._nonce = ""

    async def _redeem(self, code: GoodCode) -> bool:
        """True: the hall confirmed that it is the first time; False: it is silent, and the nonce vouches for that."""
        seen = self._seen[code.once]
        try:
            completion = await self._ask(RedeemCode(code=code.once, expires_at=code.expires_at_ms), seen.command_id)
        except asyncio.CancelledError:
            # The citizen went another way before an answer came: nobody got anything for the code.
            seen.used = False
            raise
        if completion is not None and completion.succeeded:
            return True
        if completion is not None and completion.error_code in REFUSALS:
            raise CodeRefused(REFUSALS[completion.error_code])
        if code.bound:
            return False
        # The person may show it again while it is good.
        seen.used = False
        raise CodeRefused(Reason.HALL_SILENT)

    async def _ask(self, command: RedeemCode, command_id: str) -> Completion | None:
        try:
            return await self._bus.request(
                hall_command_topic(self._bus.site, "redeem-code"), command, command_id=command_id, timeout_s=ANSWER_S
            )
        except NotAnswered:
            return None
