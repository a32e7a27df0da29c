"""What a person would stumble over on a screen: measured on its widgets."""

from itertools import combinations, pairwise
from typing import Any

import numpy as np

from api.text.line_breaking import NOT_AT_END, NOT_AT_START
from kiosk.flow.mode import Mode
from kiosk.theme.colours import Colour, colour, contrast
from kiosk.theme.sizes import CAPITAL_HEIGHT_EM, GAP_MM, LARGE_MM, LARGE_TARGET_MM, TARGET_MM, Display, TypeSize

ROUNDING_PX = 1.5
CONTRAST_ROUNDING = 0.15
"""Pixels have whole levels of 255."""
ALL_THE_SAME = 0.95
"""Part of a box in one colour: the letters aren't to be seen on it."""
AIR_EM = 0.2
"""Noto Sans CJK's line is 1.45 em high, its characters 1 em."""

Box = tuple[float, float, float, float]
"""Left, bottom, right, top in window pixels."""


READABLE, READABLE_IN_CONTRAST = 4.5, 7.0
"""WCAG 2.1, 1.4.3 and 1.4.6."""

Pixels = tuple[int, int, bytes]
"""Width, height, RGB rows from the bottom up."""


def problems(frame: Any, display: Display, mode: Mode, pixels: Pixels | None, glyphs: frozenset[int]) -> list[str]:
    """What is wrong with the picture that stands there now.

    Args:
        pixels: the drawn picture; None: colours aren't looked at.
        glyphs: the characters that the fonts have.
    """
    from kiosk.widgets.touchable import Touchable
    from kiosk.widgets.upright import is_mongolian
    from kiosk.widgets.words import Words

    visible = [widget for widget in frame.walk(restrict=True) if widget.opacity and widget.width > 1 and widget.height > 1]
    words = [widget for widget in visible if isinstance(widget, Words) and widget.words]
    buttons = [widget for widget in visible if isinstance(widget, Touchable)]
    found = [f"{text.words!r} doesn't fit" for text in words if text.overflows]
    smallest = (LARGE_MM[TypeSize.CAPTION] if mode.large else TypeSize.CAPTION.value) * display.px_per_mm / CAPITAL_HEIGHT_EM
    target_mm = LARGE_TARGET_MM if mode.large else TARGET_MM
    # Mongolian has no capitals; where a large column is too long for its place, it has the usual size.
    usual = TypeSize.CAPTION.value * display.px_per_mm / CAPITAL_HEIGHT_EM
    found += [
        f"{text.words!r} is too small"
        for text in words
        if text.font_size < (usual if is_mongolian(text.words) else smallest) - 0.01
    ]
    found += typesetting(words, glyphs)
    if pixels is not None:
        found += faint(words, pixels, READABLE_IN_CONTRAST if mode.contrast else READABLE)
    window: Box = (0, 0, frame.width, frame.height)
    for text in words:
        box = ink(text)
        if not inside(box, window):
            found.append(f"{text.words!r} leaves the screen")
        holder = next((button for button in buttons if text in button.walk(restrict=True)), None)
        if holder is not None and not inside(box, box_of(holder)):
            found.append(f"{text.words!r} leaves its button")
    found += [f"{one.words!r} lies on {other.words!r}" for one, other in combinations(words, 2) if overlap(ink(one), ink(other))]
    for button in buttons:
        if min(button.width, button.height) < target_mm * display.px_per_mm - ROUNDING_PX:
            found.append(f"{button.target_name} is smaller than {target_mm} mm")
        if not inside(box_of(button), window):
            found.append(f"{button.target_name} leaves the screen")
        if mode.reach and box_of(button)[3] > display.reach_px + ROUNDING_PX:
            found.append(f"{button.target_name} is out of reach")
    found += [
        f"{one.target_name} and {other.target_name} are closer than {GAP_MM} mm"
        for one, other in combinations((button for button in buttons if not button.target_name.startswith(TEST_FIELDS)), 2)
        if overlap(grown(box_of(one), GAP_MM * display.px_per_mm - ROUNDING_PX), box_of(other))
    ]
    stage, screen = frame.ids.stage, frame.ids.stage.children[0]
    if type(screen).__name__ == "KeypadScreen" and not (mode.large or mode.reach):
        found += jumbled({button.target_name: box_of(button) for button in buttons})
    found += [
        f"{type(widget).__name__} leaves its screen"
        for widget in screen.walk(restrict=True)
        if widget in visible and not inside(box_of(widget), box_of(stage))
    ]
    return found


def jumbled(places: dict[str, Box]) -> list[str]:
    """Digits stand as on a telephone, 4 below 1, where there is room: fingers know them so."""
    columns = ("147", "258", "369")
    return [
        f"key.{below} isn't below key.{above}"
        for column in columns
        for above, below in pairwise(column)
        if abs(places[f"key.{above}"][0] - places[f"key.{below}"][0]) > ROUNDING_PX
    ]


TEST_FIELDS = "field."
"""A technician's touch test covers the whole panel: its fields lie side by side."""


def typesetting(words: list[Any], glyphs: frozenset[int]) -> list[str]:
    """Lines that begin or end with what belongs to the line beside them; characters that no font has."""
    found = []
    for text in words:
        lines = [line for line in text.text.split("\n") if line]
        # The first character of a text isn't a line that was broken wrongly.
        found += [f"{line!r} begins wrongly" for line in lines[1:] if line[0] in NOT_AT_START]
        found += [f"{line!r} ends wrongly" for line in lines[:-1] if line[-1] in NOT_AT_END]
        missing = {character for character in text.words if ord(character) not in glyphs and not character.isspace()}
        found += [f"{text.words!r}: no glyph for {character!r}" for character in sorted(missing)]
    return found


def faint(words: list[Any], pixels: Pixels, wanted: float) -> list[str]:
    """Texts whose colour is too near to the ground that they were really drawn on."""
    width, height, rows = pixels
    picture = np.frombuffer(rows, np.uint8).reshape(height, width, 3)
    found = []
    for text in words:
        left, bottom, right, top = (max(0, round(edge)) for edge in ink(text))
        part = picture[bottom:top, left:right].reshape(-1, 3).astype(np.uint32)
        if not len(part):
            continue
        seen, counts = np.unique((part[:, 0] << 16) | (part[:, 1] << 8) | part[:, 2], return_counts=True)
        own = sum(round(level * 255) << shift for level, shift in zip(text.color[:3], (16, 8, 0), strict=True))
        # Thick letters may cover more than half of their box. Letters that nobody sees have nothing around them but their colour.
        counts[(seen == own) & (counts < counts.sum() * ALL_THE_SAME)] = 0
        ground = colour(f"#{int(seen[counts.argmax()]):06x}")
        ratio = contrast(Colour(*text.color), ground)
        if ratio < wanted - CONTRAST_ROUNDING:
            found.append(f"{text.words!r} has a contrast of {ratio:.1f}:1")
    return found


def box_of(widget: Any) -> Box:
    left, bottom = widget.to_window(widget.x, widget.y)
    return left, bottom, left + widget.width, bottom + widget.height


def ink(text: Any) -> Box:
    """Where a text's letters are, not where its box is."""
    left, bottom, right, top = box_of(text)
    width, height = text.ink_width, text.ink_height
    if text.halign == "center":
        left += (right - left - width) / 2
    elif text.halign == "right":
        left = right - width
    if text.valign == "middle" or text.grows:
        bottom += (top - bottom - height) / 2
    elif text.valign == "top":
        bottom = top - height
    # A line's height has air above and below the letters.
    air = min(AIR_EM * text.font_size, height / 4)
    return left, bottom + air, left + width, bottom + height - air


def inside(box: Box, outer: Box) -> bool:
    return (
        box[0] >= outer[0] - ROUNDING_PX
        and box[1] >= outer[1] - ROUNDING_PX
        and box[2] <= outer[2] + ROUNDING_PX
        and box[3] <= outer[3] + ROUNDING_PX
    )


def overlap(one: Box, other: Box) -> bool:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide > ROUNDING_PX and high > ROUNDING_PX


def grown(box: Box, by: float) -> Box:
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by
