"""The kiosk's fonts: the simplified Chinese face of Noto Sans CJK, taken out of its collection once, at set-up.

Kivy opens face 0 of a collection, which is the Japanese one: 门, 关, 海 and 户 would look wrong.

    python -m kiosk.theme.fonts --out DIR
"""

import argparse
import sys
from pathlib import Path

from fontTools.ttLib import TTFont, TTLibError

from kiosk.theme.rare import OWN_CHARACTERS, own_characters

COLLECTIONS = Path("/usr/share/fonts/opentype/noto")
"""Where Debian's `fonts-noto-cjk` puts them."""
SIMPLIFIED_CHINESE_FACE = 2
"""Faces of the collections: 0 JP, 1 KR, 2 SC, 3 TC, 4 HK."""
EXPECTED_FAMILY = "Noto Sans CJK SC"

REGULAR = "NotoSansCJKsc-Regular.otf"
BOLD = "NotoSansCJKsc-Bold.otf"
MONGOLIAN = "Mongolian"
"""The name under which Kivy knows it."""
MONGOLIAN_FONT = Path("/usr/share/fonts/truetype/noto/NotoSansMongolian-Regular.ttf")
"""Of Debian's `fonts-noto-core`."""
SOURCES = {REGULAR: "NotoSansCJK-Regular.ttc", BOLD: "NotoSansCJK-Bold.ttc"}


class FontsMissing(Exception):
    """The fonts can't be made; the text says what to install."""


def extract_fonts(out: Path, collections: Path = COLLECTIONS) -> None:
    """Write both faces into `out`; what is there already stays.

    Raises:
        FontsMissing: a collection isn't installed or isn't the one expected.
    """
    out.mkdir(parents=True, exist_ok=True)
    for name, source in SOURCES.items():
        target = out / name
        if target.exists():
            continue
        if not (collections / source).is_file():
            raise FontsMissing(f"{collections / source} isn't there; install Debian's fonts-noto-cjk")
        with TTFont(collections / source, fontNumber=SIMPLIFIED_CHINESE_FACE) as font:
            family = font["name"].getBestFamilyName()
            if family != EXPECTED_FAMILY:
                raise FontsMissing(f"{collections / source}: face {SIMPLIFIED_CHINESE_FACE} is {family}, not {EXPECTED_FAMILY}")
            # Complete or not there: a power cut while writing must not leave half a font.
            part = target.with_suffix(".part")
            font.save(part)
            part.replace(target)
    note_own_characters(out)


def note_own_characters(out: Path) -> None:
    """Which rare characters these fonts have, beside them; what is there already stays. Of a damaged font nothing is noted: the
    start-up check says so.
    """
    target = out / OWN_CHARACTERS
    if target.exists():
        return
    try:
        # Opened here: fontTools leaves a damaged file open.
        with (out / REGULAR).open("rb") as file, TTFont(file, lazy=True) as font:
            text = own_characters(font.getBestCmap())
    except TTLibError:
        return
    part = target.with_suffix(".part")
    part.write_text(text, "utf-8")
    part.replace(target)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip(), formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="folder for the font files")
    try:
        extract_fonts(parser.parse_args().out)
    except FontsMissing as missing:
        print(f"fonts: {missing}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
