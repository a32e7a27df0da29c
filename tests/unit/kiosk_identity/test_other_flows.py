"""Checking in by a code or as a person, numbers that come back, consents taken back."""

import pytest

from api.messages.identity_words import IdentityWay
from kiosk.flow.flows import CHECK_IN, SCAN_CODE, WITHDRAW_CONSENT
from kiosk.flow.identity.ports import Readiness, Scanned
from kiosk.flow.identity.views import ChooseClaim, EnterDocument, ScanNow, WayFailed, Withdrawn
from kiosk.flow.intents import IntentKind
from kiosk.flow.views import EnterBooking, NotCheckedIn
from kiosk.view_models.spoken import SILENT, phrase_of
from tests.support.identity_ports import ADULT, person_of
from tests.support.identity_rig import IdentityRig

TICKET = "01JD0000000000000000000007"


async def start(flow: str) -> IdentityRig:
    rig = IdentityRig()
    await rig.do(IntentKind.START, flow)
    return rig


async def test_the_keypad_offers_what_is_there() -> None:
    rig = await start(CHECK_IN)
    view = rig.engine.shown.view
    assert isinstance(view, EnterBooking)
    assert (view.scan, view.identify) == (True, True)
    await rig.do(IntentKind.HOME)
    rig.identity.scan.ready = rig.identity.card.ready = rig.identity.face.ready = Readiness(False, "silent")
    rig.identity.code.ready = Readiness(False, "code.noIssuers")
    await rig.do(IntentKind.START, CHECK_IN)
    assert (rig.engine.shown.view.scan, rig.engine.shown.view.identify) == (False, False)
    await rig.do(IntentKind.CHOOSE, "scan")
    assert rig.view == "EnterBooking"


async def test_a_bookings_code_checks_in() -> None:
    rig = await start(CHECK_IN)
    rig.identity.scan.codes.append(Scanned(b"AY003"))
    await rig.do(IntentKind.CHOOSE, "scan")
    assert rig.view == "CheckedIn"
    assert rig.bookings.asked == ["AY003"]


async def test_whoever_shows_who_they_are_needs_no_number() -> None:
    rig = await start(CHECK_IN)
    await rig.do(IntentKind.CHOOSE, "identify")
    assert rig.view == "IdentityHub"
    await rig.card(ADULT)
    await rig.wait(4)
    assert rig.view == "CheckedIn"
    assert rig.bookings.asked == [person_of(ADULT)]


async def test_typing_somebodys_document_checks_nobody_in() -> None:
    rig = await start(CHECK_IN)
    await rig.do(IntentKind.CHOOSE, "identify")
    offers = {offer.way: offer.enabled for offer in rig.engine.shown.view.ways}
    assert offers[IdentityWay.DOCUMENT] is False
    await rig.do(IntentKind.BACK)
    assert rig.view == "EnterBooking"


async def test_staff_instead_of_a_check_in_ends_at_home() -> None:
    rig = await start(CHECK_IN)
    await rig.do(IntentKind.CHOOSE, "identify")
    await rig.way(IdentityWay.PERSON)
    await rig.do(IntentKind.CONFIRM)
    assert rig.view == "Home"
    assert rig.bookings.asked == []


async def test_back_from_scanning_is_the_keypad_again() -> None:
    rig = await start(CHECK_IN)
    await rig.do(IntentKind.CHOOSE, "scan")
    assert rig.engine.shown.view == ScanNow("booking", True, 45)
    await rig.do(IntentKind.BACK)
    assert rig.view == "EnterBooking"
    assert rig.identity.scan.running == 0


async def test_a_paper_ticket_of_a_booking_or_of_a_number_that_was_missed() -> None:
    rig = await start(SCAN_CODE)
    assert rig.engine.shown.view == ScanNow("any", True, 45)
    await rig.do(IntentKind.BACK)
    assert rig.view == "Home"
    rig.bookings.answer, rig.bookings.missed = "unknownTicket", TICKET
    rig.identity.scan.codes.append(Scanned(f"https://hall.example.gov.cn/t/{TICKET}".encode()))
    await rig.do(IntentKind.START, SCAN_CODE)
    assert rig.view == "CheckedIn"
    assert rig.bookings.asked == [TICKET, f"back:{TICKET}"]


async def test_a_number_that_still_waits_is_told_so() -> None:
    rig = IdentityRig()
    rig.bookings.answer = "unknownTicket"
    rig.identity.scan.codes.append(Scanned(TICKET.encode()))
    await rig.do(IntentKind.START, SCAN_CODE)
    assert rig.engine.shown.view == NotCheckedIn("wrongState")


@pytest.mark.parametrize("code", [b"eyJhbGciOiJFUzI1NiJ9.e30.c2ln", b"http://hall.example.gov.cn/pad/3", b"\xff\xfe"])
async def test_other_codes_are_said_to_be_others_and_it_looks_on(code: bytes) -> None:
    rig = IdentityRig()
    rig.identity.scan.codes.append(Scanned(code))
    await rig.do(IntentKind.START, SCAN_CODE)
    assert rig.engine.shown.view.problem == "scan.otherCode"
    assert rig.identity.scan.running == 1
    await rig.wait(46)
    assert rig.engine.shown.view == WayFailed(IdentityWay.SHOW_CODE, "scan.otherCode", again=True)
    await rig.do(IntentKind.CHOOSE, "other")
    assert rig.view == "EnterBooking"


async def test_a_scanner_that_fails_says_so_and_the_keypad_is_there() -> None:
    rig = IdentityRig()
    rig.identity.scan.codes.append(Scanned(reason="silent"))
    await rig.do(IntentKind.START, SCAN_CODE)
    assert rig.engine.shown.view == WayFailed(IdentityWay.SHOW_CODE, "silent", again=True)
    await rig.do(IntentKind.CONFIRM)
    assert rig.view == "ScanNow"


async def test_a_consent_is_taken_back_by_its_receipt() -> None:
    rig = await start(WITHDRAW_CONSENT)
    assert rig.engine.shown.view == ChooseClaim(("receipt", "identify"))
    await rig.do(IntentKind.CHOOSE, "receipt")
    for sign in "7kq2m9x":
        await rig.do(IntentKind.KEY, sign)
    await rig.do(IntentKind.CONFIRM)
    assert rig.engine.shown.view == EnterDocument("receipt", "7KQ2M9X", hidden=False, letters=True)
    await rig.do(IntentKind.KEY, "d")
    await rig.do(IntentKind.CONFIRM)
    assert rig.identity.register.withdrawn == [("7KQ2-M9XD", "")]
    assert rig.engine.shown.view == Withdrawn(1, by_receipt=True)
    await rig.do(IntentKind.CONFIRM)
    assert rig.view == "Home"


async def test_a_receipt_that_isnt_known_is_said_so_and_leads_back_to_both_ways() -> None:
    rig = await start(WITHDRAW_CONSENT)
    rig.identity.register.withdraws = 0
    await rig.do(IntentKind.CHOOSE, "receipt")
    await rig.type_number("7KQ2M9XD")
    assert rig.engine.shown.view == Withdrawn(0, by_receipt=True)
    assert phrase_of(rig.engine.shown) == SILENT
    await rig.do(IntentKind.CONFIRM)
    assert rig.engine.shown.view == ChooseClaim(("receipt", "identify"))
    await rig.do(IntentKind.CHOOSE, "receipt")
    await rig.type_number("7KQ2M9XE")
    await rig.wait(16)
    assert rig.view == "Home", "who walked away is gone"


async def test_a_consent_is_taken_back_as_the_person_also_while_the_hall_is_away() -> None:
    rig = await start(WITHDRAW_CONSENT)
    rig.identity.register.withdraws = None
    await rig.do(IntentKind.CHOOSE, "identify")
    await rig.card(ADULT)
    await rig.wait(4)
    assert rig.identity.register.withdrawn == [("", person_of(ADULT))]
    assert rig.engine.shown.view == Withdrawn(0, later=True)
    await rig.wait(16)
    assert rig.view == "Home"


async def test_back_and_staff_lead_out_of_a_withdrawal() -> None:
    rig = await start(WITHDRAW_CONSENT)
    await rig.do(IntentKind.CHOOSE, "receipt")
    await rig.do(IntentKind.BACK)
    await rig.do(IntentKind.CHOOSE, "identify")
    await rig.do(IntentKind.BACK)
    assert rig.view == "ChooseClaim"
    await rig.do(IntentKind.CHOOSE, "identify")
    await rig.way(IdentityWay.PERSON)
    await rig.do(IntentKind.CONFIRM)
    assert rig.view == "Home"
    assert rig.identity.register.withdrawn == []
