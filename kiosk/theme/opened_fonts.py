"""Fonts that Kivy holds open: one for each size, and each of the Chinese font is 2.2 MB with the shapes it has drawn."""

from kivy import kivy_data_dir
from kivy.core.text import Label

HELD = 64
"""Kivy 2.3.1, kivy/core/text/_text_sdl2.pyx: so many are held open, the one opened longest ago goes for the next."""
_SMALL = f"{kivy_data_dir}/fonts/RobotoMono-Regular.ttf"
"""No screen draws with it. Opened it takes some tens of KB."""


def close_fonts() -> None:
    """Close every font there is: what is drawn next opens its own again, 6 ms each. Kivy has no other way; this takes 15 ms."""
    for size in range(1, HELD + 2):
        Label(text="", font_size=size, font_name=_SMALL).get_extents("0")
