"""Exchanges in threads: whole answers, none that is packed or too long, and an end that waits for nobody."""

import asyncio
import gc
import gzip
import threading
from collections.abc import AsyncIterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from hall_controller.identity.adapters.http import PlatformHttp
from hall_controller.identity.adapters.threaded import ThreadedTransport
from tests.support.peers import eventually

LONGEST = 1_000


class Platform(BaseHTTPRequestHandler):
    """What is asked for by the path."""

    protocol_version = "HTTP/1.1"
    asked = threading.Event()
    go_on = threading.Event()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        packed = self.path == "/packed"
        if self.path == "/silent":
            Platform.asked.set()
            Platform.go_on.wait(30)
        answer = {"/packed": gzip.compress(body), "/long": b"x" * (LONGEST + 1)}.get(self.path, body)
        self.send_response(200 if self.path == "/answer" else 201)
        if packed:
            self.send_header("content-encoding", "gzip")
        self.send_header("x-accepts", self.headers["accept-encoding"])
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Nothing."""


CANARY = b"CANARY"


def held() -> list[object]:
    """Questions and answers of this test's person; others may have left their own in this process."""
    messages = [one for one in gc.get_objects() if isinstance(one, httpx.Request | httpx.Response)]
    return [one for one in messages if CANARY in getattr(one, "_content", b"")]


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    Platform.asked.clear()
    Platform.go_on.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Platform) as server:
        serving = threading.Thread(target=server.serve_forever, name="platform under test")
        serving.start()
        transport = ThreadedTransport(httpx.HTTPTransport(), longest_bytes=LONGEST)
        base = f"http://127.0.0.1:{server.server_address[1]}"
        async with httpx.AsyncClient(transport=transport, base_url=base, timeout=20) as made:
            yield made
        Platform.go_on.set()
        server.shutdown()
        serving.join()


async def test_an_answer_comes_whole_with_its_status(client: httpx.AsyncClient) -> None:
    answer = await client.post("/echo", content="王小明".encode())
    assert (answer.status_code, answer.text, answer.headers["x-accepts"]) == (201, "王小明", "identity")


@pytest.mark.parametrize("path", ["/packed", "/long"])
async def test_what_could_unfold_or_never_end_is_refused(client: httpx.AsyncClient, path: str) -> None:
    with pytest.raises(httpx.DecodingError):
        await client.post(path, content=b"x")
    assert (await client.post("/echo", content=b"next")).content == b"next"


async def test_many_at_once_don_t_hold_up_the_loop(client: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*[client.post("/echo", content=str(number).encode()) for number in range(40)])
    assert [answer.text for answer in answers] == [str(number) for number in range(40)]


async def test_one_that_nobody_waits_for_any_more_leaves_the_others(client: httpx.AsyncClient) -> None:
    silent = asyncio.create_task(client.post("/silent", content=b"x"))
    await asyncio.to_thread(Platform.asked.wait, 10)
    silent.cancel()
    assert (await client.post("/echo", content=b"next")).content == b"next"
    Platform.go_on.set()


async def test_nothing_of_a_question_is_held_after_its_answer(client: httpx.AsyncClient) -> None:
    """Without a collection: the controller's come rarely."""
    platform = PlatformHttp(client)
    gc.collect()
    gc.disable()
    try:
        await platform.ask("/answer", b'{"name": "%s"}' % CANARY, dict)
        # The thread lets go of its answer a moment after it handed it over.
        await asyncio.to_thread(eventually, lambda: not held(), "nothing is held")
    finally:
        gc.enable()


async def test_nobody_there_is_a_transport_error() -> None:
    async with httpx.AsyncClient(transport=ThreadedTransport(httpx.HTTPTransport(), longest_bytes=9)) as client:
        with pytest.raises(httpx.ConnectError):
            await client.post("http://127.0.0.1:1/", content=b"x")
