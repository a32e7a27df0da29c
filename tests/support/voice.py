"""The voice clips, made once per test run, and emulators on an event loop of their own."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from drivers.speaker.clips import build

_T = TypeVar("_T")


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All clips, by the real espeak-ng."""
    folder = tmp_path_factory.mktemp("clips")
    build(folder)
    return folder


class LoopThread:
    """An event loop in a thread, for emulators beside blocking drivers."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="emulators", daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, _T], timeout_s: float = 20) -> _T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout_s)

    def call(self, function: Callable[..., _T], *arguments: object) -> _T:
        """Call in the loop's thread."""

        async def work() -> _T:
            return function(*arguments)

        return self.run(work())

    def close(self) -> None:
        self.run(self._loop.shutdown_default_executor())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()


@pytest.fixture
def loop_thread() -> Iterator[LoopThread]:
    made = LoopThread()
    yield made
    made.close()
