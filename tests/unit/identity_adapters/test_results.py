"""Result codes and answers of platforms that nobody promised: never a success by mistake."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.messages.identity_words import Assurance, IdentityOutcome
from hall_controller.identity.adapters import ctid_results, licence_results
from hall_controller.identity.adapters.base import MALFORMED
from hall_controller.identity.adapters.ctid_wire import Mode
from hall_controller.identity.adapters.gateway import gateway_headers
from hall_controller.identity.adapters.licence_results import ASSURANCE, NotUnderstood, Trust

HOLDER = {"name": "王小明", "document": "111", "number": "1"}
LICENCE: dict[str, Any] = {"status": "valid", "trust": "A", "holder": HOLDER}


@given(st.text(max_size=6), st.sampled_from(list(Mode)))
def test_only_the_known_codes_are_successes(code: str, mode: Mode) -> None:
    answer = ctid_results.answer_of(code, mode)
    good = len(code) == 4 and code[0] == "0" and set(code) <= set("0X") and (mode is Mode.NAME_AND_NUMBER or code[2] == "0")
    if answer.outcome is IdentityOutcome.VERIFIED:
        assert good
    else:
        assert answer.reason
        assert answer.assurance is Assurance.L0


@pytest.mark.parametrize("code", ["", "0", "00000", "0 0X", "0x0X", "９XXX", "1XXX", "0X9X", "0XXX"])
def test_codes_that_arent_known(code: str) -> None:
    answer = ctid_results.answer_of(code, Mode.WITH_FACE)
    assert (answer.outcome, answer.reason) == (IdentityOutcome.UNAVAILABLE, MALFORMED)


@pytest.mark.parametrize(
    ("code", "mode"),
    [
        ("0X1X", Mode.NAME_AND_NUMBER),
        ("05XX", Mode.NAME_AND_NUMBER),
        ("0XX5", Mode.NAME_AND_NUMBER),
        ("050X", Mode.WITH_FACE),
        ("0X05", Mode.WITH_FACE),
        ("090W", Mode.WITH_FACE),
    ],
)
def test_a_result_that_contradicts_itself_is_no_success(code: str, mode: Mode) -> None:
    answer = ctid_results.answer_of(code, mode)
    assert (answer.outcome, answer.reason) == (IdentityOutcome.UNAVAILABLE, MALFORMED)


@pytest.mark.parametrize("code", ["0X0X", "0000"])
def test_what_wasnt_looked_at_doesnt_speak_against_anybody(code: str) -> None:
    assert ctid_results.answer_of(code, Mode.WITH_FACE).assurance is Assurance.L2


def test_every_level_of_trust_has_its_worth_and_none_more_than_a_moments_proof() -> None:
    assert set(ASSURANCE) == set(Trust)
    worth = [-1 if ASSURANCE[trust] is None else int(ASSURANCE[trust] or 0) for trust in Trust]
    assert worth == sorted(worth, reverse=True)
    assert max(worth) <= Assurance.L2


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"licence": None},
        {"licence": []},
        {"licence": {**LICENCE, "trust": "E"}},
        {"licence": {**LICENCE, "trust": ["A"]}},
        {"licence": {**LICENCE, "holder": {**HOLDER, "document": "999"}}},
        {"licence": {**LICENCE, "holder": {**HOLDER, "number": ""}}},
        {"licence": {"trust": "A", "holder": HOLDER}},
        {"error": "somethingElse", "licence": LICENCE},
        {"error": ["codeUsed"]},
        {"error": 0, "licence": LICENCE},
    ],
)
def test_answers_that_nobody_promised(document: dict[str, Any]) -> None:
    with pytest.raises(NotUnderstood) as refused:
        licence_results.answer_of(document, "mark", by_code=True)
    assert "王小明" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_a_platform_without_a_watermark_gets_the_halls() -> None:
    assert licence_results.answer_of({"licence": LICENCE}, "mark", by_code=True).watermark == "mark"
    assert licence_results.answer_of({"licence": LICENCE, "watermark": ""}, "mark", by_code=True).watermark == "mark"


def test_the_gateways_signature_as_its_users_publish_it() -> None:
    headers = gateway_headers("hall", "token", 1_700_000_000, "abc")
    assert headers == {
        "x-tif-paasid": "hall",
        "x-tif-timestamp": "1700000000",
        "x-tif-nonce": "abc",
        # printf 1700000000tokenabc1700000000 | sha256sum
        "x-tif-signature": "ce125fa123dd26f74b864911f1d46c69c07ae92356259f5db97b52a07f6e7aaa",
    }
