"""The frame round every screen: header with hall and time, the screen, footer with the same four places."""

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.screens.base import BaseScreen
from kiosk.screens.home.home import HomeScreen
from kiosk.screens.message.message import MessageScreen
from kiosk.screens.rating.rating import RatingScreen
from kiosk.screens.service_pick.service_pick import ServicePickScreen
from kiosk.screens.ticket.ticket import TicketScreen
from kiosk.theme.theme import Theme
from kiosk.view_models.models import (
    Footer,
    HomeModel,
    KioskModel,
    MessageModel,
    PickModel,
    RatingModel,
    ScreenModel,
    TicketModel,
)
from kiosk.widgets import words  # noqa: F401 (the KV file names its class)
from kiosk.widgets.buttons import FooterButton
from kiosk.widgets.sync import show_buttons
from kiosk.widgets.touchable import Touchable

SCREENS: dict[type[ScreenModel], type[BaseScreen]] = {
    HomeModel: HomeScreen,
    PickModel: ServicePickScreen,
    TicketModel: TicketScreen,
    MessageModel: MessageScreen,
    RatingModel: RatingScreen,
}


class Frame(BoxLayout):
    """Give it a `vm` (KioskModel); it touches only what changed."""

    theme: Theme = ObjectProperty(None)
    post = ObjectProperty(None)
    vm: KioskModel = ObjectProperty(None, rebind=True)
    header = ObjectProperty(None, rebind=True)

    def __init__(self, **kwargs: object) -> None:
        self._screens: dict[type[ScreenModel], BaseScreen] = {}
        self._footer: Footer | None = None
        super().__init__(**kwargs)

    def on_kv_post(self, base_widget: object) -> None:
        super().on_kv_post(base_widget)
        self.bind(vm=lambda *_: self._refresh())
        self._refresh()

    def _refresh(self) -> None:
        model: KioskModel = self.vm
        self.header = model.header
        if model.footer != self._footer:
            self._footer = model.footer
            places = (model.footer.back, model.footer.home, model.footer.help, model.footer.language)
            show_buttons(self.ids.footer, places, self._place)
        screen = self._screens.get(type(model.screen))
        if screen is None:
            screen = SCREENS[type(model.screen)](theme=self.theme, post=self.post, vm=model.screen)
            self._screens[type(model.screen)] = screen
        else:
            screen.vm = model.screen
        if screen.parent is None:
            self.ids.stage.clear_widgets()
            self.ids.stage.add_widget(screen)

    def _place(self, _: int) -> Touchable:
        return FooterButton(theme=self.theme, post=self.post)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
