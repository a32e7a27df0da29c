"""Are the fonts there, and do they have a picture for every character of the kiosk's own texts?"""

from pathlib import Path

from fontTools.ttLib import TTFont, TTLibError

from api.text.catalogue import TextCatalogue
from kiosk.check.finding import Finding, Part, Verdict
from kiosk.theme.fonts import BOLD, REGULAR, FontsMissing, extract_fonts

NAMED = 12
"""So many missing characters are named; more would hide the sentence."""
SECTION = "kiosk"


def look_at_fonts(folder: Path, texts: TextCatalogue, languages: tuple[str, ...]) -> Finding:
    """Makes the fonts where they aren't yet, as a start of the kiosk would."""
    try:
        extract_fonts(folder)
    except FontsMissing:
        return Finding(Part.FONTS, Verdict.BROKEN, "missing")
    except OSError:
        return Finding(Part.FONTS, Verdict.BROKEN, "not-written", {"folder": folder})
    wanted = {character for language in languages for text in texts.section(SECTION, language).values() for character in text} - {
        "\n"
    }
    for name in (REGULAR, BOLD):
        try:
            missing = sorted(wanted - characters_of(folder / name))
        except (OSError, TTLibError):
            return Finding(Part.FONTS, Verdict.BROKEN, "damaged", {"file": folder / name})
        if missing:
            return Finding(Part.FONTS, Verdict.LOOK, "gaps", {"characters": " ".join(missing[:NAMED])})
    return Finding(Part.FONTS, Verdict.WELL, "well", {"count": len(wanted)})


def characters_of(font: Path) -> frozenset[str]:
    """
    Raises:
        OSError, TTLibError: the file can't be read as a font.
    """
    # Opened here: fontTools leaves a damaged file open.
    with font.open("rb") as file, TTFont(file, lazy=True) as opened:
        return frozenset(map(chr, opened.getBestCmap() or {}))
