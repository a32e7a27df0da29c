"""Icons of identification: ways, guidance, and what to do with a card or a code."""

from collections.abc import Mapping

from kiosk.theme.strokes import Disc, Mark, Stroke, arc, box, circle, line


def _corners(near: float, far: float, length: float) -> tuple[Mark, ...]:
    """Four corners of a view finder."""
    return tuple(
        line(((x, y + dy * length)), (x, y), (x + dx * length, y))
        for x, dx in ((near, 1), (far, -1))
        for y, dy in ((near, 1), (far, -1))
    )


def _card(left: float, bottom: float, width: float) -> tuple[Mark, ...]:
    """A card with its picture and lines of text, 85.6 × 54 mm as ISO/IEC 7810 has it."""
    high = width * 0.63
    face = (left + width * 0.27, bottom + high * 0.5)
    return (
        box(left, bottom, left + width, bottom + high),
        circle(face[0], face[1] + high * 0.13, width * 0.075),
        arc(face[0], bottom + high * 0.2, width * 0.13, 180, 0),
        line((left + width * 0.54, bottom + high * 0.66), (left + width * 0.86, bottom + high * 0.66)),
        line((left + width * 0.54, bottom + high * 0.4), (left + width * 0.86, bottom + high * 0.4)),
    )


def _reader() -> tuple[Mark, ...]:
    """The reader's plate, seen from the front."""
    return (box(0.1, 0.06, 0.9, 0.24), line((0.38, 0.15), (0.62, 0.15)))


def _arrow(x: float, bottom: float, top: float, *, up: bool) -> tuple[Mark, ...]:
    tip, wing = (top, -0.09) if up else (bottom, 0.09)
    return (line((x, bottom), (x, top)), line((x - 0.1, tip + wing), (x, tip), (x + 0.1, tip + wing)))


def _head(shift: float) -> tuple[Mark, ...]:
    return (circle(0.5, 0.5, 0.3, squash=0.8), Disc(0.42 + shift, 0.56, 0.04), Disc(0.58 + shift, 0.56, 0.04))


def _mirrored(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    return tuple(
        Disc(1 - mark.x, mark.y, mark.radius)
        if isinstance(mark, Disc)
        else Stroke(tuple((1 - x, y) for x, y in mark.points), mark.closed)
        for mark in marks
    )


def _turn() -> tuple[Mark, ...]:
    """A head that turns to the left of the picture, with the arrow of its way."""
    return (*_head(-0.1), arc(0.5, 0.5, 0.44, 60, 150), line((0.03, 0.78), (0.12, 0.7), (0.23, 0.77)))


def _square(x: float, y: float, side: float) -> Stroke:
    return box(x, y, x + side, y + side)


IDENTITY_ICONS: Mapping[str, tuple[Mark, ...]] = {
    "face-scan": (
        *_corners(0.07, 0.93, 0.2),
        circle(0.5, 0.5, 0.27, squash=0.84),
        Disc(0.41, 0.56, 0.035),
        Disc(0.59, 0.56, 0.035),
        arc(0.5, 0.47, 0.12, 215, 325),
    ),
    "qr": (
        _square(0.1, 0.58, 0.32),
        _square(0.58, 0.58, 0.32),
        _square(0.1, 0.1, 0.32),
        Disc(0.26, 0.74, 0.06),
        Disc(0.74, 0.74, 0.06),
        Disc(0.26, 0.26, 0.06),
        line((0.6, 0.1), (0.6, 0.24)),
        line((0.6, 0.4), (0.74, 0.4), (0.74, 0.26)),
        line((0.9, 0.42), (0.9, 0.3)),
        line((0.76, 0.1), (0.9, 0.1), (0.9, 0.16)),
    ),
    "id-card": _card(0.05, 0.22, 0.9),
    "keypad": (
        box(0.12, 0.06, 0.88, 0.94),
        line((0.27, 0.78), (0.73, 0.78)),
        *(Disc(x, y, 0.05) for y in (0.57, 0.38, 0.19) for x in (0.3, 0.5, 0.7)),
    ),
    "calendar": (
        box(0.1, 0.08, 0.9, 0.84),
        line((0.1, 0.64), (0.9, 0.64)),
        line((0.32, 0.74), (0.32, 0.94)),
        line((0.68, 0.74), (0.68, 0.94)),
        line((0.34, 0.36), (0.46, 0.24), (0.68, 0.48)),
    ),
    "camera": (
        line(
            (0.06, 0.18),
            (0.06, 0.72),
            (0.28, 0.72),
            (0.38, 0.86),
            (0.62, 0.86),
            (0.72, 0.72),
            (0.94, 0.72),
            (0.94, 0.18),
            closed=True,
        ),
        circle(0.5, 0.45, 0.17),
    ),
    "closer": (
        *_head(0),
        line((0.04, 0.14), (0.2, 0.3)),
        line((0.06, 0.3), (0.2, 0.3), (0.2, 0.16)),
        line((0.96, 0.14), (0.8, 0.3)),
        line((0.94, 0.3), (0.8, 0.3), (0.8, 0.16)),
    ),
    "farther": (
        *_head(0),
        line((0.2, 0.3), (0.05, 0.15)),
        line((0.05, 0.29), (0.05, 0.15), (0.19, 0.15)),
        line((0.8, 0.3), (0.95, 0.15)),
        line((0.95, 0.29), (0.95, 0.15), (0.81, 0.15)),
    ),
    "lamp": (
        Stroke((*arc(0.5, 0.6, 0.27, 305, -125).points, (0.38, 0.28), (0.62, 0.28)), closed=True),
        line((0.4, 0.16), (0.6, 0.16)),
        line((0.45, 0.06), (0.55, 0.06)),
    ),
    "sun": (
        circle(0.5, 0.5, 0.2),
        line((0.5, 0.84), (0.5, 0.95)),
        line((0.5, 0.16), (0.5, 0.05)),
        line((0.84, 0.5), (0.95, 0.5)),
        line((0.16, 0.5), (0.05, 0.5)),
        line((0.74, 0.74), (0.82, 0.82)),
        line((0.26, 0.26), (0.18, 0.18)),
        line((0.26, 0.74), (0.18, 0.82)),
        line((0.74, 0.26), (0.82, 0.18)),
    ),
    "mask": (
        circle(0.5, 0.5, 0.43, squash=0.86),
        Disc(0.36, 0.66, 0.045),
        Disc(0.64, 0.66, 0.045),
        line((0.14, 0.49), (0.86, 0.49)),
        line((0.26, 0.37), (0.74, 0.37)),
        line((0.32, 0.25), (0.68, 0.25)),
    ),
    "turn-left": _turn(),
    "turn-right": _mirrored(_turn()),
    "clock": (circle(0.5, 0.5, 0.43), line((0.5, 0.76), (0.5, 0.5), (0.68, 0.4))),
    "eye": (
        Stroke((*arc(0.5, 0.22, 0.52, 145, 35).points, *arc(0.5, 0.78, 0.52, 325, 215).points), closed=True),
        circle(0.5, 0.5, 0.13),
    ),
    "eye-shut": (
        arc(0.5, 0.8, 0.52, 215, 325),
        line((0.5, 0.28), (0.5, 0.14)),
        line((0.27, 0.34), (0.19, 0.22)),
        line((0.73, 0.34), (0.81, 0.22)),
    ),
    "guardian": (
        circle(0.34, 0.74, 0.15),
        Stroke(arc(0.34, 0.14, 0.33, 180, 0, squash=0.9).points, closed=True),
        circle(0.78, 0.5, 0.11),
        arc(0.78, 0.14, 0.22, 150, 0, squash=0.8),
        line((0.66, 0.14), (0.96, 0.14)),
    ),
    "again": (arc(0.5, 0.48, 0.36, 400, 100), line((0.6, 0.68), (0.79, 0.7), (0.86, 0.88))),
    "ways": (
        circle(0.26, 0.72, 0.16),
        _square(0.58, 0.56, 0.32),
        line((0.1, 0.14), (0.26, 0.42), (0.42, 0.14), closed=True),
        line((0.6, 0.28), (0.9, 0.28)),
        line((0.76, 0.42), (0.9, 0.28), (0.76, 0.14)),
    ),
    "card-lay": (*_card(0.2, 0.54, 0.6), *_arrow(0.5, 0.31, 0.46, up=False), *_reader()),
    "card-read": (
        *_card(0.2, 0.3, 0.6),
        *_reader(),
        arc(0.5, 0.66, 0.12, 145, 35),
        arc(0.5, 0.66, 0.21, 145, 35),
    ),
    "card-lift": (*_card(0.2, 0.54, 0.6), *_arrow(0.5, 0.31, 0.46, up=True), *_reader()),
    "scan-phone": (
        box(0.32, 0.44, 0.68, 0.98),
        _square(0.41, 0.68, 0.18),
        _square(0.465, 0.735, 0.07),
        line((0.41, 0.59), (0.59, 0.59)),
        line((0.46, 0.5), (0.54, 0.5)),
        line((0.4, 0.2), (0.28, 0.37)),
        line((0.6, 0.2), (0.72, 0.37)),
        line((0.5, 0.22), (0.5, 0.36)),
        box(0.1, 0.03, 0.9, 0.16),
        line((0.36, 0.095), (0.64, 0.095)),
    ),
}
