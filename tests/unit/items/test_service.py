"""Items in the hall: what may be asked, each application and document once, what departments must still hear, and no traces."""

import asyncio
import json
import sqlite3
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from api.ids import new_id
from api.messages.identity_words import Assurance, IdentityWay
from api.messages.item_commands import AskDepartment, GivenEvidence, Items, ReportDocument, SubmitItem, TakeDocument
from api.messages.item_views import ItemIndexView, ZoneItemsView
from api.messages.item_words import DepartmentReason, DocumentOutcome
from api.messages.words import CompletionCode, Refusal, Role
from api.ports import Actor
from hall_controller.items.departments.contract import application_path
from hall_controller.items.store import DOUBT_MS, KEPT_MS, OUT_MS
from hall_controller.side_file import SideFileError
from tests.support.broker import until
from tests.support.departments import (
    KIOSK,
    NAME,
    NUMBER,
    OTHER_KIOSK,
    PERSON,
    SURE,
    DepartmentRig,
    ItemsHall,
    items_hall,
)
from tests.support.hall_identity import written
from tingtang.reference.faults import Fault

PHONE = "13812345678"
ELDER = SubmitItem(item="elder-card", person=PERSON, evidence=SURE, fields={"living": "alone", "phone": PHONE})
TITLE = TakeDocument(item="title-print", call="title", person=PERSON, evidence=SURE, fields={"title": "r1"})
ASK = AskDepartment(item="my-cases", call="cases", person=PERSON, evidence=SURE)


async def test_the_catalogue_comes_zone_by_zone(tmp_path: Path) -> None:
    async with items_hall(tmp_path / "items.db") as hall:
        index = ItemIndexView.model_validate((await hall.do(Items())).result)
        assert len(index.zones) == 9
        assert all(department.reachable for department in index.departments)
        total = 0
        for zone in index.zones:
            answer = ZoneItemsView.model_validate((await hall.do(Items(zone=zone.id))).result)
            assert (answer.version, len(answer.items)) == (zone.version, zone.items)
            total += len(answer.items)
        assert total == 122
        assert (await hall.do(Items(zone="no-such"))).error_code == Refusal.UNKNOWN_ITEM


async def test_a_department_that_is_away_shows_in_the_index_and_in_health(tmp_path: Path) -> None:
    async with items_hall(tmp_path / "items.db") as hall:
        hall.rig.wire.cut = 100
        for _ in range(3):
            assert (await hall.do(ASK)).error_code == Refusal.DEPARTMENT_AWAY
        index = ItemIndexView.model_validate((await hall.do(Items())).result)
        assert not any(department.reachable for department in index.departments)
        assert not hall.service.health().well
        hall.rig.wire.cut = 0
        hall.rig.times.later(31_000)
        assert hall.service.health().well


class TestWhatIsAsked:
    async def test_an_answer_comes_and_leaves_nothing(self, tmp_path: Path) -> None:
        with capture_logs() as logs:
            async with items_hall(tmp_path / "items.db") as hall:
                answer = await hall.do(ASK)
                assert answer.succeeded
                assert answer.result["records"]
                await hall.do(ELDER)
                await hall.do(TITLE)
        traces = await asyncio.to_thread(written, tmp_path)
        for secret in (NAME, NUMBER, PHONE, "20261120-"):
            assert secret.encode() not in traces
            assert secret not in f"{logs}{answer!r}"

    @pytest.mark.parametrize(
        "command",
        [
            ASK.model_copy(update={"item": "no-such"}),
            ASK.model_copy(update={"call": "no-such"}),
            ELDER.model_copy(update={"item": "my-cases"}),
            TITLE.model_copy(update={"call": "ready"}),
        ],
    )
    async def test_only_what_the_item_has(self, tmp_path: Path, command: AskDepartment) -> None:
        async with items_hall(tmp_path / "items.db") as hall:
            assert (await hall.do(command)).error_code == Refusal.UNKNOWN_ITEM
            assert hall.rig.wire.sent == []

    @pytest.mark.parametrize(
        ("item", "evidence", "person", "enough"),
        [
            ("title-print", SURE, True, True),
            ("title-print", SURE, False, False),
            ("title-print", SURE.model_copy(update={"assurance": Assurance.L2}), True, False),
            ("title-print", GivenEvidence(ways=(IdentityWay.PERSON,), assurance=Assurance.L3), True, True),
            # A way that the item doesn't offer.
            ("title-print", GivenEvidence(ways=(IdentityWay.DOCUMENT,), assurance=Assurance.L3), True, False),
            # A claim is enough where the item says so.
            ("id-card-progress", GivenEvidence(ways=(IdentityWay.DOCUMENT,)), True, True),
            ("my-cases", GivenEvidence(ways=(IdentityWay.DOCUMENT,)), True, False),
        ],
    )
    async def test_only_for_whoever_showed_enough(
        self, tmp_path: Path, item: str, evidence: GivenEvidence, person: bool, enough: bool
    ) -> None:
        calls = {"title-print": "ready", "id-card-progress": "id-card", "my-cases": "cases"}
        command = AskDepartment(item=item, call=calls[item], person=PERSON if person else None, evidence=evidence)
        async with items_hall(tmp_path / "items.db") as hall:
            answer = await hall.do(command)
            assert answer.succeeded is enough
            assert enough or answer.error_code == Refusal.IDENTIFICATION_REQUIRED
            assert bool(hall.rig.wire.sent) is enough

    async def test_an_item_that_asks_nobody_tells_of_nobody(self, tmp_path: Path) -> None:
        command = AskDepartment(
            item="tax-payer-status", call="status", person=PERSON, evidence=SURE, fields={"credit_code": "91150000MA0N000000"}
        )
        async with items_hall(tmp_path / "items.db") as hall:
            assert (await hall.do(command)).succeeded
            [sent] = hall.rig.wire.sent
            body = json.loads(sent.content)
            assert body["person"] is None
            assert body["evidence"] == GivenEvidence().model_dump(mode="json")
            assert body["fields"] == {"credit_code": "91150000MA0N000000"}

    async def test_only_terminals_ask(self, tmp_path: Path) -> None:
        async with items_hall(tmp_path / "items.db") as hall:
            for role in (Role.CLERK, Role.MANAGER, Role.TECHNICIAN):
                answer = await hall.do(ELDER, actor=Actor("somebody", role))
                assert (answer.code, answer.error_code) == (CompletionCode.AUTHORISATION_REQUIRED, Refusal.NOT_PERMITTED)
            assert hall.rig.server.cases == ()


class TestApplications:
    async def test_the_same_command_is_one_application(self, tmp_path: Path) -> None:
        async with items_hall(tmp_path / "items.db") as hall:
            ident = new_id()
            answers = await asyncio.gather(*[hall.do(ELDER, ident) for _ in range(5)])
            assert {answer.result["case"] for answer in answers} == set(hall.rig.server.cases)
            assert len(hall.rig.wire.sent) == 1
            again = await hall.do(ELDER, ident)
            assert again.result == answers[0].result
            assert await hall.states("application") == ["accepted"]
            assert (await hall.do(ELDER)).result["refused"] == DepartmentReason.ALREADY_APPLIED

    async def test_an_id_belongs_to_one_terminal_and_item(self, tmp_path: Path) -> None:
        async with items_hall(tmp_path / "items.db") as hall:
            ident = new_id()
            await hall.do(ELDER, ident)
            other = SubmitItem(item="temporary-aid", person=PERSON, evidence=SURE)
            for answer in (await hall.do(other, ident), await hall.do(ELDER, ident, OTHER_KIOSK)):
                assert answer.code is CompletionCode.INVALID_REQUEST_ID
                assert answer.result == {}
            assert len(hall.rig.server.cases) == 1

    async def test_what_is_in_doubt_is_withdrawn_once_the_citizen_was_told_so(self, tmp_path: Path) -> None:
        rig = DepartmentRig()
        async with items_hall(tmp_path / "items.db", rig) as hall:
            rig.wire.lose = [application_path("elder-card")] * 3
            assert (await hall.do(ELDER)).error_code == Refusal.DEPARTMENT_AWAY
            # It arrived all the same.
            assert rig.server.cases
            await hall.settle()
            assert await hall.states("application") == ["doubtful"]
            rig.times.later(DOUBT_MS + 1)
            rig.faults.set(Fault.DOWN, 3)
            await hall.settle()
            assert await hall.states("application") == ["withdrawing"]
            rig.times.later(31_000)
            await hall.settle()
            assert await hall.states("application") == ["withdrawn"]
            assert not rig.server.cases

    async def test_what_is_sent_again_in_time_isnt_withdrawn(self, tmp_path: Path) -> None:
        rig = DepartmentRig()
        async with items_hall(tmp_path / "items.db", rig) as hall:
            ident = new_id()
            rig.wire.lose = [application_path("elder-card")] * 3
            await hall.do(ELDER, ident)
            rig.times.later(DOUBT_MS - 1)
            case = (await hall.do(ELDER, ident)).result["case"]
            rig.times.later(DOUBT_MS + 1)
            await hall.settle()
            assert rig.server.cases == (case,)
            assert await hall.states("application") == ["accepted"]

    async def test_what_was_withdrawn_isnt_sent_again(self, tmp_path: Path) -> None:
        rig = DepartmentRig()
        async with items_hall(tmp_path / "items.db", rig) as hall:
            ident = new_id()
            rig.wire.lose = [application_path("elder-card")] * 3
            await hall.do(ELDER, ident)
            rig.times.later(DOUBT_MS + 1)
            await hall.settle()
            assert (await hall.do(ELDER, ident)).error_code == Refusal.APPLICATION_WITHDRAWN
            assert rig.server.cases == ()
            # Under another id it is another application.
            case = (await hall.do(ELDER)).result["case"]
            assert rig.server.cases == (case,)

    async def test_a_receipt_that_is_out_is_never_withdrawn(self, tmp_path: Path) -> None:
        rig = DepartmentRig()
        async with items_hall(tmp_path / "items.db", rig) as hall:
            ident = new_id()
            case = (await hall.do(ELDER, ident)).result["case"]
            # The terminal's repeat crossed the answer, and the line broke over it.
            rig.wire.cut = 3
            assert (await hall.do(ELDER, ident)).error_code == Refusal.DEPARTMENT_AWAY
            rig.times.later(DOUBT_MS + 31_000)
            await hall.settle()
            assert await hall.states("application") == ["accepted"]
            assert rig.server.cases == (case,)

    async def test_what_was_turned_away_at_the_door_owes_nothing(self, tmp_path: Path) -> None:
        rig = DepartmentRig()
        async with items_hall(tmp_path / "items.db", rig) as hall:
            rig.faults.set(Fault.BUSY)
            assert (await hall.do(ELDER)).error_code == Refusal.DEPARTMENT_AWAY
            rig.times.later(DOUBT_MS + 1)
            await hall.settle()
            assert await hall.states("application") == ["not-done"]

    async def test_what_a_crash_cut_off_is_withdrawn(self, tmp_path: Path) -> None:
        rig, file = DepartmentRig(), tmp_path / "items.db"
        async with items_hall(file, rig) as hall:
            rig.faults.set(Fault.SLOW)
            asking = asyncio.create_task(hall.do(ELDER))
            await until(lambda: bool(rig.wire.sent), "the question is sent")
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
        async with items_hall(file, rig) as hall:
            assert await hall.states("application") == ["sent"]
            rig.times.later(DOUBT_MS + 1)
            await hall.settle()
            assert await hall.states("application") == ["withdrawn"]

    async def test_a_full_disk_accepts_nothing(self, tmp_path: Path) -> None:
        async with items_hall(tmp_path / "items.db") as hall:
            await hall.service.in_thread(lambda: _forbid_writing(hall))
            answer = await hall.do(ELDER)
            assert (answer.code, answer.error_code) == (CompletionCode.NOT_ENOUGH_SPACE, Refusal.STORE_UNAVAILABLE)
            assert hall.rig.server.cases == ()
            assert not hall.service.health().well


class TestDocuments:
    async def test_its_token_is_the_same_until_it_is_settled(self, tmp_path: Path) -> None:
        async with items_hall(tmp_path / "items.db") as hall:
            ident = new_id()
            first = (await hall.do(TITLE, ident)).result
            assert first["template"] == "certificate"
            assert (await hall.do(TITLE, ident)).result == first
            report = ReportDocument(token=first["token"], outcome=DocumentOutcome.PRINTED, sheets=1)
            assert (await hall.do(report)).result == {"outcome": "printed"}
            assert (await hall.do(TITLE, ident)).error_code == Refusal.DOCUMENT_SETTLED
            late = report.model_copy(update={"outcome": DocumentOutcome.NOT_PRINTED})
            assert (await hall.do(late)).result == {"outcome": "printed"}
            await hall.settle()
            assert list(hall.rig.server.printed.values()) == [DocumentOutcome.PRINTED]

    async def test_a_token_outlives_a_crash(self, tmp_path: Path) -> None:
        rig, file, ident = DepartmentRig(), tmp_path / "items.db", new_id()
        async with items_hall(file, rig) as hall:
            token = (await hall.do(TITLE, ident)).result["token"]
        async with items_hall(file, rig) as hall:
            assert (await hall.do(TITLE, ident)).result["token"] == token
            rig.faults.set(Fault.DOWN, 3)
            await hall.do(ReportDocument(token=token, outcome=DocumentOutcome.NOT_PRINTED))
            await hall.settle()
            assert rig.server.printed == {token: None}
        async with items_hall(file, rig) as hall:
            await hall.settle()
            assert rig.server.printed == {token: DocumentOutcome.NOT_PRINTED}
            again = (await hall.do(TITLE)).result
            assert again["token"] not in ("", token)

    async def test_it_is_reported_by_whoever_took_it(self, tmp_path: Path) -> None:
        async with items_hall(tmp_path / "items.db") as hall:
            token = (await hall.do(TITLE)).result["token"]
            report = ReportDocument(token=token, outcome=DocumentOutcome.PRINTED, sheets=1)
            assert (await hall.do(report, actor=OTHER_KIOSK)).error_code == Refusal.NOT_PERMITTED
            unknown = report.model_copy(update={"token": new_id()})
            assert (await hall.do(unknown)).error_code == Refusal.UNKNOWN_ENTRY
            assert (await hall.do(report, actor=KIOSK)).succeeded

    async def test_what_the_department_withholds_owes_nothing(self, tmp_path: Path) -> None:
        async with items_hall(tmp_path / "items.db") as hall:
            await hall.do(TITLE)
            second = (await hall.do(TITLE)).result
            assert (second["refused"], second["token"], second["data"]) == (DepartmentReason.PRINTED_ALREADY, "", {})
            assert await hall.states("document") == ["out", "refused"]

    async def test_content_that_never_came_is_free_again(self, tmp_path: Path) -> None:
        rig = DepartmentRig()
        async with items_hall(tmp_path / "items.db", rig) as hall:
            rig.wire.lose = ["/items/title-print/documents/title"] * 3
            assert (await hall.do(TITLE)).error_code == Refusal.DEPARTMENT_AWAY
            rig.times.later(DOUBT_MS + 1)
            await hall.settle()
            assert list(rig.server.printed.values()) == [DocumentOutcome.NOT_PRINTED]
            assert (await hall.do(TITLE)).result["refused"] is None

    async def test_what_no_kiosk_ever_reports_may_have_been_printed(self, tmp_path: Path) -> None:
        rig = DepartmentRig()
        async with items_hall(tmp_path / "items.db", rig) as hall:
            token = (await hall.do(TITLE)).result["token"]
            rig.times.later(OUT_MS - 1)
            await hall.settle()
            assert rig.server.printed == {token: None}
            rig.times.later(2)
            await hall.settle()
            assert rig.server.printed == {token: DocumentOutcome.UNKNOWN}
            late = ReportDocument(token=token, outcome=DocumentOutcome.PRINTED, sheets=1)
            assert (await hall.do(late)).result == {"outcome": "unknown"}


async def test_what_is_settled_is_forgotten_after_its_time(tmp_path: Path) -> None:
    async with items_hall(tmp_path / "items.db") as hall:
        await hall.do(ELDER)
        token = (await hall.do(TITLE)).result["token"]
        await hall.do(ReportDocument(token=token, outcome=DocumentOutcome.PRINTED, sheets=1))
        await hall.settle()
        hall.rig.times.later(KEPT_MS + 1)
        await hall.settle()
        assert await hall.states("application") == await hall.states("document") == []


async def test_a_newer_file_is_refused_and_nobody_else_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "items.db"
    async with items_hall(file):
        assert file.stat().st_mode & 0o077 == 0
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(SideFileError, match="newer"):
        async with items_hall(file):
            pass


async def test_a_closed_service_stores_nothing(tmp_path: Path) -> None:
    async with items_hall(tmp_path / "items.db") as hall:
        await hall.service.close()
        assert (await hall.do(ELDER)).error_code == Refusal.STORE_UNAVAILABLE


def _forbid_writing(hall: ItemsHall) -> None:
    with hall.store.transaction() as connection:
        connection.execute("SELECT 1")
    connection.execute("PRAGMA query_only = ON")
