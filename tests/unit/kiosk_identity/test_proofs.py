"""More than one proof, whose they are, whom a face is compared with, and who must be there for a child."""

import pytest

from api.messages.identity_words import (
    Assurance,
    ConsentPurpose,
    IdentityOutcome,
    IdentitySource,
    IdentityWay,
    OfflineRung,
    ScoreBand,
)
from kiosk.flow.identity.ports import CardRead, Checked, CodeVerdict, FaceReport, Readiness, Scanned
from kiosk.flow.identity.tries import TRIES
from kiosk.flow.identity.views import ChooseClaim, GuardianNeeded, IdentityHub, WayFailed
from kiosk.flow.intents import IntentKind
from tests.support.identity_ports import (
    ADULT,
    CHILD,
    OTHER_ADULT,
    SHOW_CODE,
    TEENAGER,
    VERIFIED,
    MemoryFace,
    MemoryIdentity,
    MemoryRegister,
    face_report,
    holder_of,
    person_of,
)
from tests.support.identity_rig import IdentityRig, policy

UNSURE = face_report(IdentityOutcome.STEP_UP, "face.unsure", ScoreBand.STEP_UP)


def hub(rig: IdentityRig) -> IdentityHub:
    view = rig.engine.shown.view
    assert isinstance(view, IdentityHub), view
    return view


def identified(rig: IdentityRig):
    assert rig.engine.session is not None
    found = rig.engine.session.identified
    assert found is not None
    return found


async def test_card_then_face_of_the_same_person_is_the_highest_without_asking_again_who_they_are() -> None:
    rig = IdentityRig(policy(Assurance.L3))
    await rig.to_hub()
    await rig.card(ADULT)
    assert hub(rig).second
    enabled = {offer.way for offer in hub(rig).ways if offer.enabled}
    assert IdentityWay.CARD not in enabled
    rig.identity.face.reports.append(VERIFIED)
    await rig.way(IdentityWay.FACE)
    assert rig.view == "ConsentNotice"
    await rig.do(IntentKind.YES)
    assert rig.view == "Welcome"
    assert rig.identity.face.orders[0].person == person_of(ADULT)
    assert rig.identity.register.consents[0].person == person_of(ADULT)
    await rig.wait(4)
    assert rig.holder == person_of(ADULT)
    assert [outcome for _, outcome, _ in rig.outcomes] == [IdentityOutcome.VERIFIED] * 2


async def test_a_second_proof_of_somebody_else_counts_for_nothing() -> None:
    rig = IdentityRig(policy(Assurance.L3))
    await rig.to_hub()
    await rig.face(ADULT)
    await rig.card(OTHER_ADULT)
    assert rig.engine.shown.view == WayFailed(IdentityWay.CARD, "identity.otherHolder", again=True)
    await rig.do(IntentKind.CHOOSE, "other")
    assert hub(rig).failed == "identity.otherHolder"
    await rig.code(CodeVerdict(ADULT))
    assert rig.view == "Welcome"
    assert rig.outcomes[1] == (IdentityWay.CARD, IdentityOutcome.REJECTED, "identity.otherHolder")


async def test_a_face_between_the_bands_needs_another_proof_and_says_so() -> None:
    rig = IdentityRig(policy(Assurance.L2))
    await rig.to_hub()
    await rig.face(ADULT, UNSURE)
    view = hub(rig)
    assert (view.second, view.failed) == (True, "face.unsure")
    await rig.code(CodeVerdict(ADULT))
    assert rig.view == "Welcome"
    first, _ = rig.identity.register.records
    assert (first.outcome, first.assurance, first.band) == (IdentityOutcome.STEP_UP, Assurance.L0, ScoreBand.STEP_UP)


async def test_a_code_that_the_hall_couldnt_confirm_isnt_enough_alone() -> None:
    rig = IdentityRig()
    await rig.to_hub()
    await rig.code(CodeVerdict(ADULT, online=False))
    assert hub(rig).second
    await rig.card(ADULT)
    assert rig.view == "Welcome"


async def test_an_island_tells_on_which_rung_one_stands() -> None:
    rig = IdentityRig()
    await rig.to_hub()
    assert hub(rig).rung is OfflineRung.ONLINE
    rig.catalogue.reachable = False
    await rig.do(IntentKind.WORLD_CHANGED)
    assert hub(rig).rung is OfflineRung.CARD_AND_FACE
    rig.identity.face.ready = rig.identity.card.ready = Readiness(False, "silent")
    await rig.do(IntentKind.WORLD_CHANGED)
    assert hub(rig).rung is OfflineRung.WINDOW
    await rig.way(IdentityWay.PERSON)
    assert rig.engine.shown.view.rung is OfflineRung.WINDOW


async def test_a_face_claimed_by_a_bookings_number() -> None:
    register = MemoryRegister(bookings={"AY003": person_of(ADULT)})
    rig = IdentityRig(identity=MemoryIdentity(register=register))
    await rig.to_hub()
    rig.identity.face.reports.append(VERIFIED)
    await rig.way(IdentityWay.FACE)
    assert rig.engine.shown.view == ChooseClaim(("id-number", "booking", "card"))
    await rig.do(IntentKind.CHOOSE, "booking")
    await rig.type_number("AY003")
    await rig.do(IntentKind.YES)
    assert rig.view == "Welcome"
    assert rig.engine.shown.view.name == ""
    await rig.wait(4)
    assert rig.holder == person_of(ADULT)


async def test_a_booking_that_nobody_has_takes_no_frame() -> None:
    rig = IdentityRig()
    await rig.to_hub()
    await rig.way(IdentityWay.FACE)
    await rig.do(IntentKind.CHOOSE, "booking")
    await rig.type_number("AY999")
    assert rig.engine.shown.view == WayFailed(IdentityWay.FACE, "identity.unknownBooking", again=True)
    assert rig.identity.face.orders == []


async def test_a_face_claimed_by_a_card_is_two_proofs() -> None:
    rig = IdentityRig(policy(Assurance.L3))
    await rig.to_hub()
    rig.identity.card.reads.append(CardRead(ADULT))
    rig.identity.face.reports.append(VERIFIED)
    await rig.way(IdentityWay.FACE)
    await rig.do(IntentKind.CHOOSE, "card")
    assert rig.view == "ConsentNotice"
    await rig.do(IntentKind.YES)
    assert rig.view == "Welcome"
    assert [way for way, _, _ in rig.outcomes] == [IdentityWay.CARD, IdentityWay.FACE]


async def test_where_the_card_alone_will_do_no_face_is_looked_at() -> None:
    rig = IdentityRig()
    await rig.to_hub()
    rig.identity.card.reads.append(CardRead(ADULT))
    await rig.way(IdentityWay.FACE)
    await rig.do(IntentKind.CHOOSE, "card")
    assert rig.view == "Welcome"
    assert rig.identity.face.orders == []


async def test_a_bad_card_on_the_way_to_a_face_is_said_to_be_the_card() -> None:
    rig = IdentityRig()
    await rig.to_hub()
    rig.identity.card.reads.append(CardRead(reason="card.wrongKind"))
    await rig.way(IdentityWay.FACE)
    await rig.do(IntentKind.CHOOSE, "card")
    assert rig.engine.shown.view == WayFailed(IdentityWay.CARD, "card.wrongKind", again=True)
    assert rig.outcomes == [(IdentityWay.CARD, IdentityOutcome.REJECTED, "card.wrongKind")]


async def test_a_cards_photo_is_compared_where_it_can_be_decoded_and_goes_with_the_case() -> None:
    identity = MemoryIdentity(face=MemoryFace(keeps_people=False))
    identity.card.decodes_photos = True
    rig = IdentityRig(policy(Assurance.L3), identity)
    await rig.to_hub()
    await rig.card(holder_of(photo="UElDVFVSRQ=="))
    rig.identity.face.reports.append(FaceReport(VERIFIED.outcome, "", Assurance.L2, ScoreBand.ACCEPT, "sface", "a" * 64))
    await rig.way(IdentityWay.FACE)
    await rig.do(IntentKind.YES)
    [order] = rig.identity.face.orders
    assert (order.photo, order.person) == ("UElDVFVSRQ==", None)
    assert rig.identity.register.records[1].source is IdentitySource.CARD_CHIP
    await rig.wait(4)
    assert identified(rig).holder.photo == ""


async def test_a_platform_compares_with_a_consent_of_its_own_and_a_name() -> None:
    register = MemoryRegister(adapters=frozenset({"ctid"}))
    register.answers.append(Checked(IdentityOutcome.VERIFIED, assurance=Assurance.L2, source=IdentitySource.CTID))
    rig = IdentityRig(policy(Assurance.L2), MemoryIdentity(face=MemoryFace(keeps_people=False), register=register))
    rig.identity.card.ready = Readiness(False, "silent")
    await rig.to_hub()
    alive = FaceReport(IdentityOutcome.VERIFIED, "", Assurance.L2, None, "sface", "a" * 64, picture="UElDVFVSRQ==")
    rig.identity.face.reports.append(alive)
    await rig.way(IdentityWay.FACE)
    assert rig.view == "EnterDocument"
    await rig.type_number(ADULT.number)
    assert rig.view == "TypeText"
    for sign in "WANG MING":
        await rig.do(IntentKind.TEXT, sign)
    await rig.do(IntentKind.CONFIRM)
    assert rig.engine.shown.view.purpose is ConsentPurpose.FACE_ONLINE
    await rig.do(IntentKind.YES)
    assert register.asked == [("ctid", "WANG MING", "consent-1", True)]
    assert rig.identity.face.orders[0].picture_wanted
    assert rig.view == "Welcome"
    assert rig.identity.register.records[0].source is IdentitySource.CTID


async def test_unknown_here_and_no_to_the_platform_sends_no_picture() -> None:
    register = MemoryRegister(adapters=frozenset({"ctid"}))
    rig = IdentityRig(identity=MemoryIdentity(register=register))
    await rig.to_hub()
    rig.identity.face.reports.append(face_report(IdentityOutcome.UNAVAILABLE, "face.noReference"))
    await rig.way(IdentityWay.FACE)
    await rig.claim_by_number(ADULT)
    await rig.do(IntentKind.YES)
    assert rig.view == "TypeText"
    await rig.do(IntentKind.TEXT, "W")
    await rig.do(IntentKind.CONFIRM)
    await rig.do(IntentKind.NO)
    assert rig.view == "IdentityHub"
    assert register.asked == []


async def test_a_platform_that_says_no_is_said_by_its_reason() -> None:
    register = MemoryRegister(adapters=frozenset({"ctid"}))
    register.answers.append(Checked(IdentityOutcome.REJECTED, "platform.mismatch"))
    rig = IdentityRig(policy(Assurance.L3), MemoryIdentity(face=MemoryFace(keeps_people=False), register=register))
    await rig.to_hub()
    await rig.card(ADULT)
    rig.identity.face.reports.append(FaceReport(IdentityOutcome.VERIFIED, "", Assurance.L2, picture="UElDVFVSRQ=="))
    await rig.way(IdentityWay.FACE)
    assert rig.view == "ConsentNotice"
    await rig.do(IntentKind.YES)
    assert rig.engine.shown.view == WayFailed(IdentityWay.FACE, "platform.mismatch", again=True)
    assert register.asked == [("ctid", ADULT.name, "consent-1", True)]


async def test_a_provinces_licence_is_as_sure_as_the_platform_says_and_brings_its_watermark() -> None:
    register = MemoryRegister(adapters=frozenset({"licence"}))
    register.answers.append(
        Checked(
            IdentityOutcome.VERIFIED,
            assurance=Assurance.L2,
            source=IdentitySource.LICENCE,
            holder=ADULT,
            watermark="仅供示例县大厅使用",
        )
    )
    identity = MemoryIdentity(register=register)
    identity.code.ready = Readiness(False, "code.noIssuers")
    rig = IdentityRig(policy(Assurance.L2), identity)
    await rig.to_hub()
    identity.scan.codes.append(Scanned("SX-LICENCE:示例:1".encode()))
    await rig.way(IdentityWay.SHOW_CODE)
    assert rig.view == "Welcome"
    assert register.asked == [("licence", "", "", False)]
    await rig.wait(4)
    assert identified(rig).watermark == "仅供示例县大厅使用"


async def test_under_fourteen_a_guardian_comes_before_consent_and_camera() -> None:
    rig = IdentityRig()
    await rig.to_hub()
    await rig.way(IdentityWay.FACE)
    await rig.claim_by_number(CHILD)
    assert rig.engine.shown.view == GuardianNeeded(14)
    await rig.do(IntentKind.CONFIRM)
    assert hub(rig).guardian
    await rig.card(CHILD)
    assert rig.engine.shown.view == WayFailed(IdentityWay.CARD, "identity.sameAsChild", again=True)
    await rig.do(IntentKind.CHOOSE, "other")
    await rig.card(TEENAGER)
    assert rig.engine.shown.view == WayFailed(IdentityWay.CARD, "identity.guardianTooYoung", again=True)
    await rig.do(IntentKind.CHOOSE, "other")
    await rig.card(ADULT)
    await rig.wait(4)
    assert rig.view == "ConsentNotice"
    assert rig.identity.face.orders == []
    rig.identity.face.reports.append(VERIFIED)
    await rig.do(IntentKind.YES)
    [consent] = rig.identity.register.consents
    assert consent.by_guardian
    await rig.wait(4)
    assert rig.holder == person_of(CHILD)
    assert identified(rig).guardian == ADULT


async def test_a_child_that_is_called_a_guardian_isnt_looked_at() -> None:
    rig = IdentityRig()
    await rig.to_hub()
    await rig.way(IdentityWay.FACE)
    await rig.claim_by_number(CHILD)
    await rig.do(IntentKind.CONFIRM)
    await rig.way(IdentityWay.FACE)
    await rig.claim_by_number(holder_of("20140601", "247"))
    assert rig.engine.shown.view == WayFailed(IdentityWay.FACE, "identity.guardianTooYoung", again=True)
    assert (rig.identity.face.orders, rig.identity.register.consents) == ([], [])


async def test_no_guardian_no_face() -> None:
    rig = IdentityRig()
    await rig.to_hub()
    await rig.way(IdentityWay.FACE)
    await rig.claim_by_number(CHILD)
    await rig.do(IntentKind.BACK)
    assert rig.view == "IdentityHub"
    assert (rig.identity.face.orders, rig.identity.register.consents) == ([], [])


async def test_an_item_for_which_children_come_with_somebody() -> None:
    rig = IdentityRig(policy(guardian_under=16))
    await rig.to_hub()
    await rig.card(CHILD)
    assert rig.engine.shown.view == GuardianNeeded(16)
    await rig.do(IntentKind.CONFIRM)
    await rig.code(CodeVerdict(ADULT))
    await rig.wait(4)
    assert rig.view == "Welcome"
    await rig.wait(4)
    assert rig.holder == person_of(CHILD)
    assert identified(rig).guardian == ADULT


async def test_a_guardian_who_asks_for_staff_sends_both_to_the_window() -> None:
    rig = IdentityRig(policy(guardian_under=16))
    await rig.to_hub()
    await rig.card(CHILD)
    await rig.do(IntentKind.CONFIRM)
    await rig.way(IdentityWay.PERSON)
    await rig.do(IntentKind.CONFIRM)
    assert rig.view == "PaperGiven"
    assert rig.holder == ""


async def test_coming_back_forgets_who_it_was() -> None:
    rig = IdentityRig()
    rig.printer.ready = type(rig.printer.ready)(False, "paper.out")
    await rig.to_hub()
    await rig.card(ADULT)
    await rig.wait(4)
    assert rig.view == "NoPaper"
    await rig.do(IntentKind.BACK)
    assert rig.view == "IdentityHub"
    assert rig.engine.session is not None
    assert rig.engine.session.identified is None
    await rig.do(IntentKind.BACK)
    assert rig.view == "ChooseOneService"


@pytest.mark.parametrize("second", ["s1", "s2"])
async def test_several_things_on_one_number_ask_as_the_strictest_of_them(second: str) -> None:
    rig = IdentityRig(policy(Assurance.L1))
    rig.ask("s2", policy(Assurance.L3))
    await rig.do(IntentKind.START, "take-ticket")
    await rig.do(IntentKind.CHOOSE, "不动产登记中心")
    await rig.do(IntentKind.SEVERAL)
    await rig.do(IntentKind.CHOOSE, "s0")
    await rig.do(IntentKind.CHOOSE, second)
    await rig.do(IntentKind.CONFIRM)
    await rig.card(ADULT)
    assert rig.view == ("Welcome" if second == "s1" else "IdentityHub")


async def test_nothing_of_a_person_shows_in_texts_of_views_and_session() -> None:
    rig = IdentityRig(policy(Assurance.L3))
    seen: list[str] = []
    rig.engine._on_change = lambda: seen.append(repr(rig.engine.shown) + repr(rig.engine.session))
    await rig.to_hub()
    await rig.face(ADULT)
    await rig.code(CodeVerdict(ADULT))
    await rig.wait(4)
    assert identified(rig).holder == ADULT or identified(rig).holder.number == ADULT.number
    text = "".join(seen) + repr(rig.audit.events) + repr(rig.identity.register.records)
    for secret in (ADULT.number, ADULT.name, person_of(ADULT), SHOW_CODE.decode()):
        assert secret not in text


async def test_who_goes_back_from_typing_their_name_has_failed_nothing() -> None:
    register = MemoryRegister(adapters=frozenset({"ctid"}))
    rig = IdentityRig(identity=MemoryIdentity(face=MemoryFace(keeps_people=False), register=register))
    await rig.to_hub()
    for _ in range(TRIES):
        await rig.way(IdentityWay.FACE)
        if rig.view == "ChooseClaim":
            await rig.do(IntentKind.CHOOSE, "id-number")
        await rig.type_number(ADULT.number)
        assert rig.view == "TypeText"
        await rig.do(IntentKind.BACK)
        assert rig.view == "IdentityHub"
    assert {offer.way: offer.enabled for offer in rig.engine.shown.view.ways}[IdentityWay.FACE]
    assert register.records == []
