"""A code is good for one person, one hall, one minute and one key; each thing wrong with it has its own word."""

import pytest

from api.credentials import sm2
from api.credentials.holder import CodeHolder
from api.credentials.issuer import MOST_CHARACTERS, Form
from api.credentials.keys import Algorithm, new_private_key
from api.credentials.refusal import CodeRefused, Reason
from api.credentials.verify import LIFE_S, GoodCode
from tests.support.credentials import DAY_S, HALL, HOLDER, NONCE, NOW_S, NUMBER, Issuance


@pytest.fixture(params=[(alg, form) for alg in Algorithm for form in Form], ids=lambda pair: f"{pair[0]}-{pair[1]}")
def issued(request: pytest.FixtureRequest) -> Issuance:
    return Issuance(*request.param)


def refused(issued: Issuance, code: str | bytes, **changed: object) -> Reason:
    with pytest.raises(CodeRefused) as error:
        issued.verify(code, **changed)
    return error.value.reason


def test_a_fresh_code_says_who_it_is_and_until_when(issued: Issuance) -> None:
    good = issued.verify(issued.code())
    assert (good.holder.document, good.holder.number, good.issuer, good.bound) == ("111", NUMBER, "city-app", False)
    assert good.expires_at_ms == (NOW_S + LIFE_S) * 1000


def test_a_code_over_the_kiosks_nonce_is_bound_to_this_moment(issued: Issuance) -> None:
    good = issued.verify(issued.code(nonce=NONCE), nonce=NONCE)
    assert good.bound
    assert good.holder.number == NUMBER


def test_each_code_is_remembered_under_its_own_mark(issued: Issuance) -> None:
    one, other = issued.code(), issued.code()
    assert issued.verify(one).once != issued.verify(other).once
    assert issued.verify(one).once == issued.verify(one).once


def test_a_screenshot_lacks_the_nonce_or_has_another_one(issued: Issuance) -> None:
    assert refused(issued, issued.code(), nonce=NONCE) is Reason.WRONG_NONCE
    assert refused(issued, issued.code(nonce="ff" * 8), nonce=NONCE) is Reason.WRONG_NONCE
    # And one made for another kiosk's nonce, at a kiosk that shows none.
    assert refused(issued, issued.code(nonce=NONCE)) is Reason.WRONG_NONCE


@pytest.mark.parametrize(
    ("later_s", "reason"),
    [(0, None), (90, None), (91, Reason.EXPIRED), (300, Reason.EXPIRED), (-30, None), (-31, Reason.NOT_YET_VALID)],
)
def test_a_minute_and_half_a_minute_of_skew(issued: Issuance, later_s: int, reason: Reason | None) -> None:
    code = issued.code()
    if reason is None:
        assert isinstance(issued.verify(code, now_s=NOW_S + later_s), GoodCode)
    else:
        assert refused(issued, code, now_s=NOW_S + later_s) is reason


def test_a_code_that_lives_longer_than_a_minute_isnt_taken(issued: Issuance) -> None:
    assert refused(issued, issued.code(life_s=3600)) is Reason.NOT_YET_VALID


def test_another_halls_code(issued: Issuance) -> None:
    assert refused(issued, issued.code(hall="150426-07")) is Reason.WRONG_HALL


def test_a_key_that_nobody_listed(issued: Issuance) -> None:
    stranger = new_private_key(issued.algorithm, "beef")
    assert refused(issued, issued.code(key=stranger)) is Reason.UNKNOWN_KEY


def test_a_strangers_key_under_a_listed_keys_id(issued: Issuance) -> None:
    forger = new_private_key(issued.algorithm, issued.key.kid)
    assert refused(issued, issued.code(key=forger)) is Reason.BAD_SIGNATURE


def test_a_withdrawn_key_has_words_of_its_own(issued: Issuance) -> None:
    code = issued.code()
    issued.list(issued.key, withdrawn=True)
    assert refused(issued, code) is Reason.WITHDRAWN_KEY


def test_keys_overlap_and_end(issued: Issuance) -> None:
    newer = new_private_key(issued.algorithm, "c3d4")
    issued.list(issued.key, newer)
    assert issued.verify(issued.code()).holder.number == issued.verify(issued.code(key=newer)).holder.number
    issued.list(issued.key, good_until_s=NOW_S - 60)
    assert refused(issued, issued.code()) is Reason.OLD_KEY
    issued.list(issued.key, good_from_s=NOW_S + 60)
    assert refused(issued, issued.code()) is Reason.OLD_KEY


def test_an_old_trust_list_stops_everything(issued: Issuance) -> None:
    code = issued.code(now_s=NOW_S + 91 * DAY_S)
    assert refused(issued, code, now_s=NOW_S + 91 * DAY_S) is Reason.OLD_TRUST_LIST


@pytest.mark.parametrize("form", list(Form))
def test_the_list_and_not_the_code_says_how_a_key_signs(form: Form) -> None:
    """A code signed by SM2 under the id of a key that is listed for ES256."""
    issued = Issuance(Algorithm.ES256, form)
    other = new_private_key(Algorithm.SM2, issued.key.kid)
    assert refused(issued, issued.code(key=other)) is Reason.BAD_SIGNATURE


@pytest.mark.parametrize("form", list(Form))
def test_without_its_library_an_sm2_code_is_refused_by_name(form: Form, monkeypatch: pytest.MonkeyPatch) -> None:
    issued = Issuance(Algorithm.SM2, form)
    code = issued.code()
    monkeypatch.setattr(sm2, "find_spec", lambda _: None)
    assert refused(issued, code) is Reason.ALGORITHM
    es256 = Issuance(Algorithm.ES256, form)
    assert es256.verify(es256.code()).holder.number == NUMBER


@pytest.mark.parametrize("algorithm", list(Algorithm))
@pytest.mark.parametrize("nonce", ["", NONCE])
@pytest.mark.parametrize("name", ["", "王明", "王小明", "欧阳小明", "阿卜杜热合曼·买买提艾力"])
def test_short_codes_stay_within_190_characters(algorithm: Algorithm, nonce: str, name: str) -> None:
    """By leaving the name out, never the number."""
    issued = Issuance(algorithm)
    code = issued.code(holder=CodeHolder("111", NUMBER, name), nonce=nonce)
    assert len(code) <= MOST_CHARACTERS
    holder = issued.verify(code, nonce=nonce).holder
    assert holder.number == NUMBER
    assert holder.name in ("", name)


def test_a_name_of_three_characters_fits() -> None:
    issued = Issuance()
    code = issued.code()
    assert len(code) == MOST_CHARACTERS
    assert issued.verify(code).holder == HOLDER


def test_other_documents_are_carried_as_they_are(issued: Issuance) -> None:
    holder = CodeHolder("414", "E12345678", "")
    assert issued.verify(issued.code(holder=holder)).holder == holder


def test_nothing_of_a_person_stands_in_texts_of_objects_and_errors(issued: Issuance) -> None:
    good = issued.verify(issued.code())
    with pytest.raises(CodeRefused) as error:
        issued.verify(issued.code(), hall="150426-07")
    for text in (repr(good), str(good), repr(error.value), str(error.value), repr(HOLDER)):
        assert NUMBER not in text
        assert "王小明" not in text
        assert good.once not in text


def test_what_is_no_code_at_all(issued: Issuance) -> None:
    for data in (
        b"",
        b"hello",
        b"TT1:",
        b"TT1:!!",
        b"TT1:ABC",
        b"eyJ..",
        b"eyJhbGciOiJub25lIn0.e30.",
        "亮码".encode(),
        b"\xff\xfe",
    ):
        assert refused(issued, data) is Reason.MALFORMED
    assert refused(issued, "TT1:" + "A" * 2000) is Reason.MALFORMED


def test_a_token_without_algorithm_is_never_good() -> None:
    """`alg: none`, the oldest trick."""
    issued = Issuance(Algorithm.ES256, Form.JWS)
    _, payload, _ = issued.code().split(".")
    header = "eyJhbGciOiJub25lIiwia2lkIjoiYTFiMiIsInR5cCI6InNob3ctY29kZStqd3MifQ"
    assert refused(issued, f"{header}.{payload}.") is Reason.ALGORITHM


def test_an_algorithm_that_isnt_there_is_said_before_the_key_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kiosk without SM2 may have a list without SM2 keys: the issuer isn't unknown, the machine is lacking."""
    issued = Issuance(Algorithm.SM2)
    code = issued.code()
    monkeypatch.setattr(sm2, "find_spec", lambda _: None)
    issued.list(new_private_key(Algorithm.ES256, "c3d4"))
    assert refused(issued, code) is Reason.ALGORITHM


def test_a_trust_list_or_another_token_of_the_same_key_is_no_code() -> None:
    from api.credentials import jose
    from api.credentials.claims import Claims, jwt_claims

    issued = Issuance(Algorithm.ES256, Form.JWS)
    claims = jwt_claims(Claims(HALL, NOW_S + 30, HOLDER, b"123456"))
    assert refused(issued, jose.write(claims, issued.key, "at+jwt")) is Reason.MALFORMED
