"""The DET picture: false matches against false non-matches, one line for each engine, on normal-deviate axes (ISO/IEC 19795-1).

Drawn with Pillow, which the project has anyway.
"""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from statistics import NormalDist

from PIL import Image, ImageDraw, ImageFont

from kiosk.vision.statistics import Rate
from tingtang.vision.error_rates import Errors, Scores, curve

SIZE_PX, LEFT_PX, TOP_PX, RIGHT_PX, BOTTOM_PX = 900, 110, 90, 40, 90
INK, PALE, PAPER, TARGET = "#1a1a1a", "#d9d9d9", "#ffffff", "#b00020"
COLOURS = ("#0072B2", "#E69F00", "#009E73")
"""Okabe and Ito's colours, which people with colour blindness tell apart."""
TICKS = (0.0001, 0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4)
LOWEST, HIGHEST = 0.00005, 0.6
"""Rates at the axes' ends; 0 is drawn at the lowest, since a logarithm-like axis has no zero."""
FMR_TARGET, FNMR_TARGET = 0.001, 0.05
"""GB/T 38671 (remote face recognition): FAR 0.1 %, FRR at most 5 %."""
MARK_PX = 6


def draw_det(title: str, notes: Sequence[str], engines: Sequence[tuple[Scores, Errors]], path: Path) -> None:
    """Args:
        notes: lines below the title.
        engines: scores, and the errors at the threshold in use, which gets a mark.

    Raises:
        OSError: the file can't be written.
    """
    image = Image.new("RGB", (SIZE_PX, SIZE_PX + 20 * len(notes)), PAPER)
    draw = ImageDraw.Draw(image)
    draw.text((LEFT_PX, 16), title, INK, ImageFont.load_default(22))
    _axes(draw)
    for place, (scores, errors) in enumerate(engines):
        colour = COLOURS[place % len(COLOURS)]
        points = [(_x(fmr), _y(fnmr)) for fmr, fnmr in zip(*curve(scores), strict=True)]
        for (x0, y0), (x1, y1) in pairwise(points):
            # A staircase: between two thresholds only one of the rates changes.
            draw.line((x0, y0, x1, y0), colour, 3)
            draw.line((x1, y0, x1, y1), colour, 3)
        if errors.fmr.trials and errors.fnmr.trials:
            mark = (_x(errors.fmr.rate), _y(errors.fnmr.rate))
            draw.ellipse((mark[0] - MARK_PX, mark[1] - MARK_PX, mark[0] + MARK_PX, mark[1] + MARK_PX), colour, INK)
        text = (
            f"{scores.engine}: mark at {errors.threshold:.2f}, FMR {_bounded(errors.fmr)} of {errors.fmr.trials} pairs, "
            f"FNMR {_bounded(errors.fnmr)} of {errors.fnmr.trials}"
        )
        draw.line((LEFT_PX, 62 + 20 * place, LEFT_PX + 30, 62 + 20 * place), colour, 4)
        draw.text((LEFT_PX + 40, 53 + 20 * place), text, INK, ImageFont.load_default(15))
    for place, note in enumerate(notes):
        draw.text((LEFT_PX, SIZE_PX - 18 + 20 * place), note, INK, ImageFont.load_default(13))
    image.save(path, "PNG")


def _axes(draw: ImageDraw.ImageDraw) -> None:
    small = ImageFont.load_default(14)
    bottom, right, top = _y(LOWEST), _x(HIGHEST), _y(HIGHEST)
    for tick in TICKS:
        draw.line((_x(tick), top, _x(tick), bottom), PALE)
        draw.line((LEFT_PX, _y(tick), right, _y(tick)), PALE)
        draw.text((_x(tick), bottom + 8), _percent(tick), INK, small, anchor="ma")
        draw.text((LEFT_PX - 8, _y(tick)), _percent(tick), INK, small, anchor="rm")
    draw.rectangle((LEFT_PX, top, right, bottom), outline=INK)
    draw.line((_x(FMR_TARGET), bottom, _x(FMR_TARGET), _y(FNMR_TARGET)), TARGET, 2)
    draw.line((LEFT_PX, _y(FNMR_TARGET), _x(FMR_TARGET), _y(FNMR_TARGET)), TARGET, 2)
    draw.text((LEFT_PX + 6, _y(FNMR_TARGET) + 4), "GB/T 38671", TARGET, small)
    draw.text(((LEFT_PX + right) / 2, bottom + 32), "FMR: different people taken for one", INK, small, anchor="ma")
    draw.text((LEFT_PX, top - 20), "FNMR: one person taken for two", INK, small)


def _bounded(rate: Rate) -> str:
    return f"{_percent(rate.rate)} ({rate.lower * 100:.2g} to {rate.upper * 100:.2g})" if rate.trials else "?"


def _percent(rate: float) -> str:
    return f"{rate * 100:.3g} %"


def _place(rate: float) -> float:
    """0 to 1 along an axis."""
    low, high = (NormalDist().inv_cdf(end) for end in (LOWEST, HIGHEST))
    return (NormalDist().inv_cdf(min(max(rate, LOWEST), HIGHEST)) - low) / (high - low)


def _x(rate: float) -> float:
    return LEFT_PX + _place(rate) * (SIZE_PX - LEFT_PX - RIGHT_PX)


def _y(rate: float) -> float:
    return SIZE_PX - BOTTOM_PX - _place(rate) * (SIZE_PX - BOTTOM_PX - TOP_PX - 40)
