"""Each way, from the hub to the number; how it fails, and what else there is then."""

import pytest

from api.messages.identity_words import Assurance, ConsentPurpose, IdentityOutcome, IdentitySource, IdentityWay, ScoreBand
from kiosk.flow.identity.ports import CardRead, CodeVerdict, Readiness, Scanned
from kiosk.flow.identity.views import AskPerson, EnterDocument, FaceCheck, IdentityHub, LayCard, ScanNow, WayFailed
from kiosk.flow.intents import IntentKind
from kiosk.view_models.spoken import SILENT, phrase_of
from tests.support.identity_ports import (
    ADULT,
    VERIFIED,
    MemoryCard,
    MemoryFace,
    MemoryIdentity,
    face_report,
    person_of,
)
from tests.support.identity_rig import IdentityRig, policy

GOOD_CODE = CodeVerdict(ADULT)
BOUND_CODE = CodeVerdict(ADULT, bound=True)


async def test_a_service_that_asks_nobody_gives_its_number_as_ever() -> None:
    rig = IdentityRig()
    await rig.choose(service="s1")
    assert rig.view == "PaperGiven"
    assert rig.holder == ""
    assert rig.identity.register.records == []


async def test_a_card_and_the_number_is_for_its_holder() -> None:
    rig = IdentityRig(policy(Assurance.L2))
    await rig.to_hub()
    await rig.card(ADULT)
    assert rig.view == "Welcome"
    assert not rig.engine.shown.view.claimed
    assert (rig.engine.shown.view.name, rig.engine.shown.view.number) == (
        "王*明",
        ADULT.number[:4] + "*" * 10 + ADULT.number[-4:],
    )
    await rig.wait(4)
    assert rig.view == "PaperGiven"
    assert rig.holder == person_of(ADULT)
    [evidence] = rig.identity.register.records
    assert (evidence.way, evidence.outcome, evidence.source) == (
        IdentityWay.CARD, IdentityOutcome.VERIFIED, IdentitySource.CARD_CHIP,
    )  # fmt: skip
    assert (evidence.assurance, evidence.service, evidence.tries) == (Assurance.L2, "s0", 1)


async def _touches(way: IdentityWay) -> int:
    """From the hub to the welcome."""
    rig = IdentityRig()
    await rig.to_hub()
    posted: list[IntentKind] = []
    post = rig.engine.post
    rig.engine.post = lambda intent: (posted.append(intent.kind), post(intent))
    if way is IdentityWay.CARD:
        await rig.card(ADULT)
    elif way is IdentityWay.SHOW_CODE:
        await rig.code(GOOD_CODE)
    else:
        await rig.face(ADULT)
    assert rig.view == "Welcome"
    return len([kind for kind in posted if kind is not IntentKind.TOUCHED])


async def test_card_and_code_take_no_more_touches_than_a_face() -> None:
    assert await _touches(IdentityWay.CARD) == await _touches(IdentityWay.SHOW_CODE) == 1
    assert await _touches(IdentityWay.FACE) > 1


async def test_face_claim_first_then_consent_then_one_comparison() -> None:
    rig = IdentityRig()
    await rig.to_hub()
    rig.identity.face.reports.append(VERIFIED)
    await rig.way(IdentityWay.FACE)
    assert rig.view == "ChooseClaim"
    await rig.claim_by_number(ADULT)
    assert rig.view == "ConsentNotice"
    assert rig.identity.face.orders == []
    await rig.do(IntentKind.YES)
    [order] = rig.identity.face.orders
    [consent] = rig.identity.register.consents
    assert (order.consent, order.person, order.level, order.picture_wanted) == (
        "consent-1",
        person_of(ADULT),
        Assurance.L1,
        False,
    )
    assert (consent.purpose, consent.text_version, consent.person, consent.by_guardian) == (
        ConsentPurpose.FACE_COMPARE, "2026-11", None, False,
    )  # fmt: skip
    await rig.wait(4)
    assert rig.holder == person_of(ADULT)
    [evidence] = rig.identity.register.records
    assert (evidence.band, evidence.engine, evidence.models, evidence.cues) == (
        ScoreBand.ACCEPT,
        "sface",
        "a" * 64,
        ("planarity",),
    )


async def test_no_to_the_consent_takes_no_frame_and_leads_to_the_other_ways() -> None:
    rig = IdentityRig()
    await rig.to_hub()
    await rig.way(IdentityWay.FACE)
    await rig.claim_by_number(ADULT)
    await rig.do(IntentKind.NO)
    assert rig.view == "IdentityHub"
    assert rig.identity.face.orders == []
    assert rig.identity.register.consents == []
    assert rig.outcomes == [(IdentityWay.FACE, IdentityOutcome.ABANDONED, "identity.noConsent")]


async def test_an_item_that_wants_more_asks_for_a_turn_of_the_head() -> None:
    rig = IdentityRig(policy(Assurance.L2))
    await rig.to_hub()
    await rig.face(ADULT)
    assert rig.identity.face.orders[0].level is Assurance.L2
    assert rig.view == "Welcome"


async def test_guidance_reaches_the_screen_and_seconds_count_down() -> None:
    rig = IdentityRig()
    await rig.to_hub()
    await rig.way(IdentityWay.FACE)
    await rig.claim_by_number(ADULT)
    await rig.do(IntentKind.YES)
    view = rig.engine.shown.view
    assert isinstance(view, FaceCheck)
    assert view.box == (0.4, 0.4, 0.1, 0.1)
    before = view.left_s
    await rig.wait(5)
    assert rig.engine.shown.view.left_s in (before - 5, before - 2)
    await rig.wait(35)
    assert rig.view == "WayFailed"
    assert rig.outcomes == [(IdentityWay.FACE, IdentityOutcome.NON_RESPONSE, "face.timeOut")]
    assert rig.identity.face.running == 0


async def test_going_back_from_the_camera_stops_it() -> None:
    rig = IdentityRig()
    await rig.to_hub()
    await rig.way(IdentityWay.FACE)
    await rig.claim_by_number(ADULT)
    await rig.do(IntentKind.YES)
    assert rig.identity.face.running == 1
    await rig.do(IntentKind.BACK)
    assert rig.view == "IdentityHub"
    assert rig.identity.face.running == 0
    assert rig.outcomes == [(IdentityWay.FACE, IdentityOutcome.ABANDONED, "")]


async def test_home_in_the_middle_stops_the_camera_and_is_written_down() -> None:
    rig = IdentityRig()
    await rig.to_hub()
    await rig.way(IdentityWay.FACE)
    await rig.claim_by_number(ADULT)
    await rig.do(IntentKind.YES)
    await rig.do(IntentKind.HOME)
    assert rig.view == "Home"
    assert rig.identity.face.running == 0
    assert rig.outcomes == [(IdentityWay.FACE, IdentityOutcome.ABANDONED, "")]


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        (IdentityOutcome.REJECTED, "face.otherPerson"),
        (IdentityOutcome.NOT_LIVE, "face.notLive"),
        (IdentityOutcome.NON_RESPONSE, "face.tooDark"),
        (IdentityOutcome.UNAVAILABLE, "camera.unplugged"),
    ],
)
async def test_every_failure_of_a_face_says_why_and_leads_on(outcome: IdentityOutcome, reason: str) -> None:
    rig = IdentityRig()
    await rig.to_hub()
    await rig.face(ADULT, face_report(outcome, reason))
    assert rig.engine.shown.view == WayFailed(IdentityWay.FACE, reason, again=True)
    await rig.do(IntentKind.CHOOSE, "other")
    assert rig.view == "IdentityHub"
    assert rig.engine.shown.view.failed == reason
    await rig.card(ADULT)
    await rig.wait(4)
    assert rig.view == "PaperGiven"
    assert [outcome for _, outcome, _ in rig.outcomes] == [outcome, IdentityOutcome.VERIFIED]


async def test_again_begins_with_a_new_claim_and_a_new_consent() -> None:
    rig = IdentityRig()
    await rig.to_hub()
    await rig.face(ADULT, face_report(IdentityOutcome.NON_RESPONSE, "face.tooDark"))
    rig.identity.face.reports.append(VERIFIED)
    await rig.do(IntentKind.CONFIRM)
    await rig.claim_by_number(ADULT)
    await rig.do(IntentKind.YES)
    assert rig.view == "Welcome"
    assert [order.consent for order in rig.identity.face.orders] == ["consent-1", "consent-2"]
    assert [evidence.tries for evidence in rig.identity.register.records] == [1, 2]


async def test_verified_without_band_or_without_anybody_alive_is_nobody() -> None:
    for report in (face_report(IdentityOutcome.VERIFIED), face_report(IdentityOutcome.VERIFIED, band=ScoreBand.ACCEPT)):
        rig = IdentityRig()
        await rig.to_hub()
        await rig.face(ADULT, report)
        assert rig.view == "WayFailed"
        assert rig.outcomes == [(IdentityWay.FACE, IdentityOutcome.REJECTED, "face.unsure")]


async def test_an_engine_that_raises_identifies_nobody_and_leaves_the_other_ways() -> None:
    rig = IdentityRig()
    await rig.to_hub()
    await rig.face(ADULT, RuntimeError(f"no frame of {ADULT.number}"))
    assert rig.view == "WayFailed"
    assert rig.outcomes == [(IdentityWay.FACE, IdentityOutcome.UNAVAILABLE, "identity.broken")]
    assert all(ADULT.number not in str(event) for event in rig.audit.events)
    await rig.do(IntentKind.CHOOSE, "person")
    await rig.do(IntentKind.CONFIRM)
    assert rig.view == "PaperGiven"


async def test_who_lets_staff_look_gets_a_number_where_one_is_given_without_a_name() -> None:
    rig = IdentityRig()
    await rig.to_hub()
    await rig.way(IdentityWay.PERSON)
    assert rig.engine.shown.view == AskPerson(number=True)
    assert phrase_of(rig.engine.shown) == SILENT, "the loudspeaker sends nobody elsewhere"
    await rig.do(IntentKind.CONFIRM)
    assert rig.view == "PaperGiven"
    assert rig.holder == ""


@pytest.mark.parametrize("asked", [policy(), None])
async def test_who_lets_staff_look_is_sent_to_them_where_the_hall_gives_nobody_a_nameless_number(asked: object) -> None:
    rig = IdentityRig()
    rig.change("s0", identity=asked, anonymous=False)
    await rig.to_hub()
    await rig.way(IdentityWay.PERSON)
    assert rig.engine.shown.view == AskPerson(number=False)
    assert phrase_of(rig.engine.shown) == "ask-staff"
    await rig.do(IntentKind.CONFIRM)
    assert rig.view == "Home"
    assert rig.hall.takes == {}, "the hall would have refused it"
    assert [way for way, _, _ in rig.outcomes] == [IdentityWay.PERSON]
    await rig.to_hub()
    await rig.card(ADULT)
    await rig.wait(4)
    assert rig.holder == person_of(ADULT)


async def test_five_failures_close_the_face_for_five_minutes_and_nothing_else() -> None:
    rig = IdentityRig()
    await rig.to_hub()
    for _ in range(5):
        await rig.face(ADULT, face_report(IdentityOutcome.REJECTED, "face.otherPerson"))
        await rig.do(IntentKind.CHOOSE, "other")
    hub = rig.engine.shown.view
    assert isinstance(hub, IdentityHub)
    closed = {offer.way: offer.reason for offer in hub.ways if not offer.enabled}
    assert closed == {IdentityWay.FACE: "identity.tooManyTries", IdentityWay.DOCUMENT: "identity.insufficient"}
    await rig.do(IntentKind.HOME)
    await rig.wait(301)
    await rig.to_hub()
    assert IdentityWay.FACE in {offer.way for offer in rig.engine.shown.view.ways if offer.enabled}


async def test_the_fifth_failure_says_how_long_and_offers_no_sixth() -> None:
    rig = IdentityRig()
    await rig.to_hub()
    for _ in range(4):
        await rig.face(ADULT, face_report(IdentityOutcome.NOT_LIVE, "face.notLive"))
        await rig.do(IntentKind.CHOOSE, "other")
    await rig.face(ADULT, face_report(IdentityOutcome.NOT_LIVE, "face.notLive"))
    assert rig.engine.shown.view == WayFailed(IdentityWay.FACE, "face.notLive", again=False, wait_s=300)
    await rig.do(IntentKind.CONFIRM)
    assert rig.view == "WayFailed"
    await rig.wait(2)
    assert rig.engine.shown.view.wait_s == 298


async def test_darkness_isnt_counted_as_a_failed_try() -> None:
    rig = IdentityRig()
    await rig.to_hub()
    for _ in range(7):
        await rig.face(ADULT, face_report(IdentityOutcome.NON_RESPONSE, "face.tooDark"))
        await rig.do(IntentKind.CHOOSE, "other")
    assert IdentityWay.FACE in {offer.way for offer in rig.engine.shown.view.ways if offer.enabled}


async def test_a_plain_code_for_a_plain_item_and_a_signed_moment_for_more() -> None:
    rig = IdentityRig()
    await rig.to_hub()
    await rig.code(GOOD_CODE)
    assert rig.view == "Welcome"
    assert rig.identity.code.asked == [""]
    rig = IdentityRig(policy(Assurance.L2))
    await rig.to_hub()
    await rig.way(IdentityWay.SHOW_CODE)
    assert rig.engine.shown.view == ScanNow("show-code", True, 45, "sign:nonce-0")
    await rig.do(IntentKind.BACK)
    await rig.code(BOUND_CODE)
    assert rig.view == "Welcome"
    assert rig.identity.code.asked == ["nonce-1"]


@pytest.mark.parametrize(
    ("reason", "outcome"),
    [
        ("code.replayed", IdentityOutcome.REJECTED),
        ("code.expired", IdentityOutcome.REJECTED),
        ("code.wrongNonce", IdentityOutcome.REJECTED),
        ("code.hallSilent", IdentityOutcome.UNAVAILABLE),
        ("code.clock", IdentityOutcome.UNAVAILABLE),
    ],
)
async def test_a_refused_code_says_why(reason: str, outcome: IdentityOutcome) -> None:
    rig = IdentityRig()
    await rig.to_hub()
    await rig.code(CodeVerdict(reason=reason))
    assert rig.engine.shown.view == WayFailed(IdentityWay.SHOW_CODE, reason, again=True)
    assert rig.outcomes == [(IdentityWay.SHOW_CODE, outcome, reason)]


async def test_a_ticket_before_the_scanner_is_no_show_code_and_the_right_one_may_follow() -> None:
    rig = IdentityRig()
    await rig.to_hub()
    rig.identity.scan.codes += [Scanned(b"AY003")]
    await rig.way(IdentityWay.SHOW_CODE)
    assert rig.engine.shown.view.problem == "code.malformed"
    assert rig.identity.scan.running == 1
    await rig.do(IntentKind.BACK)
    rig.identity.scan.codes += [Scanned(b"AY003")]
    await rig.code(GOOD_CODE)
    assert rig.view == "Welcome"


async def test_no_code_in_time() -> None:
    rig = IdentityRig()
    await rig.to_hub()
    await rig.way(IdentityWay.SHOW_CODE)
    await rig.wait(46)
    assert rig.outcomes == [(IdentityWay.SHOW_CODE, IdentityOutcome.NON_RESPONSE, "scan.timeOut")]
    assert rig.identity.scan.running == 0


async def test_a_card_is_laid_again_when_the_reader_wants_it() -> None:
    rig = IdentityRig()
    await rig.to_hub()
    rig.identity.card.reads += [CardRead(reason="card.liftAndPutAgain")]
    await rig.way(IdentityWay.CARD)
    assert isinstance(rig.engine.shown.view, LayCard)
    assert rig.engine.shown.view.problem == "card.liftAndPutAgain"
    await rig.do(IntentKind.BACK)
    rig.identity.card.reads += [CardRead(reason="card.liftAndPutAgain"), CardRead(ADULT)]
    await rig.way(IdentityWay.CARD)
    assert rig.view == "Welcome"


@pytest.mark.parametrize(
    ("read", "outcome", "reason"),
    [
        (CardRead(ADULT, problems=("card.expired",)), IdentityOutcome.REJECTED, "card.expired"),
        (CardRead(reason="card.wrongKind"), IdentityOutcome.REJECTED, "card.wrongKind"),
        (CardRead(reason="card.none"), IdentityOutcome.NON_RESPONSE, "card.none"),
        (CardRead(reason="silent"), IdentityOutcome.UNAVAILABLE, "silent"),
    ],
)
async def test_a_card_that_isnt_taken_says_why(read: CardRead, outcome: IdentityOutcome, reason: str) -> None:
    rig = IdentityRig()
    await rig.to_hub()
    rig.identity.card.reads.append(read)
    await rig.way(IdentityWay.CARD)
    assert rig.engine.shown.view == WayFailed(IdentityWay.CARD, reason, again=True)
    assert rig.outcomes == [(IdentityWay.CARD, outcome, reason)]


async def test_a_card_that_still_lies_there_is_asked_for_before_going_on() -> None:
    rig = IdentityRig()
    rig.identity.card.lies_there = True
    await rig.to_hub()
    await rig.card(ADULT)
    assert rig.view == "TakeCardBack"
    await rig.wait(2)
    assert rig.view == "TakeCardBack"
    rig.identity.card.lies_there = False
    await rig.do(IntentKind.WORLD_CHANGED)
    assert rig.view == "Welcome"


async def test_a_stuck_sensor_holds_nobody_for_long() -> None:
    rig = IdentityRig()
    rig.identity.card.lies_there = True
    await rig.to_hub()
    await rig.card(ADULT)
    await rig.wait(32)
    assert rig.view == "Welcome"


async def test_a_typed_document_is_a_claim_that_some_items_take() -> None:
    rig = IdentityRig(policy(Assurance.L2, typed_suffices=True))
    await rig.to_hub()
    await rig.way(IdentityWay.DOCUMENT)
    await rig.do(IntentKind.CHOOSE, "414")
    assert rig.engine.shown.view == EnterDocument("414", letters=True)
    await rig.type_number("E12345678")
    assert rig.view == "Welcome"
    assert rig.engine.shown.view.claimed, "nobody has verified a typed number"
    assert phrase_of(rig.engine.shown) == SILENT
    [evidence] = rig.identity.register.records
    assert (evidence.outcome, evidence.assurance, evidence.source) == (
        IdentityOutcome.VERIFIED, Assurance.L0, IdentitySource.TYPED,
    )  # fmt: skip


async def test_typing_hides_what_it_shows_and_tells_a_wrong_check_character() -> None:
    rig = IdentityRig(policy(Assurance.L0))
    await rig.to_hub()
    await rig.way(IdentityWay.DOCUMENT)
    await rig.do(IntentKind.CHOOSE, "111")
    wrong = ADULT.number[:-1] + ("0" if ADULT.number[-1] != "0" else "1")
    await rig.type_number(wrong)
    view = rig.engine.shown.view
    assert (view.problem, view.hidden, view.complete, view.letters) == ("id.check", True, True, False)
    assert wrong not in repr(view)
    await rig.do(IntentKind.SEVERAL)
    assert rig.engine.shown.view.hidden is False
    await rig.do(IntentKind.KEY, "erase")
    await rig.do(IntentKind.KEY, ADULT.number[-1])
    await rig.do(IntentKind.CONFIRM)
    assert rig.view == "Welcome"


async def test_staff_look_where_somebody_wants_it_and_the_number_names_nobody() -> None:
    rig = IdentityRig(policy(Assurance.L3))
    await rig.to_hub()
    await rig.way(IdentityWay.PERSON)
    assert rig.view == "AskPerson"
    await rig.do(IntentKind.BACK)
    assert rig.view == "IdentityHub"
    await rig.way(IdentityWay.PERSON)
    await rig.do(IntentKind.CONFIRM)
    assert rig.view == "PaperGiven"
    assert rig.holder == ""
    assert rig.outcomes == [(IdentityWay.PERSON, IdentityOutcome.STEP_UP, "identity.atWindow")]


async def test_a_kiosk_with_nothing_still_serves_and_says_why_each_way_is_grey() -> None:
    away = Readiness(False, "identity.notHere")
    identity = MemoryIdentity(face=MemoryFace(ready=away), card=MemoryCard(ready=away))
    identity.scan.ready = away
    rig = IdentityRig(identity=identity)
    await rig.to_hub()
    offers = {offer.way: (offer.enabled, offer.reason) for offer in rig.engine.shown.view.ways}
    assert offers == {
        IdentityWay.FACE: (False, "identity.notHere"),
        IdentityWay.SHOW_CODE: (False, "identity.notHere"),
        IdentityWay.CARD: (False, "identity.notHere"),
        IdentityWay.DOCUMENT: (False, "identity.insufficient"),
        IdentityWay.PERSON: (True, ""),
    }
    await rig.way(IdentityWay.FACE)
    assert rig.view == "IdentityHub"


async def test_nothing_to_compare_with_offers_no_face() -> None:
    rig = IdentityRig(identity=MemoryIdentity(face=MemoryFace(keeps_people=False)))
    await rig.to_hub()
    [face] = [offer for offer in rig.engine.shown.view.ways if offer.way is IdentityWay.FACE]
    assert (face.enabled, face.reason) == (False, "vision.nothingToCompare")


async def test_back_from_the_hub_is_the_choice_of_services() -> None:
    rig = IdentityRig()
    await rig.to_hub()
    await rig.do(IntentKind.BACK)
    assert rig.view == "ChooseOneService"
    await rig.do(IntentKind.CHOOSE, "s1")
    assert rig.view == "PaperGiven"
