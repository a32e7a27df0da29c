"""The line to a platform: bounded answers, no detours, tried again only where that can help."""

import httpx
import pytest

from hall_controller.identity.adapters.base import BUSY, MALFORMED, REFUSES_US, SILENT
from hall_controller.identity.adapters.breaker import AWAY_S, FAILURES_UNTIL_AWAY, Breaker
from hall_controller.identity.adapters.http import ANSWER_MAX_BYTES, PAUSE_S, TRIES, PlatformError, PlatformHttp


class Peer:
    """Answers each request with the next of its answers, the last one for ever."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self._answers = list(answers)
        self.requests: list[httpx.Request] = []
        self.slept_s: list[float] = []
        client = httpx.AsyncClient(transport=httpx.MockTransport(self._answer), base_url="https://platform.test/base")
        self.http = PlatformHttp(client, sleep=self._sleep)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def _sleep(self, seconds: float) -> None:
        self.slept_s.append(seconds)

    async def ask(self, tries: int = TRIES) -> dict[str, object]:
        try:
            return await self.http.ask("/path", b'{"a": 1}', lambda: {"x-n": str(len(self.requests))}, tries=tries)
        finally:
            await self.http.close()


GOOD = httpx.Response(200, json={"seen": True})


async def test_a_question_as_it_travels() -> None:
    peer = Peer(GOOD)
    assert await peer.ask() == {"seen": True}
    (request,) = peer.requests
    assert (request.method, str(request.url)) == ("POST", "https://platform.test/base/path")
    assert request.headers["content-type"] == "application/json; charset=utf-8"
    assert request.content == b'{"a": 1}'


@pytest.mark.parametrize("passing", [httpx.Response(503), httpx.Response(502), httpx.Response(504), httpx.ReadTimeout("slow")])
async def test_what_passes_is_waited_out_with_headers_of_their_own(passing: httpx.Response | Exception) -> None:
    peer = Peer(passing, passing, GOOD)
    assert await peer.ask() == {"seen": True}
    assert peer.slept_s == [PAUSE_S, 2 * PAUSE_S]
    assert [request.headers["x-n"] for request in peer.requests] == ["0", "1", "2"]


async def test_not_for_ever_and_once_where_it_would_be_another_question() -> None:
    for tries in (1, TRIES):
        peer = Peer(httpx.Response(503))
        with pytest.raises(PlatformError) as refused:
            await peer.ask(tries)
        assert (refused.value.reason, len(peer.requests)) == (SILENT, tries)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (httpx.Response(429), BUSY),
        (httpx.Response(401), REFUSES_US),
        (httpx.Response(403), REFUSES_US),
        (httpx.Response(404), REFUSES_US),
        (httpx.Response(302, headers={"location": "https://elsewhere.test/"}), MALFORMED),
        (httpx.Response(400), MALFORMED),
        (httpx.Response(500), MALFORMED),
        (httpx.Response(204), MALFORMED),
        (httpx.Response(200, content=b"<html>"), MALFORMED),
        (httpx.Response(200, content=b"\xff\xfe\xfd"), MALFORMED),
        (httpx.Response(200, json=["a", "list"]), MALFORMED),
        (httpx.Response(200, content=b"[" * 60_000), MALFORMED),
        (httpx.Response(200, headers={"content-encoding": "gzip"}, stream=httpx.ByteStream(b"no gzip")), MALFORMED),
        (httpx.Response(200, content=b'{"a": "' + b"x" * ANSWER_MAX_BYTES + b'"}'), MALFORMED),
    ],
)
async def test_what_doesnt_pass_isnt_asked_again(answer: httpx.Response, reason: str) -> None:
    peer = Peer(answer)
    with pytest.raises(PlatformError) as refused:
        await peer.ask()
    assert (refused.value.reason, len(peer.requests)) == (reason, 1)


def test_the_breaker_opens_after_failures_in_a_row_and_one_more_opens_it_again() -> None:
    breaker = Breaker()
    for _ in range(FAILURES_UNTIL_AWAY - 1):
        breaker.failed(0.0)
    breaker.worked()
    for _ in range(FAILURES_UNTIL_AWAY - 1):
        breaker.failed(0.0)
        assert breaker.ready(0.0)
    breaker.failed(10.0)
    assert not breaker.ready(10.0 + AWAY_S - 0.1)
    assert breaker.ready(10.0 + AWAY_S)
    breaker.failed(50.0)
    assert not breaker.ready(50.0)
    breaker.worked()
    assert breaker.ready(50.0)
