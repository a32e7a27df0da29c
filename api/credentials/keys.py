"""Keys that sign codes and trust lists: as JSON (in the manner of RFC 7517) and as something that verifies or signs."""

from enum import StrEnum
from typing import Annotated

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from pydantic import BaseModel, ConfigDict, Field

from api.credentials import sm2
from api.credentials.refusal import CodeRefused, Reason

Coordinate = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""32 bytes, hex."""
KeyId = Annotated[str, Field(pattern=r"^([0-9a-f]{2}){2,8}$")]
"""2 to 8 bytes, hex. Short ones keep codes short; a trust list holds each once."""
_CURVE = ec.SECP256R1()


class Algorithm(StrEnum):
    ES256 = "ES256"
    """ECDSA on P-256 with SHA-256, RFC 7518 and RFC 9053."""
    SM2 = "SM2"
    """GB/T 32918.2 with SM3."""

    @property
    def usable(self) -> bool:
        """Its library is installed."""
        return self is Algorithm.ES256 or sm2.available()


class PublicKey(BaseModel):
    """A point of P-256 or of SM2's curve."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kid: KeyId
    alg: Algorithm
    x: Coordinate
    y: Coordinate

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """Args:
            signature: r and s, 64 bytes.

        Raises:
            CodeRefused: `code.algorithm`, without the library for it.
        """
        if not self.alg.usable:
            raise CodeRefused(Reason.ALGORITHM)
        if self.alg is Algorithm.SM2:
            return sm2.verify(bytes.fromhex(self.x + self.y), message, signature)
        if len(signature) != 2 * sm2.COORDINATE:
            return False
        r, s = (int.from_bytes(signature[at : at + sm2.COORDINATE]) for at in (0, sm2.COORDINATE))
        try:
            point = ec.EllipticCurvePublicNumbers(int(self.x, 16), int(self.y, 16), _CURVE).public_key()
            point.verify(encode_dss_signature(r, s), message, ec.ECDSA(SHA256()))
        except (InvalidSignature, ValueError):
            # ValueError: the point isn't on the curve.
            return False
        return True


class PrivateKey(PublicKey):
    """With what makes it sign. Only issuers have one."""

    d: Coordinate = Field(repr=False)

    @property
    def public(self) -> PublicKey:
        return PublicKey(kid=self.kid, alg=self.alg, x=self.x, y=self.y)

    def sign(self, message: bytes) -> bytes:
        """r and s, 64 bytes.

        Raises:
            CodeRefused: `code.algorithm`, without the library for it.
        """
        if not self.alg.usable:
            raise CodeRefused(Reason.ALGORITHM)
        if self.alg is Algorithm.SM2:
            return sm2.sign(bytes.fromhex(self.d), bytes.fromhex(self.x + self.y), message)
        key = ec.derive_private_key(int(self.d, 16), _CURVE)
        r, s = decode_dss_signature(key.sign(message, ec.ECDSA(SHA256())))
        return r.to_bytes(sm2.COORDINATE) + s.to_bytes(sm2.COORDINATE)


def new_private_key(algorithm: Algorithm, kid: str) -> PrivateKey:
    """A fresh key from the system's randomness.

    Raises:
        CodeRefused: `code.algorithm`, without the library for it.
    """
    if not algorithm.usable:
        raise CodeRefused(Reason.ALGORITHM)
    if algorithm is Algorithm.SM2:
        point, secret = sm2.new_key()
        x, y = point[: sm2.COORDINATE], point[sm2.COORDINATE :]
        return PrivateKey(kid=kid, alg=algorithm, x=x.hex(), y=y.hex(), d=secret.hex())
    numbers = ec.generate_private_key(_CURVE).private_numbers()
    public = numbers.public_numbers
    x, y, d = (value.to_bytes(sm2.COORDINATE) for value in (public.x, public.y, numbers.private_value))
    return PrivateKey(kid=kid, alg=algorithm, x=x.hex(), y=y.hex(), d=d.hex())
