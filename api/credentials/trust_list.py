"""Whose codes a hall takes: a signed, versioned list that works without a line.

The list is a compact JWS whose payload is a `TrustList`. The key that signs it (the root) is a file of its own on each machine;
whoever can only change the list can't add an issuer. A machine never goes back to a list of a smaller version.
"""

from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from api.credentials import jose
from api.credentials.keys import PrivateKey, PublicKey
from api.credentials.refusal import CodeRefused, Reason
from api.messages.base import Id
from api.messages.names import Names

KIND = "tingtang-trust-list+jws"
"""The list's `typ`: nothing else that this key signed passes for a list."""
LONGEST = 65_536
"""Characters. Some hundred issuers with three keys each."""


class TrustProblem(StrEnum):
    """Why a list isn't used."""

    MALFORMED = "malformed"
    BAD_SIGNATURE = "bad-signature"
    """Not signed by this machine's root."""
    OLDER = "older"
    """A list of a larger version was used before."""


class TrustListRefused(Exception):
    def __init__(self, problem: TrustProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class ListedKey(_Part):
    """Keys overlap: a new one is listed before its issuer signs with it, an old one until its last code has expired."""

    key: PublicKey
    good_from_s: int = Field(ge=0)
    """UTC seconds."""
    good_until_s: int
    withdrawn: bool = False
    """Lost or stolen: its codes are refused, with words of their own."""


class Issuer(_Part):
    id: Id
    names: Names
    keys: tuple[ListedKey, ...] = Field(min_length=1, max_length=16)


class TrustList(_Part):
    version: int = Field(ge=1)
    made_at_s: int = Field(ge=0)
    """UTC seconds. A clock that shows an earlier time is wrong."""
    good_until_s: int
    """After it no code is taken until a new list is there: a machine that hears nothing of withdrawn keys stops."""
    issuers: tuple[Issuer, ...] = Field(max_length=500)

    @model_validator(mode="after")
    def _each_key_once(self) -> Self:
        """A code names its key only; two issuers with the same key id couldn't be told apart."""
        ids = [listed.key.kid for issuer in self.issuers for listed in issuer.keys]
        if len(set(ids)) != len(ids):
            raise ValueError("a key id stands twice in the list")
        return self

    def find(self, kid: str) -> tuple[Issuer, ListedKey] | None:
        for issuer in self.issuers:
            for listed in issuer.keys:
                if listed.key.kid == kid:
                    return issuer, listed
        return None


def sign_trust_list(trust: TrustList, root: PrivateKey) -> str:
    return jose.write(trust.model_dump(mode="json"), root, KIND)


def open_trust_list(text: str, root: PublicKey, *, least_version: int = 0) -> TrustList:
    """
    Args:
        least_version: of the newest list that this machine has used.

    Raises:
        TrustListRefused: not signed by `root`, older, or not readable.
    """
    try:
        signed = jose.read(text.strip() if len(text) <= LONGEST else "")
        genuine = signed.kind == KIND and signed.algorithm is root.alg and root.verifies(signed.message, signed.signature)
    except CodeRefused as error:
        problem = TrustProblem.MALFORMED if error.reason is Reason.MALFORMED else TrustProblem.BAD_SIGNATURE
        raise TrustListRefused(problem) from None
    if not genuine:
        raise TrustListRefused(TrustProblem.BAD_SIGNATURE)
    try:
        trust = TrustList.model_validate_json(signed.payload)
    except ValidationError:
        raise TrustListRefused(TrustProblem.MALFORMED) from None
    if trust.version < least_version:
        raise TrustListRefused(TrustProblem.OLDER)
    return trust
