"""Is a code good, here and now? Everything but "was it used before", which only the hall knows."""

from dataclasses import dataclass, field
from hashlib import sha256
from hmac import compare_digest

from api.credentials import claims, cose, jose
from api.credentials.claims import Claims
from api.credentials.clock import SKEW_S
from api.credentials.cose import Signed
from api.credentials.holder import CodeHolder
from api.credentials.refusal import CodeRefused, Reason
from api.credentials.trust_list import Issuer, TrustList

LIFE_S = 60
"""The longest a code may live."""
LONGEST = 1_024
"""Characters. Short codes have 190, signed JSON some 350."""
SHOW_CODE_KIND = "show-code+jws"
"""`typ` of a code that is a JWS; other things that an issuer signs are no codes."""


@dataclass(frozen=True, slots=True)
class GoodCode:
    holder: CodeHolder = field(repr=False)
    issuer: str
    once: str = field(repr=False)
    """SHA-256 of issuer and token id, hex: what the hall remembers."""
    expires_at_ms: int
    """UTC."""
    bound: bool
    """Signed over this kiosk's nonce."""


def verify_code(data: bytes, trust: TrustList, *, hall: str, now_s: float, nonce: str = "") -> GoodCode:
    """
    Args:
        data: what the QR code held.
        hall: this site's id; the code's `aud`.
        now_s: UTC seconds on a clock that is sane.
        nonce: hex; what this kiosk shows. Empty: it shows none, and a code made for a nonce is another kiosk's.

    Raises:
        CodeRefused: the reason says why.
    """
    if now_s > trust.good_until_s:
        raise CodeRefused(Reason.OLD_TRUST_LIST)
    signed, short = _taken_apart(data)
    issuer = _genuine(signed, trust, now_s)
    said = claims.read_cwt(cose.load(signed.payload)) if short else claims.read_jwt(jose.load(signed.payload))
    if said.hall != hall:
        raise CodeRefused(Reason.WRONG_HALL)
    _require_in_time(said, now_s)
    # A code made for a nonce at a kiosk that shows none is as wrong as one without it at a kiosk that shows one.
    if not compare_digest(said.nonce.hex(), nonce):
        raise CodeRefused(Reason.WRONG_NONCE)
    once = sha256(issuer.id.encode() + b"\0" + said.once).hexdigest()
    return GoodCode(said.holder, issuer.id, once, said.expires_s * 1000, bound=bool(nonce))


def looks_like_show_code(text: str) -> bool:
    """By its form alone."""
    return text.startswith(cose.PREFIX) or (text.startswith("eyJ") and text.count(".") == 2)


def _taken_apart(data: bytes) -> tuple[Signed, bool]:
    """And whether it is the short form."""
    try:
        text = data.decode("ascii").strip()
    except UnicodeDecodeError:
        raise CodeRefused(Reason.MALFORMED) from None
    if len(text) > LONGEST or not looks_like_show_code(text):
        raise CodeRefused(Reason.MALFORMED)
    if text.startswith(cose.PREFIX):
        return cose.read(text), True
    signed = jose.read(text)
    if signed.kind != SHOW_CODE_KIND:
        raise CodeRefused(Reason.MALFORMED)
    return signed, False


def _genuine(signed: Signed, trust: TrustList, now_s: float) -> Issuer:
    """Whose it is, once the signature is proved."""
    if not signed.algorithm.usable:
        raise CodeRefused(Reason.ALGORITHM)
    found = trust.find(signed.key_id)
    if found is None:
        raise CodeRefused(Reason.UNKNOWN_KEY)
    issuer, listed = found
    if listed.withdrawn:
        raise CodeRefused(Reason.WITHDRAWN_KEY)
    # The list says what a key may sign with; the code's own header decides nothing.
    if listed.key.alg is not signed.algorithm or not listed.key.verifies(signed.message, signed.signature):
        raise CodeRefused(Reason.BAD_SIGNATURE)
    if not listed.good_from_s - SKEW_S <= now_s <= listed.good_until_s + SKEW_S:
        raise CodeRefused(Reason.OLD_KEY)
    return issuer


def _require_in_time(said: Claims, now_s: float) -> None:
    if now_s > said.expires_s + SKEW_S:
        raise CodeRefused(Reason.EXPIRED)
    lives_too_long = said.issued_s is not None and said.expires_s - said.issued_s > LIFE_S
    signed_later = said.issued_s is not None and said.issued_s > now_s + SKEW_S
    if lives_too_long or signed_later or said.expires_s > now_s + LIFE_S + SKEW_S:
        raise CodeRefused(Reason.NOT_YET_VALID)
