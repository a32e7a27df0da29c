"""What stands in the window: the frame, made anew when the way of showing changes, since every size and colour does."""

from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.screens.frame import Frame
from kiosk.theme.opened_fonts import close_fonts
from kiosk.theme.theme import Theme
from kiosk.view_models.models import KioskModel
from kiosk.vision.preview import PreviewReader


class Shell(BoxLayout):
    """Give it a `vm` (KioskModel)."""

    theme: Theme = ObjectProperty(None)
    """In the mode that is shown now."""
    post = ObjectProperty(None)
    vm: KioskModel = ObjectProperty(None)
    preview: PreviewReader | None = ObjectProperty(None, allownone=True)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.frame: Frame | None = None
        self.bind(vm=lambda *_: self._refresh())
        self._refresh()

    def _refresh(self) -> None:
        model: KioskModel = self.vm
        theme = self.theme.shown_in(model.mode)
        if self.frame is not None and theme is self.theme:
            self.frame.vm = model
            return
        self.theme = theme
        if self.frame is not None:
            self.frame.leave()
            self.remove_widget(self.frame)
            # Letters of the other size are drawn no more.
            close_fonts()
        self.frame = Frame(theme=theme, post=self.post, vm=model, preview=self.preview)
        self.add_widget(self.frame)
