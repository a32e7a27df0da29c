"""Which font file draws which script. Fonts come with the system (Debian: fonts-noto-cjk, fonts-noto-core)."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import ImageFont, features


class FontMissing(Exception):
    """A script can't be drawn here: its font isn't installed, or nothing joins its letters. The text says what to install."""


@dataclass(frozen=True, slots=True)
class FontFile:
    path: Path
    index: int = 0
    """Which face of a collection."""


@dataclass(frozen=True, slots=True)
class Script:
    """A script with the code points it takes and the files that may draw it, the best first."""

    name: str
    ranges: tuple[tuple[int, int], ...]
    files: tuple[FontFile, ...]
    package: str
    joined: bool = False
    """Its letters take the shape that their neighbours ask for; standing apart they can't be read."""

    def takes(self, character: str) -> bool:
        return any(first <= ord(character) <= last for first, last in self.ranges)


_NOTO = Path("/usr/share/fonts/truetype/noto")
_NOTO_CJK = Path("/usr/share/fonts/opentype/noto")
SIMPLIFIED_CHINESE_FACE = 2
"""Faces of NotoSansCJK-Regular.ttc: 0 Japanese, 1 Korean, 2 Simplified Chinese, 3 and 4 Traditional."""

MONGOLIAN = Script(
    "Mongolian",
    ((0x1800, 0x18AF), (0x11660, 0x1167F), (0x202F, 0x202F)),
    (FontFile(_NOTO / "NotoSansMongolian-Regular.ttf"),),
    "fonts-noto-core",
    joined=True,
)
"""The narrow no-break space joins a Mongolian suffix to its word and is shaped with it."""
HAN = Script(
    "Han",
    ((0x0000, 0x10FFFF),),
    (
        FontFile(_NOTO_CJK / "NotoSansCJK-Regular.ttc", SIMPLIFIED_CHINESE_FACE),
        FontFile(Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc")),
        FontFile(Path("/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf")),
    ),
    "fonts-noto-cjk",
)
"""Takes what no script before it takes: Chinese and Western text."""
RARE_FROM = 0x20000
"""Below it Noto Sans CJK lacks no Chinese character; from here on it has 2300 of 60 000, all of the national list among them."""
RARE = Script(
    "Rare Han",
    ((RARE_FROM, 0x3FFFF),),
    (FontFile(Path("/usr/share/fonts/truetype/hanazono/HanaMinB.ttf")),),
    "fonts-hanazono",
)
"""Takes what `HAN` has no picture of: the rest of the characters that names may have."""
SCRIPTS = (MONGOLIAN, HAN, RARE)
LOOKED_AT_DOTS = 24
"""Size at which a picture is compared with that of a character that is none."""
NO_CHARACTER = "\U0010ffff"


class FontBook:
    """Loads each face once per size."""

    def __init__(self, scripts: Sequence[Script] = SCRIPTS) -> None:
        self._scripts = tuple(scripts)
        self._loaded: dict[tuple[str, int], ImageFont.FreeTypeFont] = {}

    def runs(self, text: str) -> list[tuple[Script, str]]:
        """`text` cut where the script changes; a space stays with what stands before it."""
        runs: list[tuple[Script, str]] = []
        for character in text:
            script = self._script_of(character)
            if runs and (runs[-1][0] is script or character == " "):
                runs[-1] = (runs[-1][0], runs[-1][1] + character)
            else:
                runs.append((script, character))
        return runs

    def _script_of(self, character: str) -> Script:
        """The first that takes the character; of a rare one the first that has a picture of it, if any has."""
        taking = [script for script in self._scripts if script.takes(character)]
        if ord(character) < RARE_FROM:
            return taking[0]
        return next((script for script in taking if self._draws(script, character)), taking[0])

    def _draws(self, script: Script, character: str) -> bool:
        try:
            font = self.font(script, LOOKED_AT_DOTS)
        except FontMissing:
            return False
        return bytes(font.getmask(character)) != bytes(font.getmask(NO_CHARACTER))

    def font(self, script: Script, height: int) -> ImageFont.FreeTypeFont:
        """The face for `script` at `height` dots.

        Raises:
            FontMissing: no file of the script can be loaded, or Pillow was built without RAQM and its letters must be joined.
        """
        key = (script.name, height)
        if key not in self._loaded:
            if script.joined and not features.check("raqm"):
                raise FontMissing(f"{script.name} needs Pillow with RAQM, which joins its letters: install Pillow's own wheel")
            for file in script.files:
                try:
                    self._loaded[key] = ImageFont.truetype(str(file.path), height, index=file.index)
                    break
                except OSError:
                    continue
            else:
                raise FontMissing(
                    f"no font draws {script.name}: install {script.package} "
                    f"(looked for {', '.join(str(file.path) for file in script.files)})"
                )
        return self._loaded[key]
