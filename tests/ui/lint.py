"""Walks every screen in every language of one display and says what a person would stumble over.

    python -m tests.ui.lint OUT WIDTH HEIGHT     writes OUT/report.json and a PNG of each screen

A process of its own: Kivy is one window and one configuration for a process's whole life.
"""

import json
import sys
import tempfile
from itertools import combinations
from pathlib import Path
from typing import Any

from kiosk.theme.kivy_setup import register_fonts, set_up_kivy
from kiosk.theme.sizes import CAPITAL_HEIGHT_EM, GAP_MM, TARGET_MM, Display, TypeSize
from kiosk.theme.theme import Theme
from tests.support.kiosk import test_fonts
from tests.support.kiosk_views import LANGUAGES, every_picture
from tests.support.preview_pictures import preview_of_a_person

ROUNDING_PX = 1.5
AIR_EM = 0.2
"""Noto Sans CJK's line is 1.45 em high, its characters 1 em."""

Box = tuple[float, float, float, float]
"""Left, bottom, right, top in window pixels."""


def main() -> None:
    out, width, height = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    out.mkdir(parents=True, exist_ok=True)
    display = Display(width, height, 21.5)
    with tempfile.TemporaryDirectory() as home, preview_of_a_person() as (preview, _):
        set_up_kivy(Path(home), width, height, fullscreen=False)
        register_fonts(test_fonts())
        from kiosk.screens.service_pick.service_pick import page_size
        from tests.ui.stage import Stage

        stage = Stage(Theme(display), preview)
        report: dict[str, list[str]] = {}
        for language in LANGUAGES:
            for name, model in every_picture(language, page_size(display.portrait)).items():
                frame = stage.show(model)
                report[f"{language}/{name}"] = problems(frame, display)
                (out / f"{language}-{name}.png").write_bytes(stage.picture(model))
        report["idle/redraws"] = stage.redraws_without_change()
        (out / "report.json").write_text(json.dumps(report, ensure_ascii=False), "utf-8")


def problems(frame: Any, display: Display) -> list[str]:
    """What is wrong with the picture that stands there now."""
    from kiosk.widgets.touchable import Touchable
    from kiosk.widgets.words import Words

    visible = [widget for widget in frame.walk(restrict=True) if widget.opacity and widget.width > 1 and widget.height > 1]
    words = [widget for widget in visible if isinstance(widget, Words) and widget.words]
    buttons = [widget for widget in visible if isinstance(widget, Touchable)]
    found = [f"{text.words!r} doesn't fit" for text in words if text.overflows]
    smallest = TypeSize.CAPTION.value * display.px_per_mm / CAPITAL_HEIGHT_EM
    found += [f"{text.words!r} is too small" for text in words if text.font_size < smallest - 0.01]
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
        if min(button.width, button.height) < TARGET_MM * display.px_per_mm - ROUNDING_PX:
            found.append(f"{button.target_name} is smaller than {TARGET_MM} mm")
        if not inside(box_of(button), window):
            found.append(f"{button.target_name} leaves the screen")
    found += [
        f"{one.target_name} and {other.target_name} are closer than {GAP_MM} mm"
        for one, other in combinations(buttons, 2)
        if overlap(grown(box_of(one), GAP_MM * display.px_per_mm - ROUNDING_PX), box_of(other))
    ]
    stage, screen = frame.ids.stage, frame.ids.stage.children[0]
    found += [
        f"{type(widget).__name__} leaves its screen"
        for widget in screen.walk(restrict=True)
        if widget in visible and not inside(box_of(widget), box_of(stage))
    ]
    return found


def box_of(widget: Any) -> Box:
    left, bottom = widget.to_window(widget.x, widget.y)
    return left, bottom, left + widget.width, bottom + widget.height


def ink(text: Any) -> Box:
    """Where a text's letters are, not where its box is."""
    left, bottom, right, top = box_of(text)
    width, height = text.texture_size
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


main()
