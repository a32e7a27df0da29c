"""One process of the hall inside the simulation: it can be killed at any instruction that touches its disk, and started again.

A killed process does nothing any more. Its code may still be unwound by Python, so everything it could reach the world by (disk,
bus, devices) asks `alive` first and raises `Killed`.
"""

import asyncio
from collections.abc import Callable, Coroutine
from contextvars import ContextVar, copy_context
from typing import Any, TypeVar

Result = TypeVar("Result")

_PRESENT: ContextVar["Life | None"] = ContextVar("present", default=None)


class Killed(BaseException):
    """The process was killed while it did this. Not an `Exception`: no code of the product may survive it."""


class Life:
    """One run of a process, from its start to its end; its tasks belong to it."""

    def __init__(self, name: str, loop: asyncio.AbstractEventLoop) -> None:
        self.name = name
        self._loop = loop
        self._context = copy_context()
        self._context.run(_PRESENT.set, self)
        self._tasks: list[asyncio.Task[Any]] = []
        self.alive = True
        self.ended = loop.create_future()

    def require_alive(self) -> None:
        """
        Raises:
            Killed: it was killed.
        """
        if not self.alive:
            raise Killed(self.name)

    def spawn(self, coroutine: Coroutine[Any, Any, Result]) -> "asyncio.Task[Result]":
        """A task of this life; so are all that it starts."""
        return self._loop.create_task(coroutine, context=self._context.copy())

    def call(self, function: Callable[[], Result]) -> Result | None:
        """Something from outside reaches the process, such as a touch on its screen. None when it is or gets killed."""
        if not self.alive:
            return None
        try:
            return self._context.copy().run(function)
        except Killed:
            return None

    def own(self, task: "asyncio.Task[Any]") -> None:
        self._tasks.append(task)
        if len(self._tasks) > 200:
            self._tasks = [known for known in self._tasks if not known.done()]

    def kill(self) -> None:
        """SIGKILL: nothing of it happens any more."""
        if not self.alive:
            return
        self.alive = False
        self.ended.set_result(None)
        for task in self._tasks:
            if not task.done():
                task.cancel()


def make_task(loop: asyncio.AbstractEventLoop, coroutine: Any, *, context: Any = None, **more: Any) -> "asyncio.Task[Any]":
    """The loop's task factory: each task is noted in the life it was started in."""
    task: asyncio.Task[Any] = asyncio.Task(coroutine, loop=loop, context=context, **more)
    life = context.get(_PRESENT) if context is not None else _PRESENT.get()
    if life is not None:
        life.own(task)
    return task
