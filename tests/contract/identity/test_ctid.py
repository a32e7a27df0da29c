"""CTID: adapter and reference server agree on the two steps, and every way it can go wrong has its own word."""

import json
import logging
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

import pytest
import structlog

from api.credentials import sm2
from api.credentials.keys import Algorithm, PrivateKey, new_private_key
from api.messages.identity_words import Assurance, IdentityOutcome, IdentitySource
from hall_controller.identity.adapters.base import (
    BAD_PICTURE,
    BUSY,
    LACKS,
    MALFORMED,
    NO_CONSENT,
    NO_MATCH,
    NO_PICTURE_THERE,
    OTHER_FACE,
    REFUSES_US,
    SILENT,
    UNSURE_FACE,
    Question,
)
from hall_controller.identity.adapters.breaker import AWAY_S, FAILURES_UNTIL_AWAY
from hall_controller.identity.adapters.ctid_wire import APPLY, REQUEST
from tests.support.platforms import PEOPLE, PICTURE_OF_WANG, WANG, CtidRig
from tingtang.reference.faults import Fault

LI = next(person for person in PEOPLE.values() if person.name == "李秀英")
ASKED = Question(name=WANG.name, id_number=WANG.number)


def with_picture(picture: bytes, name: str = WANG.name, number: str = WANG.number, *, consented: bool = True) -> Question:
    return Question(name=name, id_number=number, picture=b64encode(picture).decode(), consented=consented)


@pytest.mark.parametrize(
    "algorithm",
    [Algorithm.ES256, pytest.param(Algorithm.SM2, marks=pytest.mark.skipif(not sm2.available(), reason="no SM2 library"))],
)
async def test_name_and_number_are_a_claim_that_is_true(algorithm: Algorithm) -> None:
    rig = CtidRig(algorithm)
    answer = await rig.adapter.check(ASKED)
    assert (answer.outcome, answer.assurance) == (IdentityOutcome.VERIFIED, Assurance.L0)
    assert answer.source is IdentitySource.CTID
    assert rig.wire.paths == [APPLY, REQUEST]


async def test_a_face_that_is_the_persons() -> None:
    answer = await CtidRig().adapter.check(with_picture(PICTURE_OF_WANG))
    assert (answer.outcome, answer.assurance) == (IdentityOutcome.VERIFIED, Assurance.L2)


async def test_it_tells_nothing_that_it_wasnt_asked_with() -> None:
    answer = await CtidRig().adapter.check(ASKED)
    assert answer.result() == {"outcome": "verified", "reason": "", "assurance": 0, "source": "ctid"}


@pytest.mark.parametrize(
    ("question", "outcome", "reason"),
    [
        (Question(name=LI.name, id_number=WANG.number), IdentityOutcome.REJECTED, NO_MATCH),
        (Question(name=WANG.name, id_number="610124199001010000"), IdentityOutcome.REJECTED, NO_MATCH),
        (with_picture(b"somebody else"), IdentityOutcome.REJECTED, OTHER_FACE),
        (with_picture(b"unsure"), IdentityOutcome.STEP_UP, UNSURE_FACE),
        (with_picture(b"blurred"), IdentityOutcome.NON_RESPONSE, BAD_PICTURE),
        (with_picture(b"x", LI.name, LI.number), IdentityOutcome.UNAVAILABLE, NO_PICTURE_THERE),
    ],
)
async def test_what_isnt_so(question: Question, outcome: IdentityOutcome, reason: str) -> None:
    answer = await CtidRig().adapter.check(question)
    assert (answer.outcome, answer.reason, answer.assurance) == (outcome, reason, Assurance.L0)


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        (Question(name=WANG.name), LACKS),
        (Question(id_number=WANG.number), LACKS),
        (Question(code="a code"), LACKS),
        (with_picture(PICTURE_OF_WANG, consented=False), NO_CONSENT),
    ],
)
async def test_what_may_not_be_asked_leaves_nothing_on_the_wire(question: Question, reason: str) -> None:
    rig = CtidRig()
    assert (await rig.adapter.check(question)).reason == reason
    assert rig.wire.sent == []


async def test_each_request_has_a_serial_number_and_a_signature_of_its_own() -> None:
    rig = CtidRig()
    for _ in range(2):
        await rig.adapter.check(ASKED)
    requests = [json.loads(request.content) for request in rig.wire.sent if request.url.path == REQUEST]
    assert len({request["bizPackage"]["businessSerialNumber"] for request in requests}) == 2
    assert len({request["bizPackage"]["randomNumber"] for request in requests}) == 2
    assert len({request["sign"] for request in requests}) == 2


async def test_a_request_that_is_repeated_by_somebody_else_is_worth_nothing() -> None:
    rig = CtidRig()
    await rig.adapter.check(ASKED)
    again = rig.server.request(rig.wire.sent[-1].content)
    assert again["success"] is False


async def test_a_changed_package_is_refused() -> None:
    rig = CtidRig()
    await rig.adapter.check(ASKED)
    document = json.loads(rig.wire.sent[0].content)
    document["bizPackage"]["authMode"] = "0x42"
    assert rig.server.apply(json.dumps(document).encode())["success"] is False


async def test_an_account_that_isnt_ours_is_told_from_a_platform_that_is_away() -> None:
    rig = CtidRig(key=new_private_key(Algorithm.ES256, "04ab"))
    assert (await rig.adapter.check(ASKED)).reason == REFUSES_US


@pytest.mark.parametrize("apart_ms", [301_000, -301_000])
async def test_a_clock_that_is_off_by_five_minutes_is_refused(apart_ms: int) -> None:
    rig = CtidRig()
    rig.times.platform_ms += apart_ms
    assert (await rig.adapter.check(ASKED)).reason == REFUSES_US


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault.BUSY, BUSY),
        (Fault.DOWN, SILENT),
        (Fault.BROKEN, MALFORMED),
        (Fault.UNSIGNED, MALFORMED),
        (Fault.REFUSES, REFUSES_US),
        (Fault.LOST, SILENT),
    ],
)
async def test_a_platform_that_goes_wrong_for_long(fault: Fault, reason: str) -> None:
    rig = CtidRig()
    rig.faults.set(fault, times=100)
    answer = await rig.adapter.check(ASKED)
    assert (answer.outcome, answer.reason) == (IdentityOutcome.UNAVAILABLE, reason)


async def test_a_platform_that_never_answers_ends_in_time() -> None:
    rig = CtidRig(time_limit_s=0.05)
    rig.faults.set(Fault.SLOW)
    assert (await rig.adapter.check(ASKED)).reason == SILENT


async def test_a_short_outage_is_waited_out() -> None:
    rig = CtidRig()
    rig.faults.set(Fault.DOWN)
    assert (await rig.adapter.check(ASKED)).outcome is IdentityOutcome.VERIFIED
    assert rig.wire.paths == [APPLY, APPLY, REQUEST]


async def test_a_line_that_breaks_once_is_tried_again() -> None:
    rig = CtidRig()
    rig.wire.cut = 1
    assert (await rig.adapter.check(ASKED)).outcome is IdentityOutcome.VERIFIED


async def test_a_request_whose_answer_is_lost_is_made_anew_with_a_serial_number_of_its_own() -> None:
    rig = CtidRig()
    rig.wire.lose = [REQUEST]
    assert (await rig.adapter.check(ASKED)).outcome is IdentityOutcome.VERIFIED
    assert rig.wire.paths == [APPLY, REQUEST, APPLY, REQUEST]


async def test_a_second_lost_answer_is_the_end_of_it() -> None:
    rig = CtidRig()
    rig.wire.lose = [REQUEST, REQUEST]
    assert (await rig.adapter.check(ASKED)).reason == SILENT
    assert rig.wire.paths == [APPLY, REQUEST, APPLY, REQUEST]


async def test_the_answer_to_another_question_isnt_taken() -> None:
    rig = CtidRig()
    genuine = rig.server.signed

    def of_another(package: Mapping[str, Any], key: PrivateKey | None = None) -> bytes:
        swapped = {**package, "businessSerialNumber": "0" * 32} if "authResult" in package else package
        return genuine(swapped, key)

    rig.server.signed = of_another  # type: ignore[method-assign]
    assert (await rig.adapter.check(ASKED)).reason == MALFORMED


async def test_after_failures_in_a_row_nobody_is_kept_waiting_and_later_one_question_finds_out() -> None:
    rig = CtidRig()
    rig.faults.set(Fault.DOWN, times=100)
    for _ in range(FAILURES_UNTIL_AWAY):
        assert rig.adapter.ready
        await rig.adapter.check(ASKED)
    assert not rig.adapter.ready
    asked = len(rig.wire.sent)
    assert (await rig.adapter.check(ASKED)).reason == SILENT
    assert len(rig.wire.sent) == asked
    rig.times.later(int(AWAY_S * 1000))
    rig.faults.set(Fault.NONE)
    assert rig.adapter.ready
    assert (await rig.adapter.check(ASKED)).outcome is IdentityOutcome.VERIFIED
    assert rig.adapter.ready


async def test_a_person_who_isnt_known_is_no_outage() -> None:
    rig = CtidRig()
    for _ in range(FAILURES_UNTIL_AWAY + 1):
        await rig.adapter.check(Question(name=LI.name, id_number=WANG.number))
    assert rig.adapter.ready


async def test_nothing_personal_in_an_address_a_header_or_a_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    rig = CtidRig()
    with structlog.testing.capture_logs() as lines:
        await rig.adapter.check(with_picture(PICTURE_OF_WANG))
        rig.faults.set(Fault.BROKEN, times=9)
        answer = await rig.adapter.check(ASKED)
    told = " ".join([*map(str, lines), caplog.text, repr(answer), *(f"{one.url} {one.headers}" for one in rig.wire.sent)])
    for personal in (WANG.number, WANG.name, b64encode(PICTURE_OF_WANG).decode()):
        assert personal not in told
