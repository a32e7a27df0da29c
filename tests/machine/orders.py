"""The test's end of the line to the machine under test; the other end is `guest/orders.py`."""

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

LINE_BYTES = 32 * 2**20
FIRST_ANSWER_S = 600.0
"""From power-on until the machine takes orders; without KVM, many times as long as with it."""
ASK_AGAIN_S = 2.0
MARGIN_S = 60.0
ORDER_S = 180.0
"""An emulated machine is slow."""


class NoAnswer(Exception):
    """The machine took no orders in time."""


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a command inside."""

    code: int
    out: str


class Orders:
    """Runs commands inside the machine."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._last_id = 0

    @classmethod
    async def connect(cls, socket: Path, within_s: float = FIRST_ANSWER_S) -> Self:
        """Returns when the machine answers.

        Raises:
            NoAnswer: it doesn't within `within_s`.
        """
        try:
            async with asyncio.timeout(within_s):
                reader, writer = await asyncio.open_unix_connection(str(socket), limit=LINE_BYTES)
                orders = cls(reader, writer)
                while not await orders._hears():
                    pass
                return orders
        except (TimeoutError, OSError, EOFError) as error:
            raise NoAnswer(f"the machine takes no orders after {within_s:.0f} s ({type(error).__name__})") from error

    async def _hears(self) -> bool:
        """Whether an answer to any question so far came; those that come later are passed over by their ids."""
        self._last_id += 1
        self._writer.write(json.dumps({"id": self._last_id}).encode() + b"\n")
        try:
            return bool(await asyncio.wait_for(self._reader.readline(), ASK_AGAIN_S))
        except TimeoutError:
            return False

    async def run(self, text: str, *, timeout_s: float = ORDER_S) -> Done:
        """A shell command as root.

        Raises:
            NoAnswer: nothing came back in time.
        """
        answer = await self._ask({"run": text, "timeout_s": timeout_s}, timeout_s + MARGIN_S)
        return Done(int(answer["code"]), str(answer["out"]))

    async def check(self, text: str, *, timeout_s: float = ORDER_S) -> str:
        """Its output.

        Raises:
            AssertionError: it failed; the text holds what it said.
        """
        done = await self.run(text, timeout_s=timeout_s)
        assert done.code == 0, f"inside the machine, {text!r} ended with {done.code}:\n{done.out}"
        return done.out

    async def get(self, url: str) -> str | None:
        """What a page inside answers; None where nobody answers."""
        answer = await self._ask({"get": url}, MARGIN_S)
        return str(answer["out"]) if answer["code"] == 0 else None

    async def touch(self, x: int, y: int) -> None:
        """Press the touch panel at this pixel of it."""
        await self._ask({"touch": [x, y]}, MARGIN_S)

    async def _ask(self, order: dict[str, Any], answer_s: float) -> dict[str, Any]:
        self._last_id += 1
        self._writer.write(json.dumps({"id": self._last_id, **order}).encode() + b"\n")
        try:
            async with asyncio.timeout(answer_s):
                while True:
                    line = await self._reader.readline()
                    if not line:
                        raise NoAnswer("the line to the machine is closed")
                    answer = json.loads(line)
                    # Answers to orders that were given up are late, not wrong.
                    if answer.get("id") == self._last_id:
                        return dict(answer)
        except TimeoutError as error:
            raise NoAnswer(f"no answer within {answer_s:.0f} s") from error

    def close(self) -> None:
        self._writer.transport.abort()
