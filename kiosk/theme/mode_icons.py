"""Icons of the ways of showing."""

from collections.abc import Mapping

from kiosk.theme.strokes import Disc, Mark, Stroke, arc, circle, line


def _letter_a(left: float, bottom: float, high: float) -> tuple[Mark, ...]:
    wide = high * 0.86
    bar = bottom + high * 0.32
    return (
        line((left, bottom), (left + wide / 2, bottom + high), (left + wide, bottom)),
        line((left + wide * 0.19, bar), (left + wide * 0.81, bar)),
    )


MODE_ICONS: Mapping[str, tuple[Mark, ...]] = {
    "letters": (*_letter_a(0.04, 0.14, 0.36), *_letter_a(0.38, 0.14, 0.7)),
    "contrast": (
        circle(0.5, 0.5, 0.43),
        line((0.5, 0.07), (0.5, 0.93)),
        *(line((0.5, y), (0.5 + (0.43**2 - (y - 0.5) ** 2) ** 0.5, y)) for y in (0.17, 0.28, 0.39, 0.5, 0.61, 0.72, 0.83)),
    ),
    "wheelchair": (
        Disc(0.42, 0.88, 0.08),
        line((0.42, 0.72), (0.44, 0.44), (0.7, 0.44), (0.8, 0.14), (0.9, 0.14)),
        line((0.43, 0.6), (0.66, 0.6)),
        arc(0.44, 0.3, 0.25, 110, 335),
    ),
    "person-open": (
        Disc(0.5, 0.86, 0.09),
        line((0.12, 0.66), (0.4, 0.6), (0.6, 0.6), (0.88, 0.66)),
        Stroke(((0.4, 0.6), (0.4, 0.38), (0.28, 0.08))),
        Stroke(((0.6, 0.6), (0.6, 0.38), (0.72, 0.08))),
        line((0.4, 0.38), (0.6, 0.38)),
    ),
}
