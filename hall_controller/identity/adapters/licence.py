"""A province's platform of electronic licences: whose licence is behind the code on this phone, or does this number have one?"""

import json
from collections.abc import Callable, Mapping

from api.messages.identity_words import IdentitySource
from hall_controller.identity.adapters.asking import HttpAdapter
from hall_controller.identity.adapters.base import LACKS, MALFORMED, Answer, Question, unavailable
from hall_controller.identity.adapters.gateway import gateway_headers
from hall_controller.identity.adapters.http import PlatformError, PlatformHttp
from hall_controller.identity.adapters.licence_results import NotUnderstood, answer_of

RESOLVE, COMPARE = "/licence/resolve", "/licence/compare"
PURPOSE = "identify"


class Licences(HttpAdapter):
    """Implements `IdentityAdapter`."""

    source = IdentitySource.LICENCE

    def __init__(
        self,
        http: PlatformHttp,
        *,
        account: str,
        token: str,
        watermark: str,
        time_limit_s: float,
        now_ms: Callable[[], int],
        monotonic_s: Callable[[], float],
        new_id: Callable[[], str],
    ) -> None:
        """
        Args:
            now_ms: UTC; the gateway refuses calls whose time is wrong.
            new_id: for requests and nonces.
        """
        super().__init__(http, time_limit_s, monotonic_s)
        self._account = account
        self._token = token
        self._watermark = watermark
        self._now_ms = now_ms
        self._new_id = new_id

    def _refusal(self, question: Question) -> Answer | None:
        if question.code or (question.name and question.id_number):
            return None
        return unavailable(LACKS)

    async def _ask(self, question: Question) -> Answer:
        # The same id in each try, and when the terminal asks again: a code is good once, and an answer that was lost on the way
        # must not make it a used one.
        fields = {"requestId": question.ask or self._new_id(), "purpose": PURPOSE}
        if question.code:
            path, fields = RESOLVE, {**fields, "code": question.code}
        else:
            path, fields = COMPARE, {**fields, "name": question.name, "number": question.id_number}
        answer = await self._http.ask(path, json.dumps(fields, ensure_ascii=False).encode(), self._headers)
        try:
            told = answer_of(answer, self._watermark, by_code=bool(question.code))
        except NotUnderstood:
            raise PlatformError(MALFORMED) from None
        if (
            not question.code
            and told.id_number
            and (told.name, told.id_number.upper()) != (question.name, question.id_number.upper())
        ):
            # Asked for one person, told of another: an answer to another question.
            raise PlatformError(MALFORMED)
        return told

    def _headers(self) -> Mapping[str, str]:
        return gateway_headers(self._account, self._token, self._now_ms() // 1000, self._new_id())
