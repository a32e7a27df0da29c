"""Show-codes at a kiosk, with the hall's own replay guard at the other end of the bus."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count
from pathlib import Path

import pytest

from api.credentials.clock import ClockSigns
from api.credentials.holder import CodeHolder
from api.credentials.nonce import read_nonce_text
from api.credentials.trust_list import TrustList
from api.ids import new_id
from api.messages.completion import Completion
from api.messages.identity_commands import RedeemCode
from kiosk.ports.code import HallCodes
from tests.support.answering_bus import AnsweringBus, refusal, success
from tests.support.credentials import DAY_S, HALL, NOW_S, NUMBER, Issuance
from tests.support.hall_identity import KIOSK_1, Hand, IdentityHall, identity_hall


@dataclass
class CodeRig:
    """A kiosk and its hall; `away` cuts the line, `lose_answer` only the way back."""

    hall: IdentityHall
    issued: Issuance = field(default_factory=Issuance)
    signs: ClockSigns = field(default_factory=lambda: ClockSigns(NOW_S, hall_offset_s=0.0))
    away: bool = False
    lose_answer: bool = False
    trust: TrustList | None = None
    ids: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.trust = self.issued.trust
        self.codes = self.kiosk()

    def kiosk(self) -> HallCodes:
        nonces = count(1)
        return HallCodes(
            AnsweringBus(self._answer),  # type: ignore[arg-type]
            lambda: self.trust,
            lambda: self.signs,
            new_id=new_id,
            today=lambda: date(2026, 5, 28),
            random=lambda size: next(nonces).to_bytes(size),
        )

    async def _answer(self, name: str, body: object, ident: str) -> Completion | None:
        if self.away:
            return None
        assert (name, type(body)) == ("redeem-code", RedeemCode)
        assert isinstance(body, RedeemCode)
        self.ids.append(ident)
        completion = await self.hall.do(body, KIOSK_1, ident)
        return None if self.lose_answer else completion

    def later(self, seconds: float) -> None:
        self.signs = replace(self.signs, now_s=self.signs.now_s + seconds)
        self.hall.hand.at += round(seconds * 1000)

    async def reason(self, code: str, nonce: str = "", *, codes: HallCodes | None = None) -> str:
        verdict = await (codes or self.codes).verify(code.encode(), nonce)
        assert (verdict.holder is None) is bool(verdict.reason)
        return verdict.reason


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[CodeRig]:
    async with identity_hall(tmp_path / "hall.sqlite", hand=Hand(NOW_S * 1000)) as hall:
        yield CodeRig(hall)


async def test_a_good_code_names_its_holder_and_is_confirmed_by_the_hall(rig: CodeRig) -> None:
    verdict = await rig.codes.verify(rig.issued.code().encode(), "")
    assert verdict.holder is not None
    holder = verdict.holder
    assert (holder.document, holder.number, holder.name, holder.birth) == ("111", NUMBER, "王小明", "1990-03-07")
    assert (verdict.reason, verdict.bound, verdict.online) == ("", False, True)


async def test_a_code_is_good_once_in_the_whole_hall(rig: CodeRig) -> None:
    code = rig.issued.code()
    neighbour = rig.kiosk()
    assert await rig.reason(code) == ""
    assert await rig.reason(code) == "code.replayed"
    assert await rig.reason(code, codes=neighbour) == "code.replayed"
    assert await rig.reason(rig.issued.code(), codes=neighbour) == ""


async def test_two_scans_of_one_code_at_the_same_moment_are_one(rig: CodeRig) -> None:
    code = rig.issued.code()
    reasons = await asyncio.gather(*(rig.reason(code) for _ in range(4)))
    assert sorted(reasons) == ["", "code.replayed", "code.replayed", "code.replayed"]


async def test_the_nonce_binds_and_is_good_once(rig: CodeRig) -> None:
    nonce = rig.codes.nonce()
    shown = read_nonce_text(rig.codes.nonce_code(nonce))
    assert shown is not None
    assert (shown.hall, shown.nonce) == (HALL, nonce)
    code = rig.issued.code(nonce=shown.nonce)
    verdict = await rig.codes.verify(code.encode(), nonce)
    assert (verdict.reason, verdict.bound, verdict.online) == ("", True, True)
    assert await rig.reason(rig.issued.code(nonce=nonce), nonce) == "code.wrongNonce"


async def test_before_any_nonce_was_shown_none_is_right(rig: CodeRig) -> None:
    assert await rig.reason(rig.issued.code(nonce="00" * 8), "00" * 8) == "code.wrongNonce"


async def test_a_new_nonce_ends_the_one_before(rig: CodeRig) -> None:
    before = rig.codes.nonce()
    code = rig.issued.code(nonce=before)
    assert rig.codes.nonce() != before
    assert await rig.reason(code, before) == "code.wrongNonce"


async def test_a_screenshot_at_a_kiosk_that_shows_a_nonce(rig: CodeRig) -> None:
    nonce = rig.codes.nonce()
    assert await rig.reason(rig.issued.code(), nonce) == "code.wrongNonce"
    assert await rig.reason(rig.issued.code(nonce="ab" * 8), nonce) == "code.wrongNonce"
    # The right one still works: a wrong one used nothing up.
    assert await rig.reason(rig.issued.code(nonce=nonce), nonce) == ""


async def test_without_the_hall_only_a_bound_code_is_taken(rig: CodeRig) -> None:
    rig.away = True
    assert await rig.reason(rig.issued.code()) == "code.hallSilent"
    nonce = rig.codes.nonce()
    code = rig.issued.code(nonce=nonce)
    verdict = await rig.codes.verify(code.encode(), nonce)
    assert (verdict.reason, verdict.bound, verdict.online) == ("", True, False)
    assert await rig.reason(code, nonce) == "code.wrongNonce"


async def test_after_a_lost_answer_the_same_code_is_taken_at_this_kiosk_only(rig: CodeRig) -> None:
    code = rig.issued.code()
    rig.lose_answer = True
    assert await rig.reason(code) == "code.hallSilent"
    rig.lose_answer = False
    assert await rig.reason(code, codes=rig.kiosk()) == "code.replayed"
    assert await rig.reason(code) == ""
    assert rig.ids[0] == rig.ids[2]
    assert await rig.reason(code) == "code.replayed"


async def test_who_went_away_before_the_answer_can_come_back_with_the_code(rig: CodeRig) -> None:
    code = rig.issued.code()
    waiting = asyncio.create_task(rig.codes.verify(code.encode(), ""))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await rig.reason(code) == ""
    assert await rig.reason(code) == "code.replayed"


async def test_what_the_hall_refuses_is_refused_with_the_nonce_too(rig: CodeRig) -> None:
    nonce = rig.codes.nonce()
    code = rig.issued.code(nonce=nonce)
    rig.hall.hand.at += 3_600_000
    assert await rig.reason(code, nonce) == "code.expired"


async def test_a_failing_hall_counts_as_a_silent_one() -> None:
    async def broken(name: str, body: object, ident: str) -> Completion:
        return refusal(ident, "diskFull")

    issued = Issuance()
    codes = HallCodes(
        AnsweringBus(broken),  # type: ignore[arg-type]
        lambda: issued.trust,
        lambda: ClockSigns(NOW_S, synchronised=True),
        new_id=new_id,
        today=lambda: date(2026, 5, 28),
        random=bytes,
    )
    assert (await codes.verify(issued.code().encode(), "")).reason == "code.hallSilent"
    nonce = codes.nonce()
    assert not (await codes.verify(issued.code(nonce=nonce).encode(), nonce)).online


async def test_a_clock_that_is_five_minutes_off(rig: CodeRig) -> None:
    for offset_s in (-300.0, 300.0, -31.0, 31.0):
        rig.signs = ClockSigns(NOW_S - offset_s, hall_offset_s=offset_s, synchronised=True)
        assert rig.codes.readiness().reason == "code.clock"
        assert await rig.reason(rig.issued.code()) == "code.clock"
    rig.signs = ClockSigns(NOW_S, hall_offset_s=None)
    assert rig.codes.readiness().reason == "code.clock"
    rig.signs = ClockSigns(NOW_S - 2 * DAY_S, synchronised=True)
    assert rig.codes.readiness().reason == "code.clock"
    rig.signs = ClockSigns(NOW_S, hall_offset_s=12.0)
    assert rig.codes.readiness().ready
    assert await rig.reason(rig.issued.code()) == ""


async def test_readiness_says_what_is_missing(rig: CodeRig) -> None:
    assert rig.codes.readiness().ready
    rig.signs = ClockSigns(NOW_S + 91 * DAY_S, hall_offset_s=0.0)
    assert rig.codes.readiness().reason == "code.oldTrustList"
    rig.signs = ClockSigns(NOW_S, hall_offset_s=0.0)
    rig.trust = None
    assert rig.codes.readiness().reason == "code.noIssuers"
    assert await rig.reason(rig.issued.code()) == "code.noIssuers"


async def test_a_number_that_can_be_nobodys_is_refused_without_a_word_about_it(rig: CodeRig) -> None:
    nobody = CodeHolder("414", "!!", "")
    verdict = await rig.codes.verify(rig.issued.code(holder=nobody).encode(), "")
    assert (verdict.reason, verdict.holder) == ("code.malformed", None)


async def test_the_hall_hears_a_digest_and_never_who_it_was(rig: CodeRig) -> None:
    heard: list[str] = []

    async def hall(name: str, body: object, ident: str) -> Completion:
        assert isinstance(body, RedeemCode)
        heard.append(body.model_dump_json() + repr(body))
        return success(ident)

    codes = HallCodes(
        AnsweringBus(hall),  # type: ignore[arg-type]
        lambda: rig.trust,
        lambda: rig.signs,
        new_id=new_id,
        today=lambda: date(2026, 5, 28),
        random=bytes,
    )
    verdict = await codes.verify(rig.issued.code().encode(), "")
    assert heard
    for text in (*heard, repr(verdict)):
        assert NUMBER not in text
        assert "王" not in text
