"""What every platform's adapter does besides its own words: one time limit, one breaker, failures turned into answers."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable

from api.messages.identity_words import IdentitySource
from hall_controller.identity.adapters.base import SILENT, Answer, Question, unavailable
from hall_controller.identity.adapters.breaker import Breaker
from hall_controller.identity.adapters.http import PlatformError, PlatformHttp


class HttpAdapter(ABC):
    """Implements `IdentityAdapter`; a subclass says what to ask."""

    source: IdentitySource

    def __init__(self, http: PlatformHttp, time_limit_s: float, monotonic_s: Callable[[], float]) -> None:
        self._http = http
        self._time_limit_s = time_limit_s
        self._monotonic_s = monotonic_s
        self._breaker = Breaker()

    @property
    def ready(self) -> bool:
        return self._breaker.ready(self._monotonic_s())

    async def check(self, question: Question) -> Answer:
        if (refusal := self._refusal(question)) is not None:
            return refusal
        if not self.ready:
            return unavailable(SILENT)
        try:
            async with asyncio.timeout(self._time_limit_s):
                answer = await self._ask(question)
        except TimeoutError:
            return self._failed(SILENT)
        except PlatformError as error:
            return self._failed(error.reason)
        self._breaker.worked()
        return answer

    async def close(self) -> None:
        await self._http.close()

    @abstractmethod
    def _refusal(self, question: Question) -> Answer | None:
        """Why this question isn't sent at all; None when it may be."""

    @abstractmethod
    async def _ask(self, question: Question) -> Answer:
        """Raises PlatformError."""

    def _failed(self, reason: str) -> Answer:
        self._breaker.failed(self._monotonic_s())
        return unavailable(reason)
