"""One display's pictures for the gallery: `python -m tests.ui.pictures OUT portrait|landscape zh-CN/usual … [--only NAME …]`."""

import argparse
import tempfile
from pathlib import Path

from PIL import Image

from kiosk.theme.kivy_setup import register_fonts, set_up_kivy
from kiosk.theme.sizes import Display
from kiosk.theme.theme import Theme
from tests.support.kiosk import test_fonts
from tests.support.kiosk_views import every_picture
from tests.support.preview_pictures import preview_of_a_person
from tests.ui.matrix import DIAGONAL_IN, DISPLAYS, mode_of

SMALLER = 2
"""By so much than the screen: a quarter of its pixels can still be read."""
QUALITY = 80


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("display", choices=DISPLAYS)
    parser.add_argument("looks", nargs="+", help="language/mode")
    parser.add_argument("--only", nargs="+", default=[""])
    told = parser.parse_args()
    width, height = DISPLAYS[told.display]
    with tempfile.TemporaryDirectory() as home, preview_of_a_person() as (preview, _):
        set_up_kivy(Path(home), width, height, fullscreen=False)
        register_fonts(test_fonts())
        from kiosk.screens.service_pick.service_pick import page_size
        from tests.ui.stage import Stage

        display = Display(width, height, DIAGONAL_IN)
        stage = Stage(Theme(display), preview, hurry=True)
        for look in told.looks:
            language, mode = look.split("/")
            for name, model in every_picture(language, page_size(display.portrait), mode_of(mode)).items():
                if name.startswith(tuple(told.only)):
                    wide, high, rows = stage.pixels(model)
                    picture = Image.frombytes("RGB", (wide, high), rows).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
                    small = picture.resize((wide // SMALLER, high // SMALLER), Image.Resampling.LANCZOS)
                    small.save(told.out / f"{name}--{language}--{mode}--{told.display}.webp", quality=QUALITY)


if __name__ == "__main__":
    main()
