"""Evidence, claims and questions to platforms; disks that refuse; what must not be written anywhere."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from api.ids import new_id
from api.messages.hall_commands import Take
from api.messages.identity_commands import CheckIdentity, ClaimBooking, GiveConsent, RecordIdentity, WithdrawConsent
from api.messages.identity_words import Assurance, ConsentPurpose, IdentityOutcome, IdentityWay
from api.messages.words import CompletionCode, Refusal, Role
from api.ports import Actor
from hall_controller.side_file import SideFileError
from tests.support.booking_hall import booked, booking_hall, check_in
from tests.support.hall_core import MORNING
from tests.support.hall_identity import KIOSK_1, KIOSK_2, IdentityHall, Platform, identity_hall, written

NUMBER = "610124199001010013"
PICTURE = "cGljdHVyZSBvZiBub2JvZHk="
EVIDENCE = RecordIdentity(
    way=IdentityWay.FACE,
    outcome=IdentityOutcome.VERIFIED,
    assurance=Assurance.L2,
    engine="sface",
    models="ab" * 32,
    cues=("liveness.turned",),
    ended_at=MORNING,
)
ASK = CheckIdentity(adapter="ctid", name="测试甲", id_number=NUMBER)
ONLINE = GiveConsent(purpose=ConsentPurpose.FACE_ONLINE, text_version="1", given_at=MORNING)


def evidence_kept(hall: IdentityHall) -> int:
    return int(hall.store.connection.execute("SELECT count(*) FROM evidence").fetchone()[0])


async def test_evidence_is_kept_once_and_until_its_time(tmp_path: Path) -> None:
    async with identity_hall(tmp_path / "identity.db", evidence_days=2) as hall:
        ident = new_id()
        for _ in range(2):
            assert (await hall.do(EVIDENCE, ident=ident)).succeeded
        await hall.do(EVIDENCE)
        assert evidence_kept(hall) == 2
        hall.hand.at += 2 * 86_400_000 + 1
        assert hall.store.tidy(hall.hand.at).evidence == 2
        assert evidence_kept(hall) == 0


async def test_only_terminals_ask(tmp_path: Path) -> None:
    async with identity_hall(tmp_path / "identity.db") as hall:
        for role in (Role.CLERK, Role.MANAGER, Role.TECHNICIAN):
            answer = await hall.do(EVIDENCE, Actor("somebody", role))
            assert (answer.code, answer.error_code) == (CompletionCode.AUTHORISATION_REQUIRED, Refusal.NOT_PERMITTED)
        assert evidence_kept(hall) == 0


class TestClaims:
    async def test_a_booking_of_today_names_its_person(self, tmp_path: Path) -> None:
        core = booking_hall()
        ticket = booked(core, "holder-0000000001")
        async with identity_hall(tmp_path / "identity.db", hall=core.hall) as hall:
            assert (await hall.do(ClaimBooking(number=ticket.label))).result == {"person": "holder-0000000001"}
            check_in(core, ticket)
            assert (await hall.do(ClaimBooking(number=ticket.label))).error_code == Refusal.ILLEGAL_TRANSITION

    async def test_of_another_day_or_none(self, tmp_path: Path) -> None:
        core = booking_hall()
        later = booked(core, "holder-0000000001", day="2025-11-24")
        async with identity_hall(tmp_path / "identity.db", hall=core.hall) as hall:
            assert (await hall.do(ClaimBooking(number=later.label))).error_code == Refusal.NOT_TODAY
            assert (await hall.do(ClaimBooking(number="ZZ001"))).error_code == Refusal.UNKNOWN_TICKET


class TestPlatforms:
    async def test_an_answer_is_passed_on(self, tmp_path: Path) -> None:
        async with identity_hall(tmp_path / "identity.db", adapters={"ctid": Platform(NUMBER)}) as hall:
            answer = await hall.do(ASK)
            assert answer.result == {"outcome": "verified", "reason": "", "assurance": 2, "source": "ctid"}
            other = await hall.do(ASK.model_copy(update={"id_number": ""}))
            assert other.result["outcome"] == "rejected"

    async def test_no_such_platform_and_one_that_is_away(self, tmp_path: Path) -> None:
        platform = Platform(NUMBER)
        async with identity_hall(tmp_path / "identity.db", adapters={"ctid": platform}) as hall:
            platform.ready = False
            assert (await hall.do(ASK)).error_code == Refusal.ADAPTER_AWAY
            assert (await hall.do(CheckIdentity(adapter="licence"))).error_code == Refusal.UNKNOWN_ADAPTER
            assert platform.questions == 0
        assert platform.closed

    async def test_a_repeated_question_is_asked_once(self, tmp_path: Path) -> None:
        platform = Platform(NUMBER)
        platform.gate.clear()
        async with identity_hall(tmp_path / "identity.db", adapters={"ctid": platform}) as hall:
            ident = new_id()
            asking = [asyncio.create_task(hall.do(ASK, ident=ident)) for _ in range(3)]
            await platform.asked.wait()
            asking[0].cancel()
            platform.gate.set()
            assert (await asking[1]).result["outcome"] == (await asking[2]).result["outcome"] == "verified"
            assert platform.questions == 1

    async def test_a_picture_needs_a_consent_of_this_terminal_for_that(self, tmp_path: Path) -> None:
        platform = Platform(NUMBER)
        async with identity_hall(tmp_path / "identity.db", adapters={"ctid": platform}) as hall:
            given, compare = new_id(), new_id()
            await hall.do(ONLINE, ident=given)
            await hall.do(ONLINE.model_copy(update={"purpose": ConsentPurpose.FACE_COMPARE}), ident=compare)
            pictured = ASK.model_copy(update={"picture": PICTURE})
            for consent, actor in ((None, KIOSK_1), (compare, KIOSK_1), (given, KIOSK_2)):
                refused = await hall.do(pictured.model_copy(update={"consent": consent}), actor)
                assert refused.error_code == Refusal.CONSENT_REQUIRED
            assert platform.questions == 0
            good = pictured.model_copy(update={"consent": given})
            assert (await hall.do(good)).succeeded
            hall.hand.at += 1_800_001
            assert (await hall.do(good)).error_code == Refusal.CONSENT_REQUIRED

    async def test_a_withdrawn_consent_sends_no_picture(self, tmp_path: Path) -> None:
        platform = Platform(NUMBER)
        async with identity_hall(tmp_path / "identity.db", adapters={"ctid": platform}) as hall:
            given = new_id()
            receipt = (await hall.do(ONLINE, ident=given)).result["receipt"]
            await hall.do(WithdrawConsent(receipt=receipt))
            refused = await hall.do(ASK.model_copy(update={"picture": PICTURE, "consent": given}))
            assert refused.error_code == Refusal.CONSENT_REQUIRED
            assert platform.questions == 0

    async def test_a_consent_withdrawn_while_the_platform_is_asked_lets_no_answer_through(self, tmp_path: Path) -> None:
        platform = Platform(NUMBER)
        platform.gate.clear()
        async with identity_hall(tmp_path / "identity.db", adapters={"ctid": platform}) as hall:
            given = new_id()
            receipt = (await hall.do(ONLINE, ident=given)).result["receipt"]
            asking = asyncio.create_task(hall.do(ASK.model_copy(update={"picture": PICTURE, "consent": given})))
            await platform.asked.wait()
            await hall.do(WithdrawConsent(receipt=receipt))
            platform.gate.set()
            answer = await asking
            assert (answer.error_code, answer.result) == (Refusal.CONSENT_REQUIRED, {})

    async def test_nobody_gets_another_terminals_answer_by_its_id(self, tmp_path: Path) -> None:
        platform = Platform(NUMBER)
        platform.gate.clear()
        async with identity_hall(tmp_path / "identity.db", adapters={"ctid": platform}) as hall:
            ident = new_id()
            here = asyncio.create_task(hall.do(ASK, KIOSK_1, ident))
            await platform.asked.wait()
            there = asyncio.create_task(hall.do(ASK.model_copy(update={"id_number": "1"}), KIOSK_2, ident))
            await asyncio.sleep(0)
            platform.gate.set()
            assert (await here).result["outcome"] == "verified"
            assert (await there).result["outcome"] == "rejected"

    async def test_a_consent_that_comes_after_the_question_counts(self, tmp_path: Path) -> None:
        platform = Platform(NUMBER)
        async with identity_hall(tmp_path / "identity.db", adapters={"ctid": platform}) as hall:
            given = new_id()
            asking = asyncio.create_task(hall.do(ASK.model_copy(update={"picture": PICTURE, "consent": given})))
            await asyncio.sleep(0)
            await hall.do(ONLINE, ident=given)
            assert (await asking).succeeded

    async def test_nothing_of_a_question_is_written_or_logged(self, tmp_path: Path) -> None:
        with capture_logs() as logs:
            async with identity_hall(tmp_path / "identity.db", adapters={"ctid": Platform(NUMBER)}) as hall:
                given = new_id()
                await hall.do(ONLINE, ident=given)
                question = ASK.model_copy(update={"picture": PICTURE, "consent": given, "code": "code-of-nobody"})
                assert (await hall.do(question)).succeeded
        assert not any(secret in str(question) for secret in (NUMBER, "测试甲", PICTURE, "code-of-nobody"))
        content = written(tmp_path)
        assert not any(secret.encode() in content for secret in (NUMBER, "测试甲", PICTURE, "code-of-nobody"))
        assert not any(secret in str(logs) for secret in (NUMBER, "测试甲", PICTURE, "code-of-nobody"))


async def test_what_isn_t_of_identification_is_refused(tmp_path: Path) -> None:
    async with identity_hall(tmp_path / "identity.db") as hall:
        assert (await hall.do(Take(service="s-a"))).error_code == Refusal.UNKNOWN_COMMAND


async def test_after_the_end_nothing_is_taken(tmp_path: Path) -> None:
    async with identity_hall(tmp_path / "identity.db") as hall:
        pass
    answer = await hall.do(EVIDENCE)
    assert (answer.code, answer.error_code) == (CompletionCode.NOT_ENOUGH_SPACE, Refusal.STORE_UNAVAILABLE)


async def test_a_disk_that_refuses_is_said_and_heals(tmp_path: Path) -> None:
    path = tmp_path / "identity.db"
    async with identity_hall(path) as hall:
        ident = new_id()
        other = sqlite3.connect(path, isolation_level=None)
        try:
            await hall.service.in_thread(lambda: hall.store.connection.execute("PRAGMA busy_timeout = 1"))
            other.execute("BEGIN IMMEDIATE")
            assert (await hall.do(EVIDENCE, ident=ident)).error_code == Refusal.STORE_UNAVAILABLE
            assert hall.service.failing
            other.execute("ROLLBACK")
        finally:
            other.close()
        assert (await hall.do(EVIDENCE, ident=ident)).succeeded
        assert not hall.service.failing
        assert evidence_kept(hall) == 1


async def test_a_file_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "identity.db"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(SideFileError, match="newer version"):
        async with identity_hall(path):
            pass


async def test_a_broken_file_is_answered_and_said(tmp_path: Path) -> None:
    path = tmp_path / "identity.db"
    async with identity_hall(path) as hall:
        for _ in range(300):
            await hall.do(EVIDENCE)
        hall.store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    size = path.stat().st_size
    with path.open("r+b") as file:
        # Behind the first page, which names the tables.
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    async with identity_hall(path) as hall:
        refused = await hall.do(EVIDENCE)
        assert refused.error_code == Refusal.STORE_UNAVAILABLE
        assert hall.service.failing
