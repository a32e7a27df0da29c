"""What can be touched: shows a model's button and posts its intent."""

from kivy.properties import BooleanProperty, ColorProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.boxlayout import BoxLayout

from kiosk.flow.intents import Intent
from kiosk.view_models.parts import Button
from kiosk.widgets.focus_ring import clear_ring, draw_ring


class Touchable(ButtonBehavior, BoxLayout):
    """A box that is pressed. Its looks are its KV rule's; its content is `button`, which may change while it stands there."""

    button = ObjectProperty(None, allownone=True)
    post = ObjectProperty(None, allownone=True)
    """Called with the intent."""
    theme = ObjectProperty(None, allownone=True)
    caption = StringProperty("")
    hint = StringProperty("")
    icon = StringProperty("")
    ground = ColorProperty()
    ground_pressed = ColorProperty()
    ground_disabled = ColorProperty()
    edge = ColorProperty()
    ink = ColorProperty()
    ink_soft = ColorProperty()
    radius = NumericProperty(0)
    shut = BooleanProperty(False)
    """Not available now: shown grey, with its reason as hint, and deaf. (Kivy's own `disabled` would also grey children.)"""

    grey = BooleanProperty(False)
    """Looks as if it were shut; whether it is deaf says `shut`."""
    on = BooleanProperty(False)
    """A switch that is on."""
    focused = BooleanProperty(False)
    """The tactile keypad has come to it."""

    def __init__(self, **kwargs: object) -> None:
        self._pressed_intent: Intent | None = None
        super().__init__(**kwargs)
        self.bind(focused=self._ring, pos=self._ring, size=self._ring)

    @property
    def target_name(self) -> str:
        return self.button.name if isinstance(self.button, Button) else ""

    def on_button(self, _: object, button: Button | None) -> None:
        if button is None:
            return
        self.caption, self.hint, self.icon, self.shut = button.text, button.hint, button.icon, not button.enabled
        self.grey = self.shut or button.grey
        self.on = bool(button.on)

    def _ring(self, *_: object) -> None:
        if self.focused:
            draw_ring(self, self.theme)
        else:
            clear_ring(self)

    def on_touch_down(self, touch: object) -> bool:
        return False if self.shut else bool(super().on_touch_down(touch))

    def on_press(self) -> None:
        self._pressed_intent = self.button.intent if self.button else None

    def on_release(self) -> None:
        # The button under a resting finger may have come to mean something else: only what was pressed is meant.
        if self.button and not self.shut and self.button.intent == self._pressed_intent and self.post:
            self.post(self.button.intent)
        self._pressed_intent = None
