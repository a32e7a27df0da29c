"""What goes wrong with an item, and where the citizen goes then: nobody is stuck, nothing is done twice."""

import asyncio

import pytest

from api.messages.item_words import DepartmentReason, DocumentOutcome
from api.messages.words import RatingOutcome
from api.text.catalogue import read_catalogue
from kiosk.flow.documents.ports import DocumentReport
from kiosk.flow.intents import IntentKind
from kiosk.flow.printing import PrinterReadiness, PrintOutcome, PrintReport
from kiosk.view_models.texts import Texts
from tests.support.item_hall import county
from tests.support.item_rig import ItemRig

APPLICATION = next(item.id for item in county().items.values() if any(step.kind == "submit" for step in item.steps))
APPLIED_AND_PRINTED = next(
    item.id
    for item in county().items.values()
    if any(step.kind == "submit" for step in item.steps) and any(step.kind == "print" and step.call for step in item.steps)
)
"""Its certificate comes out as soon as it is accepted."""
QUERY = next(item.id for item in county().items.values() if any(step.kind == "query" for step in item.steps))
CHINESE = Texts(read_catalogue(), "zh-CN").of("items")
DOCUMENT = "tax-payment-certificate"


async def test_no_answer_in_time_says_later_or_at_a_window_with_a_slip() -> None:
    rig = ItemRig()
    await rig.begin(QUERY)
    rig.items.answer = "silent"
    await rig.to("ItemLater")
    await rig.do(IntentKind.REPRINT)
    [(_, template, fields)] = rig.receipts.papers
    assert template == "slip"
    assert fields["why"]
    assert fields["next"]
    assert rig.view == "ItemLater"
    await rig.do(IntentKind.REPRINT)
    assert len(rig.receipts.papers) == 1, "one slip is enough"
    await rig.do(IntentKind.CHOOSE, "window")
    assert rig.view == "ChooseDepartment"
    await rig.engine.close()


async def test_trying_again_after_a_silence_goes_on() -> None:
    rig = ItemRig()
    await rig.begin(QUERY)
    rig.items.answer = "silent"
    await rig.to("ItemLater")
    rig.items.answer = "well"
    await rig.do(IntentKind.CONFIRM)
    await rig.to("ItemFinished")
    await rig.engine.close()


async def test_an_application_whose_answer_was_lost_is_the_same_when_it_is_sent_again() -> None:
    rig = ItemRig()
    rig.items.lost_answers = 2
    await rig.begin(APPLICATION)
    await rig.to("ItemLater")
    assert rig.engine.shown.view.application
    assert not rig.engine.shown.back
    await rig.do(IntentKind.CONFIRM)
    assert rig.view == "ItemLater"
    await rig.do(IntentKind.CONFIRM)
    assert rig.view == "Accepted"
    assert len(set(rig.items.submissions)) == 1
    assert len(rig.items.submissions) == 3
    assert rig.items.departments.cases == (rig.engine.shown.view.case,)
    await rig.engine.close()


async def test_an_application_that_the_hall_took_back_meanwhile_is_sent_as_another_one() -> None:
    rig = ItemRig()
    rig.items.lost_answers = 1
    await rig.begin(APPLICATION)
    await rig.to("ItemLater")
    [first] = rig.items.submissions
    rig.items.departments.withdraw(first)
    rig.items.withdrawn.add(first)
    await rig.do(IntentKind.CONFIRM)
    assert rig.view == "Accepted"
    assert rig.items.departments.cases == (rig.engine.shown.view.case,)
    assert rig.items.submissions[:2] == [first, first]
    assert rig.items.submissions[2] != first
    await rig.engine.close()


async def test_after_it_was_accepted_nothing_leads_back_to_the_application() -> None:
    rig = ItemRig()
    await rig.begin(APPLICATION)
    await rig.to("Accepted")
    for _ in range(12):
        assert not rig.engine.shown.back
        await rig.do(IntentKind.BACK)
        if rig.view == "ItemFinished":
            break
        await rig.answer()
    assert rig.view == "ItemFinished"
    assert len(rig.items.submissions) == 1
    await rig.engine.close()


async def test_a_department_that_falls_silent_after_accepting_says_so_and_leads_nowhere_back() -> None:
    rig = ItemRig()
    await rig.begin(APPLIED_AND_PRINTED)
    await rig.to("Accepted")
    rig.items.answer = "silent"
    await rig.to("ItemLater")
    assert rig.engine.shown.view.accepted
    assert not rig.engine.shown.back
    await rig.do(IntentKind.BACK)
    assert rig.view == "ItemLater"
    await rig.do(IntentKind.REPRINT)
    why = CHINESE("paper.slip.accepted")
    assert rig.receipts.papers[-1][2]["why"] == why
    rig.items.answer = "well"
    await rig.do(IntentKind.CONFIRM)
    await rig.to("ItemFinished")
    assert len(rig.items.submissions) == 1
    await rig.engine.close()


@pytest.mark.parametrize("reason", [reason for reason in DepartmentReason if reason is not DepartmentReason.NOT_FOUND])
async def test_a_departments_no_has_a_way_on(reason: DepartmentReason) -> None:
    rig = ItemRig()
    await rig.begin(APPLICATION)
    await rig.to("ConfirmAnswers")
    rig.items.answer = reason.value
    await rig.do(IntentKind.CONFIRM)
    await rig.to("DepartmentRefused")
    assert rig.engine.shown.view.reason is reason
    await rig.do(IntentKind.CHOOSE, "window")
    assert rig.view == "ChooseDepartment"
    await rig.engine.close()


async def test_what_was_refused_and_changed_is_another_application() -> None:
    rig = ItemRig()
    await rig.begin(APPLICATION)
    await rig.to("ConfirmAnswers")
    rig.items.answer = DepartmentReason.DATA_DIFFERS.value
    await rig.to("DepartmentRefused")
    rig.items.answer = "well"
    await rig.do(IntentKind.BACK)
    await rig.to("Accepted")
    assert len(rig.items.submissions) == 2
    assert len(set(rig.items.submissions)) == 2
    await rig.engine.close()


async def test_too_little_evidence_is_the_halls_no_and_leads_to_a_window() -> None:
    rig = ItemRig()
    await rig.begin(DOCUMENT)
    await rig.to("TypeText")
    rig.engine.session.identified = None
    await rig.to("ItemRefused")
    assert rig.engine.shown.view.code == "identificationRequired"
    await rig.do(IntentKind.CHOOSE, "window")
    assert rig.view == "ChooseDepartment"
    await rig.engine.close()


async def test_a_receipt_that_does_not_print_leaves_the_case_number_on_the_screen() -> None:
    rig = ItemRig()
    await rig.begin(APPLICATION)
    await rig.to("Accepted")
    case = rig.engine.shown.view.case
    rig.receipts.outcomes.append(PrintReport(PrintOutcome.NOT_PRINTED, "paper.jammed"))
    rig.receipts.ready = PrinterReadiness(True)
    await rig.to("PaperFailed")
    assert rig.engine.shown.view.case == case
    assert rig.engine.shown.view.reason == "paper.jammed"
    await rig.do(IntentKind.REPRINT)
    assert rig.view == "PaperTaken"
    assert len(rig.receipts.papers) == 1
    await rig.engine.close()


async def test_a_printer_without_paper_keeps_nobody_from_applying() -> None:
    rig = ItemRig()
    rig.receipts.ready = PrinterReadiness(False, "paper.out")
    await rig.begin(APPLICATION)
    await rig.to("PaperFailed")
    assert rig.engine.shown.view.case in rig.items.departments.cases
    await rig.do(IntentKind.CONFIRM)
    await rig.to("ItemFinished")
    await rig.engine.close()


async def test_a_mute_printer_asks_the_citizen() -> None:
    rig = ItemRig()
    rig.receipts.outcomes.append(PrintReport(PrintOutcome.UNKNOWN))
    await rig.begin(APPLICATION)
    await rig.to("ItemCameOut")
    await rig.do(IntentKind.YES)
    assert rig.view == "PaperTaken"
    await rig.engine.close()


async def test_a_document_is_found_unprintable_before_anything_is_typed() -> None:
    rig = ItemRig()
    rig.documents.ready, rig.documents.reason = False, "paper.out"
    await rig.begin(DOCUMENT)
    assert rig.view == "ItemAway"
    assert rig.engine.shown.view.reason == "paper"
    await rig.do(IntentKind.CHOOSE, "window")
    assert rig.view == "ChooseDepartment"
    await rig.engine.close()


async def test_paper_that_ends_meanwhile_leaves_the_document_to_be_had() -> None:
    rig = ItemRig()
    await rig.begin(DOCUMENT)
    await rig.to("ShowRecords")
    rig.documents.ready, rig.documents.reason = False, "paper.out"
    await rig.to("PaperFailed")
    assert rig.items.departments.printed == {}
    rig.documents.ready = True
    await rig.do(IntentKind.REPRINT)
    assert rig.view == "PaperTaken"
    await rig.engine.close()


async def test_a_document_of_which_no_sheet_came_out_is_taken_and_printed_anew() -> None:
    rig = ItemRig()
    rig.documents.outcomes.append(DocumentReport(PrintOutcome.NOT_PRINTED, reason="paper.jammed"))
    await rig.begin(DOCUMENT)
    await rig.to("PaperFailed")
    assert not rig.engine.shown.view.unknown
    await rig.do(IntentKind.REPRINT)
    assert rig.view == "PaperTaken"
    outcomes = [report.outcome for report in rig.items.reports.values()]
    assert outcomes == [DocumentOutcome.NOT_PRINTED, DocumentOutcome.PRINTED]
    assert len(rig.documents.printed) == 1
    await rig.engine.close()


async def test_a_document_that_may_have_come_out_is_not_printed_again() -> None:
    rig = ItemRig()
    rig.documents.outcomes.append(DocumentReport(PrintOutcome.UNKNOWN, sheets=1, reason="silent"))
    await rig.begin(DOCUMENT)
    await rig.to("PaperFailed")
    assert rig.engine.shown.view.unknown
    assert not rig.engine.shown.view.again
    await rig.do(IntentKind.REPRINT)
    assert rig.view == "PaperFailed"
    [report] = rig.items.reports.values()
    assert (report.outcome, report.sheets) == (DocumentOutcome.UNKNOWN, 1)
    await rig.engine.close()


async def test_whoever_goes_home_while_it_prints_leaves_a_document_that_staff_must_look_for() -> None:
    rig = ItemRig()
    rig.documents.hold = asyncio.Event()
    await rig.begin(DOCUMENT)
    while rig.view != "ItemPrinting":
        await rig.answer()
    await rig.do(IntentKind.HOME)
    assert rig.view == "Home"
    [report] = rig.items.reports.values()
    assert report.outcome is DocumentOutcome.UNKNOWN
    await rig.engine.close()


async def test_an_exception_in_a_port_is_the_failsafe_with_everything_wiped() -> None:
    rig = ItemRig()
    await rig.begin(QUERY)

    async def broken(_: object) -> None:
        raise RuntimeError("王小明 610124199003071236")

    rig.items.ask = broken
    while rig.view != "Failsafe":
        await rig.answer()
    assert rig.engine.session is None
    assert not any("王小明" in event.code for event in rig.audit.events)
    await rig.wait(16)
    assert rig.view == "Home"
    await rig.engine.close()


async def test_home_is_one_touch_from_every_screen_of_an_item() -> None:
    rig = ItemRig()
    await rig.begin(APPLICATION)
    seen: set[str] = set()
    while rig.view != "ItemFinished":
        seen.add(rig.view)
        await rig.answer()
    for view in seen:
        again = ItemRig()
        await again.begin(APPLICATION)
        await again.to(view)
        await again.do(IntentKind.HOME)
        assert again.view == "Home"
        assert again.engine.session is None
        await again.engine.close()
    await rig.engine.close()


async def test_walking_away_from_the_rating_is_no_rating() -> None:
    rig = ItemRig()
    await rig.begin(APPLICATION)
    await rig.to("RateKiosk")
    await rig.wait(16)
    assert rig.view == "ItemFinished"
    [(_, item, outcome, level)] = rig.items.ratings
    assert (item, outcome, level) == (APPLICATION, RatingOutcome.TIMEOUT, None)
    await rig.engine.close()


async def test_an_item_is_chosen_again_after_going_back() -> None:
    rig = ItemRig()
    await rig.begin(APPLICATION)
    await rig.do(IntentKind.BACK)
    assert rig.view == "ChooseItem"
    assert rig.engine.session.item is None
    await rig.do(IntentKind.BACK)
    assert rig.view == "ChooseZone"
    await rig.do(IntentKind.BACK)
    assert rig.view == "Home"
    await rig.engine.close()


async def test_a_document_in_the_slot_keeps_its_screen_until_it_is_taken() -> None:
    rig = ItemRig()
    rig.documents.lies_there = True
    await rig.begin(DOCUMENT)
    await rig.to("PaperTaken")
    await rig.do(IntentKind.CONFIRM)
    assert rig.view == "PaperTaken"
    assert rig.engine.shown.view.left_lying
    rig.documents.lies_there = False
    await rig.do(IntentKind.WORLD_CHANGED)
    assert rig.view != "PaperTaken"
    await rig.engine.close()


async def test_a_sensor_that_sticks_keeps_nobody_at_the_kiosk() -> None:
    rig = ItemRig()
    rig.documents.lies_there = True
    await rig.begin(DOCUMENT)
    await rig.to("PaperTaken")
    await rig.do(IntentKind.CONFIRM)
    assert rig.engine.shown.view.left_lying
    await rig.do(IntentKind.CONFIRM)
    assert rig.view == "RateKiosk"
    await rig.engine.close()


async def test_whoever_walks_away_from_a_document_is_told_again_and_then_leaves_it_to_staff() -> None:
    rig = ItemRig()
    rig.documents.lies_there = True
    await rig.begin(DOCUMENT)
    await rig.to("PaperTaken")
    await rig.do(IntentKind.TIMED_OUT)
    assert rig.engine.shown.view.left_lying
    for _ in range(20):
        await rig.wait(10)
    assert rig.engine.session is None
    await rig.engine.close()


async def test_where_nobody_feels_the_slot_the_citizen_says_that_it_is_taken() -> None:
    rig = ItemRig()
    await rig.begin(DOCUMENT)
    await rig.to("PaperTaken")
    await rig.do(IntentKind.CONFIRM)
    assert rig.view != "PaperTaken"
    await rig.engine.close()
