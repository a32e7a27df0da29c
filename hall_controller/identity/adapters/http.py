"""Questions to a platform over HTTP: bounded time, bounded answers, tried again where that can't do harm.

Nothing that was sent or received comes into an error's text, a log or an address.
"""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import httpx

from hall_controller.identity.adapters.base import BUSY, CERTIFICATE, MALFORMED, REFUSES_US, SILENT
from hall_controller.identity.adapters.settings import PlatformSection
from hall_controller.identity.adapters.threaded import ThreadedTransport

CONNECT_S, READ_S = 2.0, 4.0
"""Of one try. Platforms name 1 to 3 s for a comparison."""
TRIES = 3
PAUSE_S = 0.2
"""Before the second try; doubled before the third."""
ANSWER_MAX_BYTES = 64 * 1024
"""Answers are results, not pictures."""

_AGAIN = frozenset({httpx.codes.BAD_GATEWAY, httpx.codes.SERVICE_UNAVAILABLE, httpx.codes.GATEWAY_TIMEOUT})
_REFUSALS = frozenset({httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN, httpx.codes.NOT_FOUND})

Headers = Callable[[], Mapping[str, str]]
"""Made anew for each try: they hold a time and a number used once."""
Sleep = Callable[[float], Awaitable[None]]


class PlatformError(Exception):
    """A platform can't be used for this question; `reason` is one of `base`'s keys."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def make_client(section: PlatformSection, transport: httpx.AsyncBaseTransport | None = None) -> httpx.AsyncClient:
    """A client for one platform; reads certificates.

    Raises:
        OSError, ssl.SSLError: a certificate can't be read.
    """
    context = ssl.create_default_context(cafile=section.ca_file)
    if section.certificate_file is not None:
        context.load_cert_chain(section.certificate_file, section.certificate_key_file)
    # No proxy of the environment may see what is asked.
    threaded = ThreadedTransport(httpx.HTTPTransport(verify=context, trust_env=False), longest_bytes=ANSWER_MAX_BYTES)
    return httpx.AsyncClient(
        base_url=section.url,
        transport=transport or threaded,
        timeout=httpx.Timeout(READ_S, connect=CONNECT_S),
        # A platform doesn't move.
        follow_redirects=False,
        trust_env=False,
    )


class PlatformHttp:
    """POSTs JSON, gets JSON."""

    def __init__(self, client: httpx.AsyncClient, *, sleep: Sleep = asyncio.sleep) -> None:
        self._client = client
        self._sleep = sleep

    async def ask(self, path: str, body: bytes, headers: Headers, *, tries: int = TRIES) -> dict[str, Any]:
        """The platform's answer. `tries` 1 where asking again would be another question.

        Raises:
            PlatformError: none that can be used.
        """
        error = PlatformError(SILENT)
        for attempt in range(tries):
            if attempt:
                await self._sleep(PAUSE_S * 2 ** (attempt - 1))
            try:
                return await self._once(path, body, headers())
            except httpx.DecodingError:
                raise PlatformError(MALFORMED) from None
            except httpx.TransportError as failed:
                if _is_a_strangers(failed):
                    raise PlatformError(CERTIFICATE) from None
                error = PlatformError(SILENT)
            except PlatformError as refused:
                if refused.reason != SILENT:
                    raise
                error = refused
        raise error

    async def close(self) -> None:
        await self._client.aclose()

    async def _once(self, path: str, body: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
        sent = {"content-type": "application/json; charset=utf-8", **headers}
        async with self._client.stream("POST", path, content=body, headers=sent) as response:
            _check(response.status_code)
            content = bytearray()
            async for piece in response.aiter_bytes():
                content += piece
                if len(content) > ANSWER_MAX_BYTES:
                    raise PlatformError(MALFORMED)
        # httpx leaves answer and stream holding each other, and with them the question: a ring that the controller's rare
        # collections would keep for minutes.
        response.stream = httpx.ByteStream(b"")
        try:
            document = httpx.Response(httpx.codes.OK, content=bytes(content)).json()
        except (ValueError, RecursionError):
            raise PlatformError(MALFORMED) from None
        if not isinstance(document, dict):
            raise PlatformError(MALFORMED)
        return document


def _is_a_strangers(error: BaseException) -> bool:
    """Whether the certificate was the reason; httpx passes the library's error on as a cause."""
    causes: BaseException | None = error
    while causes is not None and not isinstance(causes, ssl.SSLCertVerificationError):
        causes = causes.__cause__ or causes.__context__
    return causes is not None


def _check(status: int) -> None:
    if status == httpx.codes.OK:
        return
    if status == httpx.codes.TOO_MANY_REQUESTS:
        raise PlatformError(BUSY)
    if status in _REFUSALS:
        raise PlatformError(REFUSES_US)
    raise PlatformError(SILENT if status in _AGAIN else MALFORMED)
