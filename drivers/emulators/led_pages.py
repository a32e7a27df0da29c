"""Which lines of an area stand on the board together, and which of these pages stands there now."""

from drivers.emulators.led_areas import Area
from drivers.emulators.led_text import Span, width

SCROLLS_LEFT = 3
SHORTEST_STAY_S = 0.5


def pages_of(area: Area) -> list[list[list[Span]]]:
    """Lines that are on the board together; what doesn't fit comes as the next page."""
    lines = [list(line) for line in area.lines if line]
    if area.effect != SCROLLS_LEFT:
        lines = [part for line in lines for part in _broken(line, area.width)]
    pages: list[list[list[Span]]] = []
    room = 0
    for line in lines:
        if not pages or room < height(line):
            pages.append([])
            room = area.height
        pages[-1].append(line)
        room -= height(line)
    return pages


def _broken(line: list[Span], room: int) -> list[list[Span]]:
    parts: list[list[Span]] = [[]]
    for span in line:
        for character in span.text:
            one = Span(character, span.colour, span.height)
            if parts[-1] and width([*parts[-1], one]) > room:
                parts.append([])
            parts[-1].append(one)
    return parts


def height(line: list[Span]) -> int:
    return max(span.height for span in line)


def page_at(area: Area, now_s: float) -> list[list[Span]]:
    """Empty when nothing is in the area."""
    pages = pages_of(area)
    if not pages:
        return []
    return pages[int(max(0.0, now_s - area.shown_s) / max(SHORTEST_STAY_S, area.stay_s)) % len(pages)]


def texts_at(area: Area, now_s: float) -> list[str]:
    return ["".join(span.text for span in line) for line in page_at(area, now_s)]
