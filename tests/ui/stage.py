"""The real frame in an offscreen window, frame by frame."""

from kivy.base import EventLoop
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.graphics.opengl import glFinish
from kivy.lang import Builder

from kiosk.flow.intents import Intent
from kiosk.screens.frame import Frame
from kiosk.screens.picture import FrameReader, png
from kiosk.screens.shell import Shell
from kiosk.theme.theme import Theme
from kiosk.view_models.models import KioskModel
from kiosk.vision.preview import PreviewReader

FRAMES_TO_SETTLE = 4
"""Layouts of layouts: each level may take a frame."""


class Stage:
    def __init__(self, theme: Theme, preview: PreviewReader | None = None, *, hurry: bool = False) -> None:
        """`hurry`: no waiting between frames; what follows a clock, such as the camera's picture, then stands still."""
        self.theme = theme
        self.preview = preview
        self.posted: list[Intent] = []
        self.shell: Shell | None = None
        self._reader = FrameReader()
        if hurry:
            Clock._max_fps = 0
        Window.bind(on_flip=lambda *_: glFinish())
        EventLoop.ensure_window()
        EventLoop.start()

    def lay_out(self, model: KioskModel) -> Frame:
        """Everything at its place, and nothing drawn: a software renderer takes longest for that."""
        self._give(model)
        for _ in range(FRAMES_TO_SETTLE):
            Clock.tick()
            Builder.sync()
            Clock.tick_draw()
            Builder.sync()
        return self.frame

    def show(self, model: KioskModel) -> Frame:
        self._give(model)
        for _ in range(FRAMES_TO_SETTLE):
            EventLoop.idle()
        return self.frame

    def _give(self, model: KioskModel) -> None:
        if self.shell is None:
            self.shell = Shell(theme=self.theme, post=self.posted.append, vm=model, preview=self.preview)
            Window.add_widget(self.shell)
        else:
            self.shell.vm = model

    @property
    def frame(self) -> Frame:
        assert self.shell is not None
        assert self.shell.frame is not None
        return self.shell.frame

    def redraws_without_change(self) -> list[str]:
        """A screen that stands still is drawn no more: what it says if it is."""
        flips: list[object] = []
        for _ in range(FRAMES_TO_SETTLE):
            EventLoop.idle()
        Window.bind(on_flip=lambda *_: flips.append(None))
        for _ in range(FRAMES_TO_SETTLE * 3):
            EventLoop.idle()
        return [f"{len(flips)} frames were drawn of a screen that didn't change"] if flips else []

    def picture(self, model: KioskModel) -> bytes:
        """PNG."""
        return png(*self.pixels(model))

    def pixels(self, model: KioskModel) -> tuple[int, int, bytes]:
        """Width, height, RGB rows from the bottom up."""
        self.lay_out(model)
        taken: list[tuple[int, int, bytes]] = []
        self._reader.read(taken.append)
        while not taken:
            EventLoop.idle()
        return taken[0]
