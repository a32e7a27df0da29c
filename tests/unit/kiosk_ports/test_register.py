"""The register port before the real hall's identification service: reports, receipts, withdrawals over kiosks, platforms."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import structlog

from api.bus.outbox import OutboxEntry
from api.bus.outbox_sender import OutboxSender
from api.ids import new_id
from api.messages.completion import Completion
from api.messages.identity_commands import IDENTITY_COMMANDS, GiveConsent, RecordIdentity
from api.messages.identity_words import Assurance, ConsentPurpose, IdentityOutcome, IdentitySource, IdentityWay
from api.messages.words import AvailabilityState, Role
from api.ports import Actor
from kiosk.flow.identity.person import DocumentHolder
from kiosk.ports.consents import Consents
from kiosk.ports.lease_store import LeaseStore
from kiosk.ports.register import HALL_SILENT, HallRegister
from kiosk.ports.store import CONSENT_KEPT_MS, KioskStore
from kiosk.ports.withdrawals import UNTIL, WithdrawalWatch
from tests.support.answering_bus import AnsweringBus, refusal
from tests.support.booking_hall import booked, booking_hall
from tests.support.broker import until
from tests.support.hall_core import MORNING
from tests.support.hall_identity import IdentityHall, identity_hall
from tests.support.platforms import PICTURE_OF_WANG, WANG, CtidRig, LicenceRig
from tingtang.reference.faults import Fault

KEY = bytes(range(32))
TODAY = date(2025, 11, 21)
HOLDER = DocumentHolder(document="111", number=WANG.number, name=WANG.name)
EVIDENCE = RecordIdentity(way=IdentityWay.CARD, outcome=IdentityOutcome.VERIFIED, assurance=Assurance.L2, ended_at=MORNING)


class Kiosk:
    """One kiosk's register with its own store and templates, on a bus to the hall that the test can cut."""

    def __init__(self, hall: IdentityHall, folder: Path, node: str = "kiosk-01") -> None:
        self.hall = hall
        self.away = False
        self.templates: set[str] = set()
        self.vision_away = False
        self.changes = 0
        self.failures: list[BaseException] = []
        self._actor = Actor(node, Role.DEVICE)
        self.bus = AnsweringBus(self._answer, node=node)
        self.store = KioskStore(folder / f"{node}.sqlite3", lambda: MORNING)
        self.outbox = self.store.open()
        self.sender = OutboxSender(self.bus, self.outbox, self._on_done, resend_s=0.01, jitter=lambda: 0.0)  # type: ignore[arg-type]
        self.kept = LeaseStore(self.store)
        self.watch = WithdrawalWatch(
            self.bus,  # type: ignore[arg-type]
            self.kept,
            self.forget,
            new_id=new_id,
            on_change=self._changed,
            on_failure=self.failures.append,
        )
        self.register = HallRegister(
            self.bus,  # type: ignore[arg-type]
            self.store,
            self.outbox,
            self.watch,
            self.forget,
            person_key=KEY,
            new_id=new_id,
            today=lambda: TODAY,
            wake=self.sender.wake,
            answer_s=0.2,
        )

    def start(self) -> None:
        self.sender.start()
        self.watch.start()
        self.bus.online("ctl")

    async def stop(self) -> None:
        await self.watch.stop()
        await self.sender.stop()
        self.store.close()

    async def forget(self, persons: tuple[str, ...]) -> int | None:
        if self.vision_away:
            return None
        gone = self.templates & set(persons)
        self.templates -= gone
        return len(gone)

    async def _answer(self, name: str, body: Any, ident: str) -> Completion | None:
        if self.away:
            return None
        command = IDENTITY_COMMANDS[name].model_validate(body.model_dump())
        return await self.hall.do(command, self._actor, ident)

    def _on_done(self, entry: Any, completion: Completion) -> None:
        self.register.on_done(entry, completion)

    def _changed(self) -> None:
        self.changes += 1


class Halls:
    """A hall with its kiosks."""

    def __init__(self, folder: Path, hall: IdentityHall, ctid: CtidRig, licence: LicenceRig, closing: AsyncExitStack) -> None:
        self.folder, self.hall, self.ctid, self.licence = folder, hall, ctid, licence
        self.booking = ""
        """Number of today's booking of `holder-0000000001`."""
        self._closing = closing

    def kiosk(self, node: str = "kiosk-01") -> Kiosk:
        kiosk = Kiosk(self.hall, self.folder, node)
        self._closing.push_async_callback(kiosk.stop)
        kiosk.start()
        return kiosk

    def consents(self) -> list[tuple[Any, ...]]:
        return self.hall.store.connection.execute("SELECT purpose, person, withdrawn_at IS NULL FROM consent").fetchall()


@pytest_asyncio.fixture
async def halls(tmp_path: Path) -> AsyncIterator[Halls]:
    ctid, licence = CtidRig(), LicenceRig()
    adapters = {"ctid": ctid.adapter, "licence": licence.adapter}
    core = booking_hall()
    ticket = booked(core, "holder-0000000001")
    async with (
        identity_hall(tmp_path / "identity.db", adapters=adapters, hall=core.hall) as hall,
        AsyncExitStack() as closing,
    ):
        made = Halls(tmp_path, hall, ctid, licence, closing)
        made.booking = ticket.label
        yield made


def registry_consent(kiosk: Kiosk, holder: DocumentHolder = HOLDER) -> GiveConsent:
    person = kiosk.register.person(holder)
    return GiveConsent(purpose=ConsentPurpose.FACE_REGISTRY, text_version="1", person=person, given_at=MORNING)


class TestReports:
    async def test_evidence_arrives_once(self, halls: Halls) -> None:
        kiosk = halls.kiosk()
        kiosk.register.record(EVIDENCE)
        await until(lambda: kiosk.outbox.count() == 0, "told")
        assert halls.hall.store.connection.execute("SELECT count(*) FROM evidence").fetchone() == (1,)

    async def test_evidence_of_an_outage_arrives_after_it_and_after_a_restart(self, halls: Halls) -> None:
        kiosk = halls.kiosk()
        kiosk.away = True
        kiosk.register.record(EVIDENCE)
        await kiosk.sender.stop()
        kiosk.store.close()
        again = halls.kiosk()
        await until(lambda: again.outbox.count() == 0, "told")
        assert halls.hall.store.connection.execute("SELECT count(*) FROM evidence").fetchone() == (1,)

    async def test_a_consent_gets_the_halls_receipt(self, halls: Halls) -> None:
        kiosk = halls.kiosk()
        consent = kiosk.register.give_consent(registry_consent(kiosk))
        assert kiosk.register.receipt(consent) == ""
        await until(lambda: kiosk.register.receipt(consent), "confirmed")
        known = halls.hall.store.connection.execute("SELECT id, receipt FROM consent").fetchall()
        assert known == [(consent, kiosk.register.receipt(consent))]

    async def test_answers_to_others_entries_are_none_of_ours(self, halls: Halls) -> None:
        kiosk = halls.kiosk()
        with structlog.testing.capture_logs() as lines:
            topic = "hall/v1/610124-01/ctl/hall/cmd/take"
            kiosk.register.on_done(OutboxEntry(new_id(), topic, EVIDENCE), refusal(new_id(), "closed"))
        assert lines == []


class TestWithdrawing:
    async def test_as_the_person_here_and_at_every_other_kiosk(self, halls: Halls) -> None:
        here, there = halls.kiosk(), halls.kiosk("kiosk-02")
        person = here.register.person(HOLDER)
        here.templates = {person, "somebody-else-00"}
        there.templates = {person}
        here.register.give_consent(registry_consent(here))
        await until(lambda: halls.consents(), "given")
        assert await here.register.withdraw(person=person) == 1
        assert here.templates == {"somebody-else-00"}
        assert halls.consents() == [("face-registry", None, 0)]
        there.watch.refresh()
        await until(lambda: not there.templates, "forgotten there too")

    async def test_by_receipt_as_it_was_written_down(self, halls: Halls) -> None:
        kiosk = halls.kiosk()
        kiosk.templates = {kiosk.register.person(HOLDER)}
        consent = kiosk.register.give_consent(registry_consent(kiosk))
        await until(lambda: kiosk.register.receipt(consent), "confirmed")
        assert await kiosk.register.withdraw(receipt=f" {kiosk.register.receipt(consent).lower()} ") == 1
        assert kiosk.templates == set()

    async def test_by_a_receipt_of_another_kiosk(self, halls: Halls) -> None:
        gave, takes_back = halls.kiosk(), halls.kiosk("kiosk-02")
        gave.templates = takes_back.templates = {gave.register.person(HOLDER)}
        consent = gave.register.give_consent(registry_consent(gave))
        await until(lambda: gave.register.receipt(consent), "confirmed")
        assert await takes_back.register.withdraw(receipt=gave.register.receipt(consent)) == 1
        await until(lambda: not takes_back.templates, "forgotten")

    async def test_look_alikes_are_put_right_here_too_for_a_hall_that_is_silent(self, halls: Halls) -> None:
        kiosk = halls.kiosk()
        halls.hall.service._random_bits = lambda _: 1
        kiosk.templates = {kiosk.register.person(HOLDER)}
        consent = kiosk.register.give_consent(registry_consent(kiosk))
        await until(lambda: kiosk.register.receipt(consent) == "0000-0001", "confirmed")
        kiosk.away = True
        assert await kiosk.register.withdraw(receipt="oOOo-ooOl") is None
        assert kiosk.templates == set()

    @pytest.mark.parametrize("receipt", ["AAAA-AAAA", "no receipt", ""])
    async def test_a_receipt_that_isnt_one(self, halls: Halls, receipt: str) -> None:
        assert await halls.kiosk().register.withdraw(receipt=receipt) == 0

    async def test_while_the_hall_is_silent_what_is_here_goes_at_once_and_the_hall_hears_of_it_later(self, halls: Halls) -> None:
        kiosk = halls.kiosk()
        kiosk.templates = {kiosk.register.person(HOLDER)}
        consent = kiosk.register.give_consent(registry_consent(kiosk))
        await until(lambda: kiosk.register.receipt(consent), "confirmed")
        kiosk.away = True
        assert await kiosk.register.withdraw(receipt=kiosk.register.receipt(consent)) is None
        assert kiosk.templates == set()
        kiosk.away = False
        await until(lambda: halls.consents() == [("face-registry", None, 0)], "the hall knows")

    async def test_who_cant_be_forgotten_now_is_forgotten_later(self, halls: Halls) -> None:
        here, there = halls.kiosk(), halls.kiosk("kiosk-02")
        there.templates, there.vision_away = {here.register.person(HOLDER)}, True
        await here.register.withdraw(person=here.register.person(HOLDER))
        asked = len(there.bus.asked)
        there.watch.refresh()
        await until(lambda: len(there.bus.asked) > asked, "asked")
        assert there.kept.kept(UNTIL) is None
        there.vision_away = False
        there.watch.refresh()
        await until(lambda: not there.templates, "forgotten")
        await until(lambda: there.kept.kept(UNTIL), "remembered")

    async def test_a_kiosk_asks_only_for_what_it_hasnt_heard_of(self, halls: Halls) -> None:
        kiosk = halls.kiosk()
        await kiosk.register.withdraw(person=kiosk.register.person(HOLDER))
        await until(lambda: kiosk.kept.kept(UNTIL), "heard of it")
        again = halls.kiosk("kiosk-01b")
        again.kept.keep(UNTIL, str(kiosk.kept.kept(UNTIL)))
        heard: list[tuple[str, ...]] = []

        async def forget(persons: tuple[str, ...]) -> int:
            heard.append(persons)
            return 0

        again.watch._forget = forget
        asked = len(again.bus.asked)
        again.watch.refresh()
        await until(lambda: len(again.bus.asked) > asked, "asked")
        await asyncio.sleep(0)
        assert heard == []

    async def test_a_failure_is_told_and_the_asking_goes_on(self, halls: Halls) -> None:
        kiosk = halls.kiosk()

        async def broken(persons: tuple[str, ...]) -> int:
            raise OSError

        kiosk.watch._forget = broken
        await kiosk.register.withdraw(person=kiosk.register.person(HOLDER))
        await until(lambda: kiosk.watch._task is not None and kiosk.watch._task.done(), "ended")
        kiosk.watch._forget = kiosk.forget
        kiosk.watch.keep_running()
        assert [type(error) for error in kiosk.failures] == [OSError]
        await until(lambda: kiosk.kept.kept(UNTIL), "goes on")


class TestPlatforms:
    async def test_which_can_be_asked(self, halls: Halls) -> None:
        kiosk = halls.kiosk()
        await until(lambda: kiosk.register.adapters == {"ctid", "licence"}, "known")
        halls.ctid.faults.set(Fault.DOWN, times=100)
        for _ in range(3):
            await kiosk.register.check("ctid", holder=HOLDER)
        kiosk.watch.refresh()
        await until(lambda: kiosk.register.adapters == {"licence"}, "not offered")
        kiosk.bus.online("ctl", AvailabilityState.LOST)
        assert kiosk.register.adapters == frozenset()

    async def test_name_and_number(self, halls: Halls) -> None:
        checked = await halls.kiosk().register.check("ctid", holder=HOLDER)
        assert (checked.outcome, checked.assurance) == (IdentityOutcome.VERIFIED, Assurance.L0)
        assert (checked.source, checked.holder) == (IdentitySource.CTID, None)

    async def test_a_picture_goes_with_the_consent_that_was_just_given(self, halls: Halls) -> None:
        kiosk = halls.kiosk()
        picture = b64encode(PICTURE_OF_WANG).decode()
        online = GiveConsent(purpose=ConsentPurpose.FACE_ONLINE, text_version="1", given_at=MORNING)
        refused = await kiosk.register.check("ctid", holder=HOLDER, picture=picture)
        assert (refused.outcome, refused.reason) == (IdentityOutcome.UNAVAILABLE, "platform.noConsent")
        assert halls.ctid.wire.sent == []
        consent = kiosk.register.give_consent(online)
        checked = await kiosk.register.check("ctid", holder=HOLDER, picture=picture, consent=consent)
        assert (checked.outcome, checked.assurance) == (IdentityOutcome.VERIFIED, Assurance.L2)

    async def test_a_licence_names_its_holder(self, halls: Halls) -> None:
        code = halls.licence.server.new_code(WANG.number)
        checked = await halls.kiosk().register.check("licence", holder=None, code=code)
        assert checked.holder == HOLDER
        assert checked.watermark

    async def test_a_platforms_number_that_cant_be_one_is_nobodys(self, halls: Halls) -> None:
        wrong = f"{WANG.number[:17]}{'0' if WANG.number[17] != '0' else '1'}"
        halls.licence.server._people = {WANG.number: replace(WANG, number=wrong), wrong: replace(WANG, number=wrong)}
        code = halls.licence.server.new_code(wrong)
        checked = await halls.kiosk().register.check("licence", holder=None, code=code)
        assert (checked.outcome, checked.reason, checked.holder) == (IdentityOutcome.UNAVAILABLE, "platform.malformed", None)
        assert checked.assurance is Assurance.L0

    async def test_what_isnt_verified_names_nobody_and_is_worth_nothing(self, halls: Halls) -> None:
        stranger = DocumentHolder(document="111", number=WANG.number, name="李秀英")
        checked = await halls.kiosk().register.check("ctid", holder=stranger)
        assert (checked.outcome, checked.holder, checked.assurance) == (IdentityOutcome.REJECTED, None, Assurance.L0)

    async def test_silence_strange_platforms_and_too_long_codes(self, halls: Halls) -> None:
        kiosk = halls.kiosk()
        assert (await kiosk.register.check("other", holder=HOLDER)).reason == "platform.unknown"
        assert (await kiosk.register.check("licence", holder=None, code="x" * 2000)).reason == "platform.lacks"
        kiosk.away = True
        silent = await kiosk.register.check("ctid", holder=HOLDER)
        assert (silent.outcome, silent.reason) == (IdentityOutcome.UNAVAILABLE, HALL_SILENT)

    async def test_whose_booking(self, halls: Halls) -> None:
        kiosk = halls.kiosk()
        label = halls.booking
        assert await kiosk.register.claim(label) == "holder-0000000001"
        assert await kiosk.register.claim("ZZ999") == ""
        assert await kiosk.register.claim("no booking") == ""
        kiosk.away = True
        assert await kiosk.register.claim(label) == ""


async def test_nothing_personal_on_the_kiosks_disk_or_in_a_log(halls: Halls) -> None:
    with structlog.testing.capture_logs() as lines:
        kiosk = halls.kiosk()
        kiosk.away = True
        person = kiosk.register.person(HOLDER)
        kiosk.register.give_consent(registry_consent(kiosk))
        await kiosk.register.check("ctid", holder=HOLDER, picture="eA==")
        await kiosk.register.withdraw(person=person)
        kiosk.away = False
        await kiosk.register.check("ctid", holder=HOLDER)
        await until(lambda: kiosk.outbox.count() == 0, "told")
    written = b"".join(path.read_bytes() for path in halls.folder.iterdir() if path.is_file())
    for personal in (WANG.number, WANG.name):
        assert personal.encode() not in written
        assert personal not in str(lines)


async def test_a_consent_is_known_here_as_long_as_a_template_may_be_kept(tmp_path: Path) -> None:
    now = [MORNING]
    for later_ms, known in ((0, "person-of-nobody"), (CONSENT_KEPT_MS, "person-of-nobody"), (CONSENT_KEPT_MS + 1, "")):
        now[0] = MORNING + later_ms
        store = KioskStore(tmp_path / "kiosk.sqlite3", lambda: now[0])
        store.open()
        consents = Consents(store)
        if later_ms == 0:
            for purpose in (ConsentPurpose.FACE_REGISTRY, ConsentPurpose.FACE_ONLINE):
                given = GiveConsent(purpose=purpose, text_version="1", person="person-of-nobody", given_at=MORNING)
                consents.add(purpose.value, given)
            consents.confirmed("face-registry", "AAAA-AAAA")
            consents.confirmed("face-online", "BBBB-BBBB")
        assert consents.person_of("AAAA-AAAA") == known
        assert consents.person_of("BBBB-BBBB") == ""
        store.close()
