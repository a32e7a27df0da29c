"""Departments: adapter and reference server agree on questions, applications, documents, and on what a broken line means."""

import json
import logging

import pytest
import structlog

from api.ids import new_id
from api.messages.item_commands import AskDepartment, DepartmentCommand, SubmitItem, TakeDocument
from api.messages.item_words import DepartmentReason, DocumentOutcome
from hall_controller.identity.adapters.base import BUSY, MALFORMED, REFUSES_US, SILENT
from hall_controller.items.departments.base import DepartmentAway, Wish, wish_of
from hall_controller.items.departments.contract import application_path, document_path
from hall_controller.items.rules import keys_of
from tests.support.departments import CHILD, NAME, NUMBER, PERSON, SURE, DepartmentRig
from tingtang.reference.faults import Fault

CERTIFICATE, PAYMENTS = "tax-payment-certificate", "payments"
ELDER = SubmitItem(item="elder-card", person=PERSON, evidence=SURE, fields={"living": "alone", "phone": "13800000000"})
TITLE = TakeDocument(item="title-print", call="title", person=PERSON, evidence=SURE, fields={"title": "r1"})


def wish(rig: DepartmentRig, command: DepartmentCommand, request: str = "") -> Wish:
    return wish_of(request or new_id(), command, keys_of(rig.catalogue.items[command.item]))


def ask(rig: DepartmentRig, item: str = CERTIFICATE, **changes: object) -> Wish:
    command = AskDepartment(item=item, call=PAYMENTS, person=PERSON, evidence=SURE)
    return wish(rig, command.model_copy(update=changes))


async def test_records_have_the_columns_that_the_item_shows() -> None:
    rig = DepartmentRig()
    answer = await rig.adapter.ask(PAYMENTS, ask(rig))
    assert answer.refused is None
    assert answer.records
    for record in answer.records:
        assert record.keys() == {"id", "tax_type", "period", "amount", "paid_on"}
    assert len({record["id"] for record in answer.records}) == len(answer.records)
    again = await rig.adapter.ask(PAYMENTS, ask(rig))
    assert again == answer
    other = PERSON.model_copy(update={"number": "610124198501010012"})
    assert await rig.adapter.ask(PAYMENTS, ask(rig, person=other)) != answer


async def test_a_child_has_no_records_of_its_own() -> None:
    rig = DepartmentRig()
    assert (await rig.adapter.ask(PAYMENTS, ask(rig, person=CHILD))).records == ()


async def test_only_what_the_item_asks_for_leaves_the_hall() -> None:
    rig = DepartmentRig()
    await rig.adapter.submit(wish(rig, ELDER.model_copy(update={"fields": {"living": "alone", "stowaway": "x"}})))
    [sent] = rig.wire.sent
    body = json.loads(sent.content)
    assert body["fields"] == {"living": "alone"}
    assert body["person"] == {"name": NAME, "document": "111", "number": NUMBER}
    assert body["evidence"]["assurance"] == 3
    assert NUMBER not in str(sent.url)


async def test_an_application_is_taken_in_once_however_often_it_is_sent() -> None:
    rig = DepartmentRig()
    one = wish(rig, ELDER)
    first = await rig.adapter.submit(one)
    assert first.case
    assert first.ready_on > "2026-11-20"
    assert await rig.adapter.submit(one) == first
    assert rig.server.cases == (first.case,)
    second = await rig.adapter.submit(wish(rig, ELDER))
    assert second.refused is DepartmentReason.ALREADY_APPLIED
    assert second.case == ""


async def test_an_answer_lost_on_the_way_is_asked_for_again() -> None:
    rig = DepartmentRig()
    rig.wire.lose = [application_path("elder-card")]
    answer = await rig.adapter.submit(wish(rig, ELDER))
    assert rig.server.cases == (answer.case,)
    assert len(rig.wire.sent) == 2
    rig.faults.set(Fault.LOST)
    again = await rig.adapter.take("title", new_id(), wish(rig, TITLE))
    assert again.refused is None
    assert len(rig.server.printed) == 1


async def test_own_applications_are_found_and_withdrawn_ones_not() -> None:
    rig = DepartmentRig()
    one = wish(rig, ELDER)
    case = (await rig.adapter.submit(one)).case
    mine = AskDepartment(item="my-cases", call="cases", person=PERSON, evidence=SURE)
    found = await rig.adapter.ask("cases", wish(rig, mine))
    assert found.records[0]["case"] == case
    assert found.records[0]["item_name"] == "老年人优待证申请"
    await rig.adapter.withdraw(one.request)
    await rig.adapter.withdraw(one.request)
    assert case not in {record["case"] for record in (await rig.adapter.ask("cases", wish(rig, mine))).records}
    assert (await rig.adapter.submit(wish(rig, ELDER))).refused is None


async def test_what_was_withdrawn_before_it_came_isnt_taken_in() -> None:
    rig = DepartmentRig()
    one = wish(rig, ELDER)
    await rig.adapter.withdraw(one.request)
    assert (await rig.adapter.submit(one)).refused is DepartmentReason.AT_WINDOW
    assert rig.server.cases == ()


async def test_a_certificate_is_given_out_once_until_none_came_out() -> None:
    rig = DepartmentRig()
    token, one = new_id(), wish(rig, TITLE)
    content = await rig.adapter.take("title", token, one)
    assert (content.token, content.template, content.blank, content.sheets) == (token, "certificate", True, 1)
    assert content.data["name"] == NAME
    assert content.data["title"] == "不动产权证书"
    assert await rig.adapter.take("title", token, one) == content
    second = await rig.adapter.take("title", new_id(), wish(rig, TITLE))
    assert second.refused is DepartmentReason.PRINTED_ALREADY
    await rig.adapter.settle(token, DocumentOutcome.NOT_PRINTED, 0)
    await rig.adapter.settle(token, DocumentOutcome.PRINTED, 1)
    assert rig.server.printed[token] is DocumentOutcome.NOT_PRINTED
    third, other = new_id(), wish(rig, TITLE)
    assert (await rig.adapter.take("title", third, other)).refused is None
    await rig.adapter.settle(third, DocumentOutcome.UNKNOWN, 0)
    assert (await rig.adapter.take("title", new_id(), wish(rig, TITLE))).refused is DepartmentReason.PRINTED_ALREADY


async def test_a_report_holds_its_rows() -> None:
    rig = DepartmentRig()
    record = TakeDocument(item="tax-income-record", call="record", person=PERSON, evidence=SURE)
    content = await rig.adapter.take("record", new_id(), wish(rig, record))
    head, *rows = content.data["table"].split("\n")
    assert head.split("\t") == ["税款所属期", "所得项目", "收入额", "已缴税额"]
    assert all(len(row.split("\t")) == 4 for row in rows)


@pytest.mark.parametrize(
    ("fault", "reason", "maybe_done"),
    [
        (Fault.BUSY, BUSY, False),
        (Fault.REFUSES, REFUSES_US, False),
        (Fault.DOWN, SILENT, True),
        (Fault.BROKEN, MALFORMED, True),
    ],
)
async def test_each_trouble_of_a_department_is_told_apart(fault: Fault, reason: str, maybe_done: bool) -> None:
    rig = DepartmentRig()
    rig.faults.set(fault, 10)
    with pytest.raises(DepartmentAway) as told:
        await rig.adapter.submit(wish(rig, ELDER))
    assert (told.value.reason, told.value.maybe_done) == (reason, maybe_done)


async def test_a_slow_department_is_given_up_within_its_limit() -> None:
    rig = DepartmentRig(time_limit_s=0.05)
    rig.faults.set(Fault.SLOW)
    with pytest.raises(DepartmentAway) as told:
        await rig.adapter.submit(wish(rig, ELDER))
    assert told.value.maybe_done


async def test_after_failures_in_a_row_nobody_waits_for_it() -> None:
    rig = DepartmentRig()
    rig.wire.cut = 100
    for _ in range(3):
        assert rig.adapter.ready
        with pytest.raises(DepartmentAway):
            await rig.adapter.ask(PAYMENTS, ask(rig))
    assert not rig.adapter.ready
    before = len(rig.wire.sent)
    with pytest.raises(DepartmentAway) as told:
        await rig.adapter.submit(wish(rig, ELDER))
    assert not told.value.maybe_done
    assert len(rig.wire.sent) == before
    rig.wire.cut = 0
    rig.times.later(31_000)
    assert rig.adapter.ready
    assert (await rig.adapter.ask(PAYMENTS, ask(rig))).records


async def test_a_strangers_token_opens_nothing() -> None:
    rig = DepartmentRig(token="another token")
    with pytest.raises(DepartmentAway) as told:
        await rig.adapter.ask(PAYMENTS, ask(rig))
    assert told.value.reason == REFUSES_US


async def test_what_no_item_asks_is_no_question() -> None:
    rig = DepartmentRig()
    for work in (
        rig.adapter.ask("no-such-call", ask(rig)),
        rig.adapter.take("no-such-paper", new_id(), ask(rig)),
        rig.adapter.submit(ask(rig)),
    ):
        with pytest.raises(DepartmentAway) as told:
            await work
        assert not told.value.maybe_done
    assert document_path("a", "b") == "/items/a/documents/b"


async def test_nobodys_data_is_in_a_text_or_a_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with structlog.testing.capture_logs() as logs:
        rig = DepartmentRig()
        one = wish(rig, ELDER)
        case = await rig.adapter.submit(one)
        records = await rig.adapter.ask(PAYMENTS, ask(rig))
        content = await rig.adapter.take("title", new_id(), wish(rig, TITLE))
        rig.faults.set(Fault.BROKEN, 10)
        with pytest.raises(DepartmentAway) as told:
            await rig.adapter.submit(wish(rig, ELDER))
    said = f"{logs}{caplog.text}{one!r}{case!r}{records!r}{content!r}{ELDER!r}{told.value!r}"
    for secret in (NAME, NUMBER, "13800000000", case.case, records.records[0]["amount"]):
        assert secret not in said
