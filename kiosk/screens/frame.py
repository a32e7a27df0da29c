"""The frame round every screen: header with hall and time, the screen, footer with the same six places."""

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.screens.base import BaseScreen
from kiosk.screens.card.card import CardScreen
from kiosk.screens.consent.consent import ConsentScreen
from kiosk.screens.face.face import FaceScreen
from kiosk.screens.facts.facts import FactsScreen
from kiosk.screens.form.form import FormScreen
from kiosk.screens.grid.grid import GridScreen
from kiosk.screens.hall_map.hall_map import HallMapScreen
from kiosk.screens.home.home import HomeScreen
from kiosk.screens.identity_hub.identity_hub import IdentityHubScreen
from kiosk.screens.keypad.keypad import KeypadScreen
from kiosk.screens.message.message import MessageScreen
from kiosk.screens.modes.modes import ModesScreen
from kiosk.screens.rating.rating import RatingScreen
from kiosk.screens.scan.scan import ScanScreen
from kiosk.screens.service_pick.service_pick import ServicePickScreen
from kiosk.screens.ticket.ticket import TicketScreen
from kiosk.screens.typing.typing import TypingScreen
from kiosk.theme.theme import Theme
from kiosk.view_models.form_models import FactsModel, FormModel
from kiosk.view_models.guide_models import MapModel
from kiosk.view_models.identity_models import CardModel, FaceModel, HubModel, NoticeModel, ScanModel
from kiosk.view_models.models import (
    Footer,
    HomeModel,
    KeypadModel,
    KioskModel,
    MessageModel,
    PickModel,
    RatingModel,
    ScreenModel,
    TicketModel,
)
from kiosk.view_models.modes_models import ModesModel
from kiosk.view_models.technician_models import GridModel
from kiosk.view_models.typing_models import TypingModel
from kiosk.vision.preview import PreviewReader
from kiosk.widgets.buttons import FooterButton
from kiosk.widgets.sync import show_buttons
from kiosk.widgets.touchable import Touchable
from kiosk.widgets.words import forget_measured_texts

SCREENS: dict[type[ScreenModel], type[BaseScreen]] = {
    HomeModel: HomeScreen,
    PickModel: ServicePickScreen,
    KeypadModel: KeypadScreen,
    TypingModel: TypingScreen,
    TicketModel: TicketScreen,
    MessageModel: MessageScreen,
    RatingModel: RatingScreen,
    ModesModel: ModesScreen,
    GridModel: GridScreen,
    MapModel: HallMapScreen,
    FormModel: FormScreen,
    FactsModel: FactsScreen,
    HubModel: IdentityHubScreen,
    NoticeModel: ConsentScreen,
    FaceModel: FaceScreen,
    ScanModel: ScanScreen,
    CardModel: CardScreen,
}


class Frame(BoxLayout):
    """Give it a `vm` (KioskModel); it touches only what changed.

    A screen that is left is thrown away with all it said: the next citizen's session finds nothing of the one before.
    """

    theme: Theme = ObjectProperty(None)
    post = ObjectProperty(None)
    vm: KioskModel = ObjectProperty(None, rebind=True)
    header = ObjectProperty(None, rebind=True)
    preview: PreviewReader | None = ObjectProperty(None, allownone=True)

    def __init__(self, **kwargs: object) -> None:
        self._screen: BaseScreen | None = None
        self._shown: type[ScreenModel] | None = None
        self._footer: Footer | None = None
        self._focus = ""
        super().__init__(**kwargs)

    def on_kv_post(self, base_widget: object) -> None:
        super().on_kv_post(base_widget)
        self.bind(vm=lambda *_: self._refresh())
        self._refresh()

    def _refresh(self) -> None:
        model: KioskModel = self.vm
        self._show(model)
        if model.focus or self._focus:
            self._focus = model.focus
            for widget in self.walk(restrict=True):
                if isinstance(widget, Touchable):
                    widget.focused = bool(self._focus) and widget.target_name == self._focus

    def _show(self, model: KioskModel) -> None:
        self.header = model.header
        if model.footer != self._footer:
            self._footer = model.footer
            show_buttons(self.ids.footer, model.footer.places, self._place)
        if self._screen is not None and self._shown is type(model.screen):
            self._screen.vm = model.screen
            return
        if self._screen is not None:
            self._screen.leave()
        self.ids.stage.clear_widgets()
        forget_measured_texts()
        self._shown = type(model.screen)
        self._screen = SCREENS[self._shown](theme=self.theme, post=self.post, vm=model.screen, preview=self.preview)
        self.ids.stage.add_widget(self._screen)

    def leave(self) -> None:
        """Another frame comes: nothing of this one goes on."""
        if self._screen is not None:
            self._screen.leave()

    def _place(self, _: int) -> Touchable:
        return FooterButton(theme=self.theme, post=self.post)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
