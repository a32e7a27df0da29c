"""The real frame in an offscreen window, frame by frame."""

from kivy.base import EventLoop
from kivy.core.window import Window
from kivy.graphics.opengl import glFinish

from kiosk.flow.intents import Intent
from kiosk.screens.frame import Frame
from kiosk.screens.picture import FrameReader, png
from kiosk.theme.theme import Theme
from kiosk.view_models.models import KioskModel
from kiosk.vision.preview import PreviewReader

FRAMES_TO_SETTLE = 4
"""Layouts of layouts: each level may take a frame."""


class Stage:
    def __init__(self, theme: Theme, preview: PreviewReader | None = None) -> None:
        self.theme = theme
        self.preview = preview
        self.posted: list[Intent] = []
        self.frame: Frame | None = None
        self._reader = FrameReader()
        Window.bind(on_flip=lambda *_: glFinish())
        EventLoop.ensure_window()
        EventLoop.start()

    def show(self, model: KioskModel) -> Frame:
        if self.frame is None:
            self.frame = Frame(theme=self.theme, post=self.posted.append, vm=model, preview=self.preview)
            Window.add_widget(self.frame)
        else:
            self.frame.vm = model
        for _ in range(FRAMES_TO_SETTLE):
            EventLoop.idle()
        return self.frame

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
        self.show(model)
        taken: list[tuple[int, int, bytes]] = []
        self._reader.read(taken.append)
        while not taken:
            EventLoop.idle()
        return png(*taken[0])
