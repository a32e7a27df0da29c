"""A view that stands while something is awaited: seconds count down, the citizen may go another way, nothing runs on after it."""

import asyncio
import math
from collections.abc import Callable, Coroutine
from enum import Enum
from typing import Any, TypeVar

from kiosk.flow.intents import IntentKind
from kiosk.flow.step import Context
from kiosk.flow.views import View

_T = TypeVar("_T")
SECOND_S = 1.0


class Ended(Enum):
    """Why there is no result."""

    BACK = "back"
    TIME_OUT = "time-out"


class Watch:
    """One of them for one awaited thing."""

    def __init__(self, context: Context, view: Callable[[int], View], limit_s: float) -> None:
        """`view`: makes what is shown, given the whole seconds left; called again by `refresh`."""
        self._context = context
        self._view = view
        self._until_s = context.now_s + limit_s
        self._over = False

    def refresh(self) -> None:
        """Show anew; afterwards, when it is over, does nothing."""
        if self._over:
            return
        left_s = max(0.0, self._until_s - self._context.now_s)
        self._context.show(self._view(math.ceil(left_s)), back=True, for_s=left_s % SECOND_S or min(left_s, SECOND_S))

    async def wait_for(self, work: Coroutine[Any, Any, _T]) -> _T | Ended:
        """The result of `work`, which is cancelled and has ended when this returns or is cancelled itself.

        Raises:
            Exception: what `work` raises.
        """
        doing = asyncio.ensure_future(work)
        asking: asyncio.Task[Any] | None = None
        try:
            self.refresh()
            while True:
                asking = asking or asyncio.ensure_future(self._context.intent())
                await asyncio.wait({doing, asking}, return_when=asyncio.FIRST_COMPLETED)
                if doing.done():
                    return doing.result()
                kind, asking = asking.result().kind, None
                if kind is IntentKind.BACK:
                    return Ended.BACK
                if kind is IntentKind.TIMED_OUT and self._context.now_s >= self._until_s:
                    return Ended.TIME_OUT
                if kind in (IntentKind.TIMED_OUT, IntentKind.WORLD_CHANGED):
                    self.refresh()
        finally:
            self._over = True
            tasks = [task for task in (doing, asking) if task is not None]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
