"""A department behind an HTTP gateway. One time limit for all tries, one breaker; what was asked and answered is in no error."""

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from api.messages.item_views import CaseView, DocumentContentView, RecordsView
from api.messages.item_words import DocumentOutcome
from hall_controller.identity.adapters.base import BUSY, CERTIFICATE, MALFORMED, REFUSES_US, SILENT
from hall_controller.identity.adapters.breaker import Breaker
from hall_controller.identity.adapters.gateway import gateway_headers
from hall_controller.identity.adapters.http import PlatformError, PlatformHttp
from hall_controller.items.departments import contract
from hall_controller.items.departments.base import DepartmentAway, Wish

NOT_DONE = frozenset({BUSY, REFUSES_US, CERTIFICATE})
"""The question was turned away at the door."""
Said = TypeVar("Said", bound=contract.Answer)


class HttpDepartment:
    """Implements `Department`."""

    def __init__(
        self,
        http: PlatformHttp,
        *,
        account: str,
        token: str,
        time_limit_s: float,
        now_ms: Callable[[], int],
        monotonic_s: Callable[[], float],
        new_id: Callable[[], str],
    ) -> None:
        """
        Args:
            now_ms: UTC; the gateway refuses calls whose time is wrong.
            new_id: for nonces.
        """
        self._http = http
        self._account = account
        self._token = token
        self._time_limit_s = time_limit_s
        self._now_ms = now_ms
        self._monotonic_s = monotonic_s
        self._new_id = new_id
        self._breaker = Breaker()

    @property
    def ready(self) -> bool:
        return self._breaker.ready(self._monotonic_s())

    async def ask(self, call: str, wish: Wish) -> RecordsView:
        said = _read(await self._post(contract.question_path(wish.item, call), _body(wish)), contract.Records)
        return RecordsView(refused=said.refused, words=said.words, records=said.records)

    async def submit(self, wish: Wish) -> CaseView:
        said = _read(await self._post(contract.application_path(wish.item), _body(wish)), contract.Case)
        if said.refused is None and not said.case:
            raise DepartmentAway(MALFORMED, maybe_done=True)
        return CaseView(
            refused=said.refused, words=said.words, case=said.case, ready_on=said.ready_on, words_next=said.words_next
        )

    async def take(self, call: str, token: str, wish: Wish) -> DocumentContentView:
        body = _body(wish) | {"token": token}
        said = _read(await self._post(contract.document_path(wish.item, call), body), contract.Document)
        if said.refused is not None:
            return DocumentContentView(refused=said.refused, words=said.words)
        if not said.template or not said.data:
            raise DepartmentAway(MALFORMED, maybe_done=True)
        return DocumentContentView(
            token=token, template=said.template, data=said.data, sheets=said.sheets, blank=said.blank, words=said.words
        )

    async def settle(self, token: str, outcome: DocumentOutcome, sheets: int) -> None:
        await self._post(contract.settlement_path(token), {"outcome": outcome.value, "sheets": sheets})

    async def withdraw(self, request: str) -> None:
        await self._post(contract.withdrawal_path(request), {})

    async def close(self) -> None:
        await self._http.close()

    async def _post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        if not self.ready:
            raise DepartmentAway(SILENT, maybe_done=False)
        try:
            async with asyncio.timeout(self._time_limit_s):
                answer = await self._http.ask(path, json.dumps(body, ensure_ascii=False).encode(), self._headers)
        except TimeoutError:
            self._breaker.failed(self._monotonic_s())
            raise DepartmentAway(SILENT, maybe_done=True) from None
        except PlatformError as error:
            self._breaker.failed(self._monotonic_s())
            raise DepartmentAway(error.reason, maybe_done=error.reason not in NOT_DONE) from None
        self._breaker.worked()
        return answer

    def _headers(self) -> Mapping[str, str]:
        return gateway_headers(self._account, self._token, self._now_ms() // 1000, self._new_id())


def _body(wish: Wish) -> dict[str, Any]:
    return {
        "request": wish.request,
        "item": wish.item,
        "person": wish.person,
        "evidence": wish.evidence,
        "fields": dict(wish.fields),
        "language": wish.language,
    }


def _read(answer: dict[str, Any], model: type[Said]) -> Said:
    try:
        return model.model_validate(answer)
    except ValidationError:
        # Without its cause, which holds what was answered.
        raise DepartmentAway(MALFORMED, maybe_done=True) from None
