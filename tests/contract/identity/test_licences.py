"""Electronic licences: adapter and reference server agree, each level of trust is believed so far, codes are good once."""

import logging
from dataclasses import replace

import pytest
import structlog

from api.ids import new_id
from api.messages.identity_words import Assurance, IdentityOutcome, IdentitySource
from hall_controller.identity.adapters.base import (
    BUSY,
    CODE_EXPIRED,
    CODE_UNKNOWN,
    CODE_USED,
    LACKS,
    MALFORMED,
    NO_MATCH,
    NOT_VALID,
    REFUSES_US,
    SILENT,
    UNTRUSTED,
    Question,
)
from hall_controller.identity.adapters.licence import RESOLVE
from tests.support.platforms import PEOPLE, WANG, LicenceRig
from tingtang.reference.faults import Fault
from tingtang.reference.licence_app import CODE_LIVES_MS, WATERMARK
from tingtang.reference.people import Person


def person(name: str) -> Person:
    return next(one for one in PEOPLE.values() if one.name == name)


def code_of(rig: LicenceRig, name: str = WANG.name) -> Question:
    return Question(code=rig.server.new_code(person(name).number))


async def test_a_phones_code_tells_who_it_is_and_what_must_stand_over_a_picture() -> None:
    rig = LicenceRig()
    answer = await rig.adapter.check(code_of(rig))
    assert (answer.outcome, answer.assurance, answer.source) == (
        IdentityOutcome.VERIFIED,
        Assurance.L2,
        IdentitySource.LICENCE,
    )
    assert (answer.name, answer.id_number, answer.document) == (WANG.name, WANG.number, "111")
    assert answer.watermark == WATERMARK


@pytest.mark.parametrize(
    ("name", "outcome", "assurance", "reason"),
    [
        ("王小明", IdentityOutcome.VERIFIED, Assurance.L2, ""),
        ("李秀英", IdentityOutcome.VERIFIED, Assurance.L1, ""),
        ("张伟", IdentityOutcome.VERIFIED, Assurance.L0, ""),
        ("赵敏", IdentityOutcome.REJECTED, Assurance.L0, UNTRUSTED),
        ("陈晓", IdentityOutcome.REJECTED, Assurance.L0, NOT_VALID),
    ],
)
async def test_levels_of_trust(name: str, outcome: IdentityOutcome, assurance: Assurance, reason: str) -> None:
    rig = LicenceRig()
    answer = await rig.adapter.check(code_of(rig, name))
    assert (answer.outcome, answer.assurance, answer.reason) == (outcome, assurance, reason)
    assert bool(answer.id_number) is (outcome is IdentityOutcome.VERIFIED)


async def test_name_and_number_prove_nothing_of_who_stands_there() -> None:
    rig = LicenceRig()
    answer = await rig.adapter.check(Question(name=WANG.name, id_number=WANG.number))
    assert (answer.outcome, answer.assurance) == (IdentityOutcome.VERIFIED, Assurance.L0)


@pytest.mark.parametrize(
    "question", [Question(name="李秀英", id_number=WANG.number), Question(name=WANG.name, id_number="610124199001010000")]
)
async def test_a_claim_that_isnt_true(question: Question) -> None:
    assert (await LicenceRig().adapter.check(question)).reason == NO_MATCH


async def test_a_code_is_good_once() -> None:
    rig = LicenceRig()
    question = code_of(rig)
    assert (await rig.adapter.check(question)).outcome is IdentityOutcome.VERIFIED
    answer = await rig.adapter.check(question)
    assert (answer.outcome, answer.reason) == (IdentityOutcome.REJECTED, CODE_USED)


async def test_an_answer_that_is_lost_doesnt_make_the_code_a_used_one() -> None:
    rig = LicenceRig()
    rig.wire.lose = [RESOLVE]
    assert (await rig.adapter.check(code_of(rig))).outcome is IdentityOutcome.VERIFIED
    assert rig.wire.paths == [RESOLVE, RESOLVE]


async def test_a_terminal_that_asks_again_gets_the_same_answer() -> None:
    """Its answer was lost between hall and terminal: the hall keeps none, the platform knows the question again."""
    rig = LicenceRig()
    question = replace(code_of(rig), ask=new_id())
    first = await rig.adapter.check(question)
    assert first.outcome is IdentityOutcome.VERIFIED
    assert await rig.adapter.check(question) == first
    assert (await rig.adapter.check(replace(question, ask=new_id()))).reason == CODE_USED


async def test_asked_for_one_and_told_of_another() -> None:
    rig = LicenceRig()
    other = person("李秀英")
    rig.server._people = {**PEOPLE, WANG.number: replace(other, name=WANG.name)}
    answer = await rig.adapter.check(Question(name=WANG.name, id_number=WANG.number))
    assert (answer.outcome, answer.reason) == (IdentityOutcome.UNAVAILABLE, MALFORMED)
    assert not answer.id_number


async def test_old_and_strange_codes() -> None:
    rig = LicenceRig()
    question = code_of(rig)
    rig.times.later(CODE_LIVES_MS + 1)
    assert (await rig.adapter.check(question)).reason == CODE_EXPIRED
    assert (await rig.adapter.check(Question(code="DZZZ0"))).reason == CODE_UNKNOWN


async def test_what_cant_be_asked_leaves_nothing_on_the_wire() -> None:
    rig = LicenceRig()
    assert (await rig.adapter.check(Question(name=WANG.name))).reason == LACKS
    assert rig.wire.sent == []


async def test_the_gateway_lets_only_our_account_through_at_the_right_time_and_each_call_once() -> None:
    assert (await LicenceRig(token="another").adapter.check(Question(code="x"))).reason == REFUSES_US
    late = LicenceRig()
    late.times.platform_ms += 301_000
    assert (await late.adapter.check(Question(code="x"))).reason == REFUSES_US
    rig = LicenceRig()
    await rig.adapter.check(code_of(rig))
    assert not rig.server.admits(rig.wire.sent[0].headers)


async def test_the_token_never_travels() -> None:
    rig = LicenceRig(token="a token of nobody")
    await rig.adapter.check(code_of(rig))
    sent = rig.wire.sent[0]
    assert "token of nobody" not in f"{sent.url} {sent.headers} {sent.content!r}"


@pytest.mark.parametrize(
    ("fault", "reason"),
    [(Fault.BUSY, BUSY), (Fault.DOWN, SILENT), (Fault.BROKEN, MALFORMED), (Fault.REFUSES, REFUSES_US), (Fault.LOST, SILENT)],
)
async def test_a_platform_that_goes_wrong_for_long(fault: Fault, reason: str) -> None:
    rig = LicenceRig()
    rig.faults.set(fault, times=100)
    answer = await rig.adapter.check(code_of(rig))
    assert (answer.outcome, answer.reason) == (IdentityOutcome.UNAVAILABLE, reason)


async def test_a_platform_that_never_answers_ends_in_time() -> None:
    rig = LicenceRig(time_limit_s=0.05)
    rig.faults.set(Fault.SLOW)
    assert (await rig.adapter.check(code_of(rig))).reason == SILENT


async def test_nothing_personal_in_an_address_a_header_or_a_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    rig = LicenceRig()
    with structlog.testing.capture_logs() as lines:
        question = code_of(rig)
        answer = await rig.adapter.check(question)
        await rig.adapter.check(Question(name=WANG.name, id_number=WANG.number))
    told = " ".join([*map(str, lines), caplog.text, repr(answer), *(f"{one.url} {one.headers}" for one in rig.wire.sent)])
    for personal in (WANG.number, WANG.name, question.code):
        assert personal not in told
