"""Consents: receipts, withdrawal by receipt and as a person, what kiosks must delete, what is forgotten when."""

import itertools
from contextlib import closing
from pathlib import Path

from pydantic import TypeAdapter

from api.ids import new_id
from api.messages.identity_commands import GiveConsent, ReceiptNumber, Withdrawals, WithdrawConsent
from api.messages.identity_words import ConsentPurpose
from api.messages.words import Refusal
from hall_controller.identity.schema import read_identity_file
from tests.support.hall_core import MORNING
from tests.support.hall_identity import DAY_MS, KIOSK_2, IdentityHall, identity_hall, written

PERSON = "person-under-test-01"
OTHER = "person-under-test-02"


def consent(purpose: ConsentPurpose = ConsentPurpose.FACE_REGISTRY, person: str | None = PERSON) -> GiveConsent:
    return GiveConsent(purpose=purpose, text_version="2025-06.1", person=person, given_at=MORNING)


async def receipt_of(hall: IdentityHall, command: GiveConsent) -> str:
    return str((await hall.do(command)).result["receipt"])


async def to_delete(hall: IdentityHall, since: int = 0) -> tuple[list[str], int]:
    answer = await hall.do(Withdrawals(since=since))
    return answer.result["persons"], answer.result["until"]


async def test_a_consent_has_a_receipt_and_keeps_it(tmp_path: Path) -> None:
    async with identity_hall(tmp_path / "identity.db") as hall:
        ident = new_id()
        first = await hall.do(consent(), ident=ident)
        TypeAdapter(ReceiptNumber).validate_python(first.result["receipt"])
        assert await hall.do(consent(), ident=ident) == first
    async with identity_hall(tmp_path / "identity.db") as hall:
        assert await hall.do(consent(), ident=ident) == first
        assert await receipt_of(hall, consent()) != first.result["receipt"]


async def test_no_two_consents_share_a_receipt(tmp_path: Path) -> None:
    numbers = itertools.chain([7, 7, 7, 8], itertools.count(9))
    async with identity_hall(tmp_path / "identity.db", random_bits=lambda _: next(numbers)) as hall:
        receipts = [await receipt_of(hall, consent()) for _ in range(3)]
        assert len(set(receipts)) == 3


async def test_withdrawn_by_receipt_the_person_is_to_be_deleted(tmp_path: Path) -> None:
    async with identity_hall(tmp_path / "identity.db") as hall:
        receipt = await receipt_of(hall, consent())
        await receipt_of(hall, consent(person=OTHER))
        assert await to_delete(hall) == ([], 0)
        answer = await hall.do(WithdrawConsent(receipt=receipt), KIOSK_2)
        assert answer.result == {"withdrawn": 1}
        persons, until = await to_delete(hall)
        assert persons == [PERSON]
        assert await to_delete(hall, until) == ([], until)
        assert (await hall.do(WithdrawConsent(receipt=receipt))).result == {"withdrawn": 0}


async def test_typed_look_alikes_find_the_receipt(tmp_path: Path) -> None:
    async with identity_hall(tmp_path / "identity.db", random_bits=lambda _: 0x0001 << 20) as hall:
        receipt = await receipt_of(hall, consent())
        assert receipt == "0001-0000"
        assert (await hall.do(WithdrawConsent(receipt="OOOI-OOOO"))).result == {"withdrawn": 1}


async def test_withdrawn_as_a_person_all_of_them_are(tmp_path: Path) -> None:
    async with identity_hall(tmp_path / "identity.db") as hall:
        for _ in range(3):
            await hall.do(consent())
        ident = new_id()
        assert (await hall.do(WithdrawConsent(person=PERSON), ident=ident)).result == {"withdrawn": 3}
        assert (await hall.do(WithdrawConsent(person=PERSON), ident=ident)).result == {"withdrawn": 3}
        assert (await to_delete(hall))[0] == [PERSON]


async def test_who_has_no_consent_here_is_deleted_at_the_kiosks_all_the_same(tmp_path: Path) -> None:
    async with identity_hall(tmp_path / "identity.db") as hall:
        assert (await hall.do(WithdrawConsent(person=PERSON))).result == {"withdrawn": 0}
        assert (await to_delete(hall))[0] == [PERSON]


async def test_a_new_consent_isn_t_undone_by_the_old_withdrawal(tmp_path: Path) -> None:
    async with identity_hall(tmp_path / "identity.db") as hall:
        await hall.do(consent())
        await hall.do(WithdrawConsent(person=PERSON))
        await hall.do(consent())
        assert (await to_delete(hall))[0] == []


async def test_a_consent_that_comes_late_doesn_t_undo_a_later_withdrawal(tmp_path: Path) -> None:
    async with identity_hall(tmp_path / "identity.db") as hall:
        cut_off = consent().model_copy(update={"given_at": MORNING})
        hall.hand.at += 60_000
        await hall.do(WithdrawConsent(person=PERSON))
        receipt = await receipt_of(hall, cut_off)
        assert (await to_delete(hall))[0] == [PERSON]
        assert (await hall.do(WithdrawConsent(receipt=receipt))).result == {"withdrawn": 0}


async def test_withdrawals_of_one_instant_are_all_heard_of(tmp_path: Path) -> None:
    async with identity_hall(tmp_path / "identity.db") as hall:
        heard: list[str] = []
        since = 0
        for number in range(5):
            await hall.do(WithdrawConsent(person=f"{PERSON}-{number}"))
            persons, since = await to_delete(hall, since)
            heard += persons
        assert heard == [f"{PERSON}-{number}" for number in range(5)]
        hall.hand.at -= DAY_MS
        await hall.do(WithdrawConsent(person=OTHER))
        assert (await to_delete(hall, since))[0] == [OTHER]


async def test_a_comparison_that_keeps_nothing_keeps_no_person(tmp_path: Path) -> None:
    path = tmp_path / "identity.db"
    async with identity_hall(path) as hall:
        for purpose in (ConsentPurpose.FACE_COMPARE, ConsentPurpose.FACE_ONLINE):
            receipt = await receipt_of(hall, consent(purpose))
            assert (await hall.do(WithdrawConsent(receipt=receipt))).result == {"withdrawn": 1}
        assert (await to_delete(hall))[0] == []
    assert PERSON.encode() not in written(tmp_path)


async def test_refusals(tmp_path: Path) -> None:
    async with identity_hall(tmp_path / "identity.db") as hall:
        assert (await hall.do(WithdrawConsent(receipt="AAAA-0000"))).error_code == Refusal.UNKNOWN_RECEIPT
        assert (await hall.do(WithdrawConsent())).error_code == Refusal.SENSELESS


async def test_what_was_withdrawn_is_forgotten_in_time(tmp_path: Path) -> None:
    path = tmp_path / "identity.db"
    async with identity_hall(path, withdrawal_days=30, consent_days=400) as hall:
        await hall.do(consent())
        await hall.do(WithdrawConsent(person=PERSON))
        start = hall.hand.at
        hall.hand.at = start + 29 * DAY_MS
        assert (await hall.service.in_thread(lambda: hall.store.tidy(hall.hand.at))).persons == 0
        hall.hand.at = start + 31 * DAY_MS
        assert (await hall.service.in_thread(lambda: hall.store.tidy(hall.hand.at))).persons == 1
        assert (await to_delete(hall))[0] == []
        hall.hand.at = start + 401 * DAY_MS
        assert (await hall.service.in_thread(lambda: hall.store.tidy(hall.hand.at))).consents == 1
    with closing(read_identity_file(path)) as connection:
        assert connection.execute("SELECT count(*) FROM consent").fetchone() == (0,)
    assert PERSON.encode() not in written(tmp_path)
