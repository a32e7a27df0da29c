"""An issuer, a trust list and an invented person, for codes of every kind."""

import os
from dataclasses import dataclass, field
from typing import Any

from api.credentials.holder import CodeHolder
from api.credentials.issuer import Form, issue
from api.credentials.keys import Algorithm, PrivateKey, new_private_key
from api.credentials.trust_list import Issuer, ListedKey, TrustList
from api.credentials.verify import GoodCode, verify_code
from api.identity.id_number import check_character

HALL = "610124-01"
NOW_S = 1_780_000_000
DAY_S = 86_400
NONCE = "00112233445566ff"
DIGITS = "61010119900307123"
NUMBER = DIGITS + check_character(DIGITS)
HOLDER = CodeHolder("111", NUMBER, "王小明")


@dataclass
class Issuance:
    """One issuer with one key; `trust` is what a kiosk has."""

    algorithm: Algorithm = Algorithm.ES256
    form: Form = Form.COSE
    key: PrivateKey = field(init=False)
    trust: TrustList = field(init=False)

    def __post_init__(self) -> None:
        self.key = new_private_key(self.algorithm, "a1b2")
        self.list(self.key)

    def list(self, *keys: PrivateKey, **changed: Any) -> None:
        """Put these keys on the trust list; `changed`: of each listed key."""
        listed = {"good_from_s": NOW_S - DAY_S, "good_until_s": NOW_S + 30 * DAY_S, **changed}
        issuer = Issuer(id="city-app", names={"zh-CN": "市民码"}, keys=tuple(ListedKey(key=key.public, **listed) for key in keys))
        self.trust = TrustList(version=1, made_at_s=NOW_S - DAY_S, good_until_s=NOW_S + 90 * DAY_S, issuers=(issuer,))

    def code(self, **changed: Any) -> str:
        """`changed`: arguments of `issue`, and `holder`, `key`."""
        given = {"hall": HALL, "now_s": NOW_S, "random": os.urandom, "form": self.form, **changed}
        return issue(given.pop("holder", HOLDER), given.pop("key", self.key), **given)

    def verify(self, code: str | bytes, **changed: Any) -> GoodCode:
        data = code.encode() if isinstance(code, str) else code
        return verify_code(data, self.trust, **{"hall": HALL, "now_s": NOW_S, **changed})
