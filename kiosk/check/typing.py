"""Can people type Chinese, write it by hand, and have rare characters of names drawn?"""

from pathlib import Path

from kiosk.check.finding import Finding, Part, Verdict
from kiosk.input_methods.methods import InputMethods
from kiosk.theme.rare import HANAZONO

PACKAGES = {
    "pinyin": "libpinyin15",
    "handwriting": "libzinnia0 tegaki-zinnia-simplified-chinese",
    "rare": "fonts-hanazono",
}
"""Debian's, by what is lacking without them."""


def look_at_typing(methods: InputMethods | None = None, rare_face: Path = HANAZONO) -> Finding:
    """Letters and digits can always be typed, so nothing here keeps a kiosk from serving."""
    asked = methods or InputMethods()
    there = {"pinyin": asked.pinyin, "handwriting": asked.handwriting, "rare": rare_face.is_file()}
    asked.close()
    missing = [PACKAGES[name] for name, is_there in there.items() if not is_there]
    if missing:
        return Finding(Part.TYPING, Verdict.LOOK, "missing", {"packages": " ".join(missing)})
    return Finding(Part.TYPING, Verdict.WELL, "well")
