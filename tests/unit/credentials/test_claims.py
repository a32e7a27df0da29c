"""Claims that an issuer signed and that still can't be: each is refused as malformed, in both forms."""

from typing import Any

import pytest

from api.credentials import cose, jose
from api.credentials.claims import AUDIENCE as HALL_KEY
from api.credentials.claims import EXPIRES, HOLDER, ISSUED, NONCE, TOKEN_ID
from api.credentials.holder import LONGEST_NAME, LONGEST_NUMBER, CodeHolder, pack
from api.credentials.issuer import Form
from api.credentials.keys import Algorithm
from api.credentials.refusal import CodeRefused, Reason
from api.credentials.verify import LONGEST, SHOW_CODE_KIND
from tests.support.credentials import HALL, NOW_S, NUMBER, Issuance
from tests.support.credentials import HOLDER as PERSON
from tests.support.credentials import NONCE as SHOWN

SHORT, LONG = Issuance(Algorithm.ES256, Form.COSE), Issuance(Algorithm.ES256, Form.JWS)
CWT: dict[Any, Any] = {HALL_KEY: HALL, EXPIRES: NOW_S + 60, TOKEN_ID: b"123456", HOLDER: pack(PERSON)}
JWT: dict[str, Any] = {"aud": HALL, "exp": NOW_S + 60, "jti": "a1b2c3d4", "holder": {"doc": "111", "num": NUMBER}}
GONE = object()


def changed(claims: dict[Any, Any], key: object, value: object) -> dict[Any, Any]:
    rest = {name: each for name, each in claims.items() if name != key}
    return rest if value is GONE else {**rest, key: value}


def short_reason(claims: Any, nonce: str = "") -> str:
    return reason(SHORT, cose.write(claims, SHORT.key), nonce)


def long_reason(claims: Any, nonce: str = "") -> str:
    return reason(LONG, jose.write(claims, LONG.key, SHOW_CODE_KIND), nonce)


def reason(issued: Issuance, code: str, nonce: str) -> str:
    try:
        issued.verify(code, nonce=nonce)
    except CodeRefused as refused:
        return refused.reason.value
    return ""


def test_the_claims_that_the_others_are_made_from_are_good() -> None:
    assert short_reason(CWT) == long_reason(JWT) == ""


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (HALL_KEY, GONE),
        (HALL_KEY, 7),
        (HALL_KEY, ""),
        (HALL_KEY, "h" * 33),
        (EXPIRES, GONE),
        (EXPIRES, True),
        (EXPIRES, NOW_S + 30.5),
        (EXPIRES, "soon"),
        (EXPIRES, -1),
        (EXPIRES, 1 << 40),
        (ISSUED, "now"),
        (ISSUED, -5),
        (TOKEN_ID, GONE),
        (TOKEN_ID, b""),
        (TOKEN_ID, b"123"),
        (TOKEN_ID, bytes(65)),
        (TOKEN_ID, "123456"),
        (NONCE, b"1234567"),
        (NONCE, bytes(65)),
        (NONCE, SHOWN),
        (HOLDER, GONE),
        (HOLDER, b""),
        (HOLDER, b"1234567"),
        (HOLDER, (10**17).to_bytes(8)),
        (HOLDER, bytes(8) + b"\xd8\x00"),
        (HOLDER, bytes(8) + b"\x00"),
        (HOLDER, bytes(8) + "名".encode("utf-16-be") * (LONGEST_NAME + 1)),
        (HOLDER, bytes(8) + "名\n".encode("utf-16-be")),
        (HOLDER, ["111", NUMBER]),
        (HOLDER, ["111", NUMBER, "", ""]),
        (HOLDER, [111, NUMBER, ""]),
        (HOLDER, ["1111", NUMBER, ""]),
        (HOLDER, ["1a1", NUMBER, ""]),
        (HOLDER, ["414", "", ""]),
        (HOLDER, ["414", "E" * (LONGEST_NUMBER + 1), ""]),
        (HOLDER, ["414", "É1234567", ""]),
        (HOLDER, ["414", "E\t123456", ""]),
        (HOLDER, {"doc": "111"}),
        (HOLDER, None),
    ],
)
def test_a_short_code_with_one_claim_that_cant_be(key: int, value: object) -> None:
    assert short_reason(changed(CWT, key, value)) == Reason.MALFORMED


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("aud", GONE),
        ("aud", [HALL]),
        ("exp", GONE),
        ("exp", float(NOW_S)),
        ("exp", True),
        ("iat", "now"),
        ("jti", GONE),
        ("jti", 12345678),
        ("jti", "é-123456"),
        ("jti", "a1"),
        ("nonce", 5),
        ("nonce", "ab"),
        ("holder", GONE),
        ("holder", "王小明"),
        ("holder", {"doc": "111"}),
        ("holder", {"num": NUMBER}),
        ("holder", {"doc": 111, "num": NUMBER}),
        ("holder", {"doc": "111", "num": NUMBER, "name": 5}),
        ("holder", {"doc": "111", "num": NUMBER, "name": "x" * (LONGEST_NAME + 1)}),
    ],
)
def test_a_long_code_with_one_claim_that_cant_be(key: str, value: object) -> None:
    assert long_reason(changed(JWT, key, value)) == Reason.MALFORMED


@pytest.mark.parametrize("claims", [[], "text", 5, None])
def test_claims_that_are_no_map(claims: object) -> None:
    assert short_reason(claims) == Reason.MALFORMED
    assert long_reason(claims) == Reason.MALFORMED


@pytest.mark.parametrize(
    ("issued_s", "expires_s", "word"),
    [
        (NOW_S, NOW_S + 60, ""),
        (NOW_S + 30, NOW_S + 60, ""),
        (NOW_S - 30, NOW_S + 31, Reason.NOT_YET_VALID),
        (NOW_S + 31, NOW_S + 60, Reason.NOT_YET_VALID),
        (NOW_S - 100, NOW_S - 31, Reason.EXPIRED),
    ],
)
def test_when_it_was_made(issued_s: int, expires_s: int, word: str) -> None:
    assert short_reason({**CWT, ISSUED: issued_s, EXPIRES: expires_s}) == word
    assert long_reason({**JWT, "iat": issued_s, "exp": expires_s}) == word


def test_a_nonce_takes_the_token_ids_place() -> None:
    bound = {**changed(CWT, TOKEN_ID, GONE), NONCE: bytes.fromhex(SHOWN)}
    assert short_reason(bound, SHOWN) == ""
    assert long_reason({**changed(JWT, "jti", GONE), "nonce": SHOWN}, SHOWN) == ""


def test_an_issuer_may_take_a_uuid_as_token_id() -> None:
    assert long_reason(changed(JWT, "jti", "5f0c1b1e-8a2d-4c57-9a43-0d6c2e7b9f10")) == ""


def test_a_signed_text_that_is_too_long_isnt_even_looked_at() -> None:
    assert long_reason({**JWT, "more": "x" * LONGEST}) == Reason.MALFORMED


def test_a_resident_whose_number_doesnt_check_and_another_document_are_texts() -> None:
    """Only what comes back the same is packed into eight bytes."""
    for holder in (CodeHolder("111", NUMBER[:17] + "?"), CodeHolder("111", "short"), CodeHolder("112", NUMBER)):
        assert pack(holder) == [holder.document, holder.number, holder.name]
