"""Fields over the whole stage, each of which turns when it is touched: what doesn't turn is a dead spot of the panel."""

from pathlib import Path

from kivy.lang import Builder

from kiosk.screens.base import BaseScreen
from kiosk.widgets import icon, words  # noqa: F401 (the KV file names their classes)
from kiosk.widgets.buttons import SecondaryButton
from kiosk.widgets.sync import show_buttons
from kiosk.widgets.touchable import Touchable


class GridField(Touchable):
    """Pressed already by a finger that glides onto it: a panel is tested by strokes, too."""

    def on_touch_move(self, touch: object) -> bool:
        if not self.on and self.collide_point(*touch.pos) and self.button and self.post:  # type: ignore[attr-defined]
            self.post(self.button.intent)
        return bool(super().on_touch_move(touch))


class GridScreen(BaseScreen):
    def refresh(self) -> None:
        show_buttons(self.ids.fields, self.vm.fields, self._field)
        show_buttons(self.ids.actions, (self.vm.button,), self._back)

    def _field(self, _: int) -> Touchable:
        return GridField(theme=self.theme, post=self.post)

    def _back(self, _: int) -> Touchable:
        return SecondaryButton(theme=self.theme, post=self.post)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
