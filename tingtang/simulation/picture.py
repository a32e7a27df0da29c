"""The comparison as a picture: mean wait over the day, a panel for each rule, a line for each group of classes.

Drawn with Pillow, which the project has anyway; a plotting library would bring some twenty times its size for three lines.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import fmean

from PIL import Image, ImageDraw, ImageFont

from api.messages.words import TicketClass
from hall_controller.simulation.journeys import Journey
from hall_controller.simulation.plan import MS_PER_MIN

WIDTH, PANEL, MARGIN, LEFT, TOP = 1200, 300, 40, 70, 90
"""Pixels."""
BIN_MIN = 30
"""People are grouped by the half hour of their number."""
FEWEST = 3
"""A half hour with fewer people of a group says nothing about it: the line has a gap."""
INK, PALE, PAPER = "#1a1a1a", "#d9d9d9", "#ffffff"
GROUPS = {"walk-in": "#0072B2", "appointment": "#E69F00", "green channel": "#009E73"}
"""Okabe and Ito's colours, which people with colour blindness tell apart."""
_STEPS_MIN = (1, 2, 5, 10, 15, 20, 30, 60, 120)
_LINES = 6
"""At most so many lines across a panel."""

Series = dict[str, dict[int, float]]
"""Group to mean wait by bin, minutes."""


def group_of(ticket_class: TicketClass) -> str:
    if ticket_class in (TicketClass.WALK_IN, TicketClass.APPOINTMENT):
        return ticket_class.value
    return "green channel"


def waits_over_day(journeys: Sequence[Journey]) -> Series:
    """Mean wait of each group by the half hour of the number."""
    found: dict[str, dict[int, list[float]]] = {group: {} for group in GROUPS}
    for journey in journeys:
        wait = journey.waited_ms
        if wait is not None:
            minute = journey.citizen.arrives // MS_PER_MIN
            found[group_of(journey.citizen.ticket_class)].setdefault(minute // BIN_MIN, []).append(wait / MS_PER_MIN)
    return {
        group: {place: fmean(waits) for place, waits in sorted(bins.items()) if len(waits) >= FEWEST}
        for group, bins in found.items()
    }


def draw_comparison(title: str, days: Mapping[str, Sequence[Journey]], path: Path) -> None:
    """Write a PNG: `days` by rule.

    Raises:
        OSError: the file can't be written.
    """
    series = {rule: waits_over_day(journeys) for rule, journeys in days.items()}
    bins = [place for lines in series.values() for line in lines.values() for place in line]
    waits = [wait for lines in series.values() for line in lines.values() for wait in line.values()]
    first, last = (min(bins), max(bins) + 1) if bins else (0, 1)
    highest = max([1.0, *waits])
    image = Image.new("RGB", (WIDTH, TOP + len(series) * (PANEL + MARGIN) + MARGIN), PAPER)
    draw = ImageDraw.Draw(image)
    draw.text((LEFT, 18), title, INK, ImageFont.load_default(24))
    _legend(draw)
    for place, (rule, lines) in enumerate(series.items()):
        panel = _Panel(draw, TOP + place * (PANEL + MARGIN), first, last, highest)
        panel.frame(rule)
        for group, line in lines.items():
            panel.line(line, GROUPS[group])
    image.save(path, "PNG")


def _legend(draw: ImageDraw.ImageDraw) -> None:
    x = LEFT
    for group, colour in GROUPS.items():
        draw.line((x, 66, x + 30, 66), colour, 4)
        draw.text((x + 38, 58), group, INK, ImageFont.load_default(15))
        x += 190
    draw.text((x, 58), "mean minutes from number to call, by the half hour of the number", INK, ImageFont.load_default(15))


class _Panel:
    """One rule's axes."""

    def __init__(self, draw: ImageDraw.ImageDraw, top: int, first: int, last: int, highest: float) -> None:
        self._draw, self._top, self._first, self._last = draw, top, first, last
        self._step = next((step for step in _STEPS_MIN if highest / step <= _LINES), _STEPS_MIN[-1])
        self._highest = highest * 1.05

    def _x(self, place: float) -> float:
        return LEFT + (place - self._first) / (self._last - self._first) * (WIDTH - LEFT - MARGIN)

    def _y(self, wait: float) -> float:
        return self._top + PANEL * (1 - wait / self._highest)

    def frame(self, rule: str) -> None:
        small = ImageFont.load_default(14)
        for minutes in range(0, int(self._highest) + 1, self._step):
            y = self._y(minutes)
            self._draw.line((LEFT, y, WIDTH - MARGIN, y), INK if minutes == 0 else PALE)
            self._draw.text((LEFT - 8, y), str(minutes), INK, small, anchor="rm")
        for place in range(self._first, self._last + 1, 2):
            clock = f"{place * BIN_MIN // 60:02d}:{place * BIN_MIN % 60:02d}"
            self._draw.text((self._x(place), self._top + PANEL + 6), clock, INK, small, anchor="ma")
        self._draw.text((LEFT + 10, self._top + 4), rule, INK, ImageFont.load_default(20))

    def line(self, waits: Mapping[int, float], colour: str) -> None:
        points = [(place, (self._x(place + 0.5), self._y(wait))) for place, wait in waits.items()]
        for (before, start), (after, end) in pairwise(points):
            if after == before + 1:
                self._draw.line((*start, *end), colour, 3)
        for _, (x, y) in points:
            self._draw.ellipse((x - 4, y - 4, x + 4, y + 4), colour)
