"""Walks every screen of one display in some languages and ways of showing, and says what a person would stumble over.

    python -m tests.ui.lint OUT WIDTH HEIGHT zh-CN/usual zh-CN/large+reach …

writes OUT/report.json; with `--pictures` a PNG of each screen as well. Colours are measured on what is drawn: in the looks
that differ in them, or wherever pictures are wanted. A process of its own: Kivy is one window and one
configuration for a process's whole life.
"""

import argparse
import gc
import json
import tempfile
from pathlib import Path

from fontTools.ttLib import TTFont

from kiosk.theme.fonts import MONGOLIAN_FONT, REGULAR
from kiosk.theme.kivy_setup import register_fonts, set_up_kivy
from kiosk.theme.sizes import Display
from kiosk.theme.theme import Theme
from tests.support.kiosk import test_fonts
from tests.support.kiosk_views import every_picture
from tests.support.preview_pictures import preview_of_a_person
from tests.ui.matrix import DIAGONAL_IN, DRAWN, mode_of

TIDY_EVERY = 32
"""Screens. Widgets point at each other in rings; looking for rings at Python's own pace takes a third of the time."""


def characters_of(font_file: Path) -> frozenset[int]:
    with TTFont(font_file) as font:
        return frozenset(font.getBestCmap())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("width", type=int)
    parser.add_argument("height", type=int)
    parser.add_argument("looks", nargs="+", help="language/mode")
    parser.add_argument("--pictures", action="store_true")
    parser.add_argument("--only", default="", help="start of the pictures' names")
    parser.add_argument("--skip", default=" ", help="start of names left out")
    told = parser.parse_args()
    told.out.mkdir(parents=True, exist_ok=True)
    display = Display(told.width, told.height, DIAGONAL_IN)
    with tempfile.TemporaryDirectory() as home, preview_of_a_person() as (preview, _):
        set_up_kivy(Path(home), told.width, told.height, fullscreen=False)
        register_fonts(test_fonts())
        glyphs = frozenset(one for path in (test_fonts() / REGULAR, MONGOLIAN_FONT) for one in characters_of(path))
        from kiosk.screens.picture import png
        from kiosk.screens.service_pick.service_pick import page_size
        from tests.ui.problems import problems
        from tests.ui.stage import Stage

        stage = Stage(Theme(display), preview, hurry=True)
        report: dict[str, list[str]] = {}
        gc.disable()
        for look in told.looks:
            language, named = look.split("/")
            mode = mode_of(named)
            for name, model in every_picture(language, page_size(display.portrait), mode).items():
                if not name.startswith(told.only) or name.startswith(told.skip):
                    continue
                pixels = stage.pixels(model) if told.pictures or look in DRAWN else None
                if pixels is None:
                    stage.lay_out(model)
                report[f"{look}/{name}"] = problems(stage.frame, display, model.mode, pixels, glyphs)
                if len(report) % TIDY_EVERY == 0:
                    gc.collect()
                if pixels is not None and told.pictures:
                    (told.out / f"{language}-{named}-{name}.png").write_bytes(png(*pixels))
        report["idle/redraws"] = stage.redraws_without_change()
        (told.out / "report.json").write_text(json.dumps(report, ensure_ascii=False), "utf-8")


main()
