"""The reference issuer: makes codes as a city's app would. For the demo, for tests and for whoever builds a real one."""

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum

from api.credentials import cose, jose
from api.credentials.claims import Claims, cwt_claims, jwt_claims
from api.credentials.holder import CodeHolder
from api.credentials.keys import PrivateKey
from api.credentials.verify import LIFE_S, SHOW_CODE_KIND

MOST_CHARACTERS = 190
"""Of a short code: QR version 8, whose modules a kiosk's camera still tells apart on a telephone at arm's length."""
TOKEN_ID_BYTES = 6
"""Unique within the minute and a half that a hall remembers it: 48 random bits."""


class Form(StrEnum):
    COSE = "cose"
    JWS = "jws"


def issue(
    holder: CodeHolder,
    key: PrivateKey,
    *,
    hall: str,
    now_s: int,
    random: Callable[[int], bytes],
    nonce: str = "",
    life_s: int = LIFE_S,
    form: Form = Form.COSE,
) -> str:
    """One code's text.

    The name is left out of a short code that would get longer than MOST_CHARACTERS with it; a card or the number says who it is.

    Args:
        now_s: UTC seconds.
        random: so many random bytes.
        nonce: hex, as the kiosk shows it; it then takes the token id's place.
    """
    token_id = b"" if nonce else random(TOKEN_ID_BYTES)
    said = Claims(hall, now_s + life_s, holder, token_id, nonce=bytes.fromhex(nonce))
    if form is Form.JWS:
        return jose.write(jwt_claims(replace(said, issued_s=now_s)), key, SHOW_CODE_KIND)
    code = cose.write(cwt_claims(said), key)
    if len(code) <= MOST_CHARACTERS or not holder.name:
        return code
    return cose.write(cwt_claims(replace(said, holder=replace(holder, name=""))), key)
