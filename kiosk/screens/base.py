"""What every screen has."""

from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.theme.theme import Theme
from kiosk.view_models.parts import Button
from kiosk.vision.preview import PreviewReader
from kiosk.widgets.buttons import PrimaryButton, SecondaryButton
from kiosk.widgets.sync import show_buttons
from kiosk.widgets.touchable import Touchable


class BaseScreen(BoxLayout):
    """Given its first model when it is made, so that its KV rule always finds one."""

    theme: Theme = ObjectProperty(None)
    post = ObjectProperty(None)
    vm = ObjectProperty(None, rebind=True)
    """The screen's model; a new one is set at each change."""
    preview: PreviewReader | None = ObjectProperty(None, allownone=True)
    """The camera's picture, for screens that show it; None where no vision process runs."""

    def on_kv_post(self, base_widget: object) -> None:
        super().on_kv_post(base_widget)
        self.bind(vm=lambda *_: self.refresh())
        self.refresh()

    def refresh(self) -> None:
        """Bring what KV can't describe in line with the model."""

    def leave(self) -> None:
        """It is thrown away: nothing of it goes on."""

    def show_actions(self, buttons: tuple[Button, ...]) -> None:
        """The screen's answers, in its box `actions`: the first is the primary one."""
        show_buttons(self.ids.actions, buttons, self._action)

    def _action(self, index: int) -> Touchable:
        kind = SecondaryButton if index else PrimaryButton
        return kind(theme=self.theme, post=self.post, size_hint_y=None, height=self.theme.answer)
