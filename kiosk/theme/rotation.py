"""How the panel is mounted: what a technician chose at the screen goes before the kiosk's file. Knows no Kivy."""

from pathlib import Path

ROTATIONS = (0, 90, 180, 270)
FILE = "rotation"


def kept_rotation(folder: Path, otherwise: int) -> int:
    """Degrees; what was kept, if it can be read."""
    try:
        degrees = int((folder / FILE).read_text("ascii"))
    except (OSError, ValueError):
        return otherwise
    return degrees if degrees in ROTATIONS else otherwise


def keep_rotation(folder: Path, degrees: int) -> bool:
    """For the next start; False: it can't be written, or isn't a rotation."""
    if degrees not in ROTATIONS:
        return False
    fresh = folder / f"{FILE}.new"
    try:
        fresh.write_text(str(degrees), "ascii")
        fresh.replace(folder / FILE)
    except OSError:
        return False
    return True


def panel_size(width: int, height: int, rotation: int) -> tuple[int, int]:
    """The panel's own size: `width` and `height` are what people see, upright."""
    return (height, width) if rotation in (90, 270) else (width, height)
