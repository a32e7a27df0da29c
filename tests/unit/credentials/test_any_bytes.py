"""Whatever is held before the camera, the verifier says a word: it never breaks, and nothing changed is ever good."""

import base45
import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.credentials.holder import CodeHolder, pack, unpack
from api.credentials.issuer import Form
from api.credentials.keys import Algorithm
from api.credentials.refusal import CodeRefused
from api.identity.id_number import check_character
from tests.support.credentials import Issuance

ISSUED = {(alg, form): Issuance(alg, form) for alg in Algorithm for form in Form}
CODES = {kind: issued.code() for kind, issued in ISSUED.items()}
BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
cbor_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**64), 2**64) | st.floats() | st.text(max_size=8) | st.binary(max_size=8),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.integers(-70_000, 70_000), inner, max_size=5),
    max_leaves=12,
)


def refused(data: bytes, kind: tuple[Algorithm, Form] = (Algorithm.ES256, Form.COSE)) -> None:
    with pytest.raises(CodeRefused):
        ISSUED[kind].verify(data)


@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    refused(data)


@given(st.binary(max_size=300))
def test_any_base45(data: bytes) -> None:
    refused(b"TT1:" + base45.b45encode(data))


@given(st.text(alphabet=BASE45, max_size=300))
def test_any_text_in_the_alphabet(text: str) -> None:
    refused(b"TT1:" + text.encode())


@given(cbor_values)
def test_any_cbor(value: object) -> None:
    refused(b"TT1:" + base45.b45encode(cbor2.dumps(value)))


@given(cbor_values, cbor_values)
def test_any_header_and_claims_in_the_right_frame(header: object, claims: object) -> None:
    packed = cbor2.dumps([cbor2.dumps(header), {}, cbor2.dumps(claims), bytes(64)])
    refused(b"TT1:" + base45.b45encode(packed))


@given(cbor_values)
def test_any_claims_under_a_good_signature(claims: object) -> None:
    """Also a listed issuer may send nonsense."""
    from api.credentials import cose

    issued = ISSUED[Algorithm.ES256, Form.COSE]
    refused(cose.write(claims, issued.key).encode())  # type: ignore[arg-type]


@given(st.from_regex(r"eyJ[A-Za-z0-9_-]{0,60}\.[A-Za-z0-9_-]{0,60}\.[A-Za-z0-9_-]{0,90}", fullmatch=True))
def test_any_three_parts(text: str) -> None:
    refused(text.encode(), (Algorithm.ES256, Form.JWS))


@settings(max_examples=200)
@given(st.sampled_from(sorted(CODES)), st.data())
def test_one_changed_bit_spoils_the_short_form(kind: tuple[Algorithm, Form], data: st.DataObject) -> None:
    code = CODES[kind]
    if kind[1] is Form.COSE:
        packed = bytearray(base45.b45decode(code.removeprefix("TT1:")))
        place = data.draw(st.integers(0, len(packed) * 8 - 1))
        packed[place // 8] ^= 1 << place % 8
        refused(b"TT1:" + base45.b45encode(bytes(packed)), kind)
    else:
        place = data.draw(st.integers(0, len(code) - 1))
        other = data.draw(st.sampled_from("abcXYZ019-_.").filter(lambda sign: sign != code[place]))
        refused((code[:place] + other + code[place + 1 :]).encode(), kind)


@given(
    st.integers(0, 10**17 - 1),
    st.text(st.characters(categories=["L", "Nd", "Zs"], include_characters="·"), max_size=20).filter(str.isprintable),
)
def test_a_resident_comes_out_as_they_went_in(digits: int, name: str) -> None:
    text = f"{digits:017d}"
    holder = CodeHolder("111", text + check_character(text), name)
    assert unpack(pack(holder)) == holder
