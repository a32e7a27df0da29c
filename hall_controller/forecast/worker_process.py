"""The controller's end of the forecaster's pipe."""

import asyncio
import os
import sys
from collections.abc import Sequence

from hall_controller.forecast.foresee import LineForecast
from hall_controller.forecast.frames import ANSWER, LENGTH_BYTES, QUESTION, framed
from hall_controller.forecast.snapshot import Snapshot

COMMAND = (sys.executable, "-m", "hall_controller.forecast.worker")
ANSWER_WITHIN_S = 15.0
"""A group of a county hall takes hundredths of a second; who needs this long is stuck."""
ENDS_WITHIN_S = 2.0


class WorkerDied(Exception):
    """The forecaster ended or didn't answer; it was stopped, and the next question starts another."""


class WorkerProcess:
    """Started with the first question. One question at a time."""

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        self._command = command
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None else None

    async def ask(self, snapshot: Snapshot) -> list[LineForecast]:
        """
        Raises:
            WorkerDied: there is no answer.
            OSError: it can't be started.
        """
        process = self._process = self._process or await self._start()
        if process.stdin is None or process.stdout is None or process.stdin.is_closing():
            await self.stop()
            raise WorkerDied("the forecaster's pipe is closed")
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                process.stdin.write(framed(QUESTION.dump_json(snapshot)))
                await process.stdin.drain()
                head = await process.stdout.readexactly(LENGTH_BYTES)
                body = await process.stdout.readexactly(int.from_bytes(head, "big"))
        except (TimeoutError, asyncio.IncompleteReadError, ConnectionError) as error:
            await self.stop()
            raise WorkerDied(f"the forecaster gave no answer: {type(error).__name__}") from error
        except asyncio.CancelledError:
            # An answer that nobody takes would be read as the next question's.
            await self.stop()
            raise
        return ANSWER.validate_json(body)

    async def stop(self) -> None:
        """It ends when its pipe is closed; killed when it doesn't."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        try:
            async with asyncio.timeout(ENDS_WITHIN_S):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()

    async def _start(self) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            # Vectors this short gain nothing from threads, which would only take memory.
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
        )
