"""Sends commands over HTTP under one id each until they are answered, whatever is being killed on the other side.

One connection for each person, spoken in plain HTTP/1.1: hundreds of them must keep the hall busy, not this side's processor.
"""

import asyncio
import json
from typing import Any

from api.ids import new_id

AGAIN_AFTER_S = 0.1
"""Before the same id goes out again: a person presses again at least this much later."""
ATTEMPT_S = 10.0
LONGEST_WAIT_S = 120.0
"""A hall that answers nothing for so long will not answer at all."""
SERVER_ERRORS = 500
"""Statuses from here on say that nothing was done, or that nobody knows: the same id is sent again."""


class StubbornClient:
    """One person at one terminal. `unanswered` counts attempts that brought no answer."""

    def __init__(self, port: int, token: str, longest_wait_s: float = LONGEST_WAIT_S) -> None:
        self._longest_wait_s = longest_wait_s
        self._port = port
        self._token = token
        self._stream: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self.unanswered = 0

    async def command(self, name: str, *, command_id: str | None = None, **body: Any) -> dict[str, Any]:
        """The completion, or the problem document when the hall refused it.

        Raises:
            TimeoutError: no answer within `longest_wait_s`.
        """
        request = self._request(name, command_id or new_id(), json.dumps(body).encode())
        async with asyncio.timeout(self._longest_wait_s):
            while True:
                try:
                    async with asyncio.timeout(ATTEMPT_S):
                        status, document = await self._exchange(request)
                    if status < SERVER_ERRORS:
                        return dict(document)
                except (OSError, EOFError, TimeoutError):
                    self.close()
                self.unanswered += 1
                await asyncio.sleep(AGAIN_AFTER_S)

    def close(self) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            stream[1].transport.abort()

    def _request(self, name: str, command_id: str, body: bytes) -> bytes:
        head = (
            f"POST /api/v1/commands/{name} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\nAuthorization: Bearer {self._token}\r\n"
            f"Idempotency-Key: {command_id}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    async def _exchange(self, request: bytes) -> tuple[int, Any]:
        if self._stream is None:
            self._stream = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._stream
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        fields = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
        document = json.loads(await reader.readexactly(int(fields["content-length"])))
        return int(head.split(" ", 2)[1]), document
