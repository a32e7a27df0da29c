"""The window's glass: what can be touched on it now, and touches that come from outside as a touch panel's do."""

from typing import Any

from kivy.base import EventLoop
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
