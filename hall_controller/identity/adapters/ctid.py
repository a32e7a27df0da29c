"""国家网络身份认证 by CTID: is this name's number this person's, and with a picture: is it this person?

Voluntary, result only: the platform tells nothing of a person that it wasn't asked with.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from api.credentials.keys import PrivateKey, PublicKey
from api.credentials.refusal import CodeRefused
from api.messages.identity_words import IdentitySource
from hall_controller.identity.adapters.asking import HttpAdapter
from hall_controller.identity.adapters.base import LACKS, MALFORMED, NO_CONSENT, REFUSES_US, SILENT, Answer, Question, unavailable
from hall_controller.identity.adapters.ctid_results import answer_of
from hall_controller.identity.adapters.ctid_wire import APPLY, REQUEST, Mode, opened, signed, text, time_stamp
from hall_controller.identity.adapters.http import PlatformError, PlatformHttp

REQUESTS = 2
"""A request whose answer is lost is made once more with a serial number of its own: each number is good for one."""


class Ctid(HttpAdapter):
    """Implements `IdentityAdapter`."""

    source = IdentitySource.CTID

    def __init__(
        self,
        http: PlatformHttp,
        *,
        customer: str,
        application: str,
        key: PrivateKey,
        platform_key: PublicKey,
        time_limit_s: float,
        now_ms: Callable[[], int],
        monotonic_s: Callable[[], float],
    ) -> None:
        """`now_ms`: UTC; the platform refuses requests whose time is wrong."""
        super().__init__(http, time_limit_s, monotonic_s)
        self._customer = customer
        self._application = application
        self._key = key
        self._platform_key = platform_key
        self._now_ms = now_ms

    def _refusal(self, question: Question) -> Answer | None:
        if not question.name or not question.id_number:
            return unavailable(LACKS)
        if question.picture and not question.consented:
            return unavailable(NO_CONSENT)
        return None

    async def _ask(self, question: Question) -> Answer:
        mode = Mode.WITH_FACE if question.picture else Mode.NAME_AND_NUMBER
        for left in reversed(range(REQUESTS)):
            applied = await self._send(APPLY, {"authMode": mode.value}, tries=2)
            serial = text(applied, "businessSerialNumber")
            wanted = {
                "authMode": mode.value,
                "businessSerialNumber": serial,
                "randomNumber": text(applied, "randomNumber"),
                # 姓名 and 公民身份号码 by the identifiers of the police's data elements (GA/T 543).
                "idInfo": {"xM": question.name, "gMSFHM": question.id_number},
                **({"photoData": question.picture} if question.picture else {}),
            }
            try:
                result = await self._send(REQUEST, wanted, tries=1)
            except PlatformError as error:
                if error.reason == SILENT and left:
                    continue
                raise
            if result.get("businessSerialNumber") != serial:
                raise PlatformError(MALFORMED)
            return answer_of(text(result, "authResult"), mode)
        raise PlatformError(SILENT)

    async def _send(self, path: str, fields: Mapping[str, Any], *, tries: int) -> dict[str, Any]:
        package = {
            "customerNumber": self._customer,
            "appName": self._application,
            "timeStamp": time_stamp(self._now_ms()),
            **fields,
        }
        try:
            body = signed(package, self._key)
            return opened(await self._http.ask(path, body, dict, tries=tries), self._platform_key)
        except CodeRefused:
            # The key's algorithm has no library on this machine.
            raise PlatformError(REFUSES_US) from None


def private_key(document: str) -> PrivateKey:
    """Raises ValueError: it isn't one. Without its text."""
    try:
        return PrivateKey.model_validate(json.loads(document))
    except ValueError:
        raise ValueError("isn't a private key") from None


def public_key(document: str) -> PublicKey:
    """Raises ValueError: it isn't one."""
    try:
        return PublicKey.model_validate(json.loads(document))
    except ValueError:
        raise ValueError("isn't a public key") from None
