"""Renders every screen to PNG files: `python -m tests.ui.gallery OUT [portrait|landscape] [language or start of a name …]`."""

import sys
import tempfile
from pathlib import Path

from kiosk.theme.fonts import extract_fonts
from kiosk.theme.kivy_setup import register_fonts, set_up_kivy
from kiosk.theme.sizes import Display
from kiosk.theme.theme import Theme
from tests.support.kiosk_views import LANGUAGES, every_picture
from tests.support.preview_pictures import preview_of_a_person


def main() -> None:
    out, shape, *wanted = Path(sys.argv[1]), *(sys.argv[2:] or ["portrait"])
    size = (1080, 1920) if shape == "portrait" else (1920, 1080)
    out.mkdir(parents=True, exist_ok=True)
    fonts = Path(tempfile.gettempdir()) / "tingtang-test-fonts"
    extract_fonts(fonts)
    names = tuple(word for word in wanted if word not in LANGUAGES) or ("",)
    with tempfile.TemporaryDirectory() as home, preview_of_a_person() as (preview, _):
        set_up_kivy(Path(home), *size, fullscreen=False)
        register_fonts(fonts)
        from tests.ui.stage import Stage

        stage = Stage(Theme(Display(*size, 21.5)), preview)
        for language in [word for word in wanted if word in LANGUAGES] or LANGUAGES:
            for name, model in every_picture(language, 12 if shape == "portrait" else 9).items():
                if name.startswith(names):
                    (out / f"{language}-{name}-{shape}.png").write_bytes(stage.picture(model))


main()
