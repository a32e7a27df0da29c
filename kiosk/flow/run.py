"""One session's way through its steps: the context that steps see. Once its session is over, it shows nothing any more."""

import asyncio
from collections import deque
from typing import Protocol

from kiosk.flow.intents import Intent
from kiosk.flow.mode import Mode
from kiosk.flow.ports import KioskPorts
from kiosk.flow.session import Session
from kiosk.flow.views import View


class _Engine(Protocol):
    @property
    def now_s(self) -> float: ...

    @property
    def mode(self) -> Mode: ...

    def show_for(self, run: "Run", view: View, *, back: bool, busy: bool, for_s: float | None) -> None: ...

    def seen_for(self, run: "Run") -> None: ...


class Run:
    """Implements `kiosk.flow.step.Context`."""

    def __init__(self, engine: _Engine, session: Session, ports: KioskPorts) -> None:
        self._engine = engine
        self.session = session
        self.ports = ports
        self.step = ""
        self.task: asyncio.Task[None] | None = None
        self._shown_type: type[object] | None = None
        self._waiting: deque[Intent] = deque()
        self._came = asyncio.Event()

    def show(self, view: View, *, back: bool = False, busy: bool = False, for_s: float | None = None) -> None:
        if type(view) is not self._shown_type:
            # A second tap meant for the screen before doesn't press a button of this one.
            self._waiting.clear()
            self._shown_type = type(view)
        self._engine.show_for(self, view, back=back, busy=busy, for_s=for_s)

    @property
    def now_s(self) -> float:
        return self._engine.now_s

    @property
    def mode(self) -> Mode:
        return self._engine.mode

    def somebody_is_there(self) -> None:
        self._engine.seen_for(self)

    def give(self, intent: Intent) -> None:
        self._waiting.append(intent)
        self._came.set()

    async def intent(self) -> Intent:
        while not self._waiting:
            self._came.clear()
            await self._came.wait()
        return self._waiting.popleft()
