"""Codes made by other programs, by the RFCs alone."""

import base45
import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc import jws
from joserfc.jwk import ECKey

from api.credentials import sm2
from api.credentials.issuer import Form
from api.credentials.keys import Algorithm, PrivateKey, PublicKey, new_private_key
from api.credentials.refusal import CodeRefused, Reason
from tests.support.credentials import HALL, NOW_S, NUMBER, Issuance


def cryptography_key(key: PrivateKey) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int(key.d, 16), ec.SECP256R1())


def test_a_tagged_cose_sign1_of_a_cwt() -> None:
    """RFC 9052 section 4.4 and RFC 8392, with both tags and a claim that isn't known here."""
    issued = Issuance()
    protected = cbor2.dumps({1: -7, 4: bytes.fromhex(issued.key.kid)})
    holder = ["111", NUMBER, "王小明"]
    payload = cbor2.dumps({1: "city", 3: HALL, 4: NOW_S + 45, 6: NOW_S - 5, 7: b"0123456789", -65537: holder, 999: "more"})
    signature = cryptography_key(issued.key).sign(cbor2.dumps(["Signature1", protected, b"", payload]), ec.ECDSA(SHA256()))
    r, s = decode_dss_signature(signature)
    raw = r.to_bytes(32) + s.to_bytes(32)
    tagged = cbor2.dumps(cbor2.CBORTag(61, cbor2.CBORTag(18, [protected, {}, payload, raw])))
    good = issued.verify(b"TT1:" + base45.b45encode(tagged))
    assert (good.holder.number, good.holder.name) == (NUMBER, "王小明")


def test_a_jws_of_joserfc() -> None:
    issued = Issuance(Algorithm.ES256, Form.JWS)
    header = {"alg": "ES256", "kid": issued.key.kid, "typ": "show-code+jws"}
    claims = f'{{"aud":"{HALL}","exp":{NOW_S + 45},"jti":"Zm9v-bar","holder":{{"doc":"111","num":"{NUMBER}"}}}}'
    code = jws.serialize_compact(header, claims, ECKey.import_key(cryptography_key(issued.key)))
    assert issued.verify(code).holder.number == NUMBER


def test_joserfc_reads_ours() -> None:
    issued = Issuance(Algorithm.ES256, Form.JWS)
    read = jws.deserialize_compact(issued.code(), ECKey.import_key(cryptography_key(issued.key).public_key()))
    assert HALL.encode() in read.payload


def test_the_example_of_the_sm2_standard() -> None:
    """GB/T 32918.5-2017, annex A: message "message digest", the default signer's id."""
    key = PublicKey(
        kid="0001",
        alg=Algorithm.SM2,
        x="09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020",
        y="ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13",
    )
    signature = bytes.fromhex(
        "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
        "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa"
    )
    assert key.verifies(b"message digest", signature)
    assert not key.verifies(b"message digesT", signature)
    r, s = signature[:32], signature[32:]
    for broken in (b"", signature[:-1], bytes(64), s + r, r + sm2.ORDER.to_bytes(32), sm2.ORDER.to_bytes(32) + s):
        assert not key.verifies(b"message digest", broken)


def test_a_point_that_is_on_no_curve_verifies_nothing() -> None:
    for algorithm in Algorithm:
        key = PublicKey(kid="0001", alg=algorithm, x="11" * 32, y="22" * 32)
        assert not key.verifies(b"message", b"\x01" * 64)


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_a_signature_has_64_bytes_and_no_more(algorithm: Algorithm) -> None:
    key = new_private_key(algorithm, "0001")
    signature = key.sign(b"message")
    assert key.public.verifies(b"message", signature)
    for other in (signature + b"\0", signature[:-1], signature[:32] + b"\0" + signature[32:], b""):
        assert not key.public.verifies(b"message", other)


def test_without_the_library_nothing_of_sm2_is_pretended(monkeypatch: pytest.MonkeyPatch) -> None:
    key = new_private_key(Algorithm.SM2, "0001")
    signature = key.sign(b"message")
    monkeypatch.setattr(sm2, "find_spec", lambda _: None)
    for attempt in (
        lambda: key.public.verifies(b"message", signature),
        lambda: key.sign(b"message"),
        lambda: new_private_key(Algorithm.SM2, "0002"),
    ):
        with pytest.raises(CodeRefused) as refused:
            attempt()
        assert refused.value.reason is Reason.ALGORITHM
