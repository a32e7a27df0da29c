"""The kinds of things to touch. Their looks are in the KV file of the same name."""

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, ColorProperty, NumericProperty

from kiosk.view_models.parts import Button
from kiosk.widgets import icon, plate, words  # noqa: F401 (the KV file names their classes)
from kiosk.widgets.touchable import Touchable
from kiosk.widgets.upright import is_mongolian

ONWARDS = "next"
"""The icon that points to the right."""
SHORT_HINT, LONG_HINT, LONG_HINT_LATIN = 10, 14, 36
"""Characters from which on a hint takes a smaller size."""


class AnswerButton(Touchable):
    """A wide button with an icon and words, together in its middle."""

    trailing = BooleanProperty(False)
    """The icon stands behind the words."""

    def on_button(self, instance: object, button: Button | None) -> None:
        super().on_button(instance, button)
        self.trailing = self.icon == ONWARDS


class PrimaryButton(AnswerButton):
    """The one thing a screen is for."""


class SecondaryButton(AnswerButton):
    """Another way on."""


class HeroButton(Touchable):
    """The home screen's large tile."""


class Card(Touchable):
    """One of several things to choose."""

    dense = BooleanProperty(False)
    """Several stand beside each other: names are smaller, so that long and short ones look alike."""
    bare = BooleanProperty(False)
    """Words alone, where large letters leave no room beside them."""


class WayCard(Touchable):
    """One way to be identified: lying in a column, standing in a row."""

    lying = BooleanProperty(False)
    bare = BooleanProperty(False)
    """Words alone."""
    hint_px = NumericProperty(0)

    def on_button(self, instance: object, button: Button | None) -> None:
        super().on_button(instance, button)
        self.hint_px = self._hint_px(len(self.hint))

    def _hint_px(self, length: int) -> float:
        """Why a way can't be used now takes several lines where five ways stand beside each other."""
        theme = self.theme
        if theme.large:
            return float(theme.caption)
        if theme.portrait:
            return float(theme.body if theme.low or length > LONG_HINT_LATIN else theme.label)
        return float(theme.label if length <= SHORT_HINT else theme.body if length <= LONG_HINT else theme.caption)


class KeyButton(Touchable):
    """One key of a keypad."""


class FooterButton(Touchable):
    """One of the six places at the foot of every screen."""

    upright = BooleanProperty(False)
    """Mongolian stands, and needs the height of the icon."""

    def on_button(self, instance: object, button: Button | None) -> None:
        super().on_button(instance, button)
        self.upright = is_mongolian(self.caption)


class FaceButton(Touchable):
    """One rating level: a face and its words, never the colour alone."""

    lying = BooleanProperty(False)
    face = ColorProperty()

    def on_button(self, instance: object, button: Button | None) -> None:
        super().on_button(instance, button)
        self.face = self.theme.colours.FACES.get(self.icon, self.theme.colours.INK)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
