"""The window's glass: what can be touched on it now, and touches that come from outside as a touch panel's do."""

import asyncio
from typing import Any

from kivy.base import EventLoop
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.input.motionevent import MotionEvent
from kivy.input.provider import MotionEventProvider

from kiosk.demo import Target
from kiosk.widgets.touchable import Touchable

DEVICE = "glass"


class GlassTouch(MotionEvent):
    """One finger; x and y in 0..1 from the bottom left, as Kivy counts."""

    def depack(self, args: tuple[float, float]) -> None:
        self.sx, self.sy = args
        self.profile = ["pos"]
        self.is_touch = True
        self.type_id = "touch"
        super().depack(args)


class Glass(MotionEventProvider):
    """An input provider like a touch panel's: events wait until Kivy's event loop asks for them."""

    def __init__(self) -> None:
        super().__init__(DEVICE, "")
        self._waiting: list[tuple[str, GlassTouch]] = []
        self._touches = 0
        self._finger: GlassTouch | None = None

    def install(self) -> None:
        EventLoop.add_input_provider(self)

    def remove(self) -> None:
        EventLoop.remove_input_provider(self)

    def touch(self, x: float, y: float) -> None:
        """Down and up; `y` from the top."""
        self.press(x, y)
        self.release()

    def press(self, x: float, y: float) -> None:
        """A finger comes down and stays."""
        self._touches += 1
        self._finger = GlassTouch(DEVICE, self._touches, (x, 1 - y))
        self._waiting.append(("begin", self._finger))

    def release(self) -> None:
        """The finger that came down last goes up."""
        if self._finger is not None:
            self._waiting.append(("end", self._finger))
            self._finger = None

    def start(self) -> None:
        """Nothing to open."""

    def stop(self) -> None:
        self._waiting.clear()

    def update(self, dispatch_fn: Any) -> None:
        waiting, self._waiting = self._waiting, []
        for kind, event in waiting:
            dispatch_fn(kind, event)


FRAMES_TO_SETTLE = 3
"""Layouts of layouts: each level may take a frame."""


class Settling:
    """Whether widgets stand where they will stay: a button just made is at the window's corner until it is laid out."""

    def __init__(self) -> None:
        self._frames_left = 0
        self._settled = asyncio.Event()
        self._settled.set()
        self._event = Clock.create_trigger(self._frame, 0, interval=True)

    def changed(self) -> None:
        """The screen was given something new to show."""
        self._frames_left = FRAMES_TO_SETTLE
        self._settled.clear()
        self._event()

    async def wait(self) -> None:
        await self._settled.wait()

    def _frame(self, _: float) -> bool:
        self._frames_left -= 1
        if self._frames_left > 0:
            return True
        self._settled.set()
        return False


def targets() -> list[Target]:
    """Every touchable in the window, in reading order."""
    width, height = Window.size
    found = [
        Target(widget.target_name, widget.caption, not widget.shut, x / width, 1 - y / height)
        for root in Window.children
        for widget in root.walk(restrict=True)
        if isinstance(widget, Touchable) and widget.target_name
        for x, y in (widget.to_window(*widget.center),)
    ]
    return sorted(found, key=lambda target: (round(target.y, 2), target.x))
