"""The faces the pictures are drawn with. A missing font shows as a notice in the picture, not as a crash."""

from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

NOTO_CJK = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
NOTO_CJK_BOLD = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc")
PROPORTIONAL_FACE = 2
"""Noto Sans CJK SC."""
MONOSPACED_FACE = 7
"""Noto Sans Mono CJK SC: Western characters half as wide as Chinese ones, as in devices."""
MISSING_NOTICE = "fonts-noto-cjk is not installed"

Face = ImageFont.FreeTypeFont | ImageFont.ImageFont


@lru_cache(maxsize=64)
def face(height: int, *, monospaced: bool = True, bold: bool = False) -> Face:
    """A face of `height` dots; Pillow's own Western face when the Chinese font isn't installed (see `installed`)."""
    path = NOTO_CJK_BOLD if bold and NOTO_CJK_BOLD.exists() else NOTO_CJK
    try:
        return ImageFont.truetype(str(path), height, index=MONOSPACED_FACE if monospaced else PROPORTIONAL_FACE)
    except OSError:
        return ImageFont.load_default(height)


def installed() -> bool:
    return NOTO_CJK.exists()
