"""A code is held to the camera, whose picture stands there, or to the scanner, which a drawing shows."""

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty

from kiosk.screens.base import BaseScreen
from kiosk.widgets import camera_preview, panel, plate, qr_code, veil, words  # noqa: F401 (the KV file names their classes)
from kiosk.widgets.buttons import SecondaryButton
from kiosk.widgets.sync import show_buttons
from kiosk.widgets.touchable import Touchable


class ScanScreen(BaseScreen):
    beside = BooleanProperty(False)
    """Something stands beside the camera's picture: the code to be scanned first, or a drawing where there is room."""

    def refresh(self) -> None:
        self.beside = bool(self.vm.code) or (self.vm.by_camera and not self.theme.portrait)
        show_buttons(self.ids.actions, self.vm.buttons, self._other)

    def leave(self) -> None:
        self.ids.camera.end()

    def _other(self, _: int) -> Touchable:
        return SecondaryButton(theme=self.theme, post=self.post)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
