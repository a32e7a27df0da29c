"""Icons as strokes. Drawn by `kiosk.widgets.icon`; no glyph has to exist in a font."""

from collections.abc import Mapping

from kiosk.theme.home_icons import HOME_ICONS
from kiosk.theme.identity_icons import IDENTITY_ICONS
from kiosk.theme.item_icons import ITEM_ICONS
from kiosk.theme.mode_icons import MODE_ICONS
from kiosk.theme.strokes import Disc, Mark, Stroke, arc, box, circle, line
from kiosk.theme.typing_icons import TYPING_ICONS


def _face(mouth: Stroke) -> tuple[Mark, ...]:
    return (circle(0.5, 0.5, 0.43), Disc(0.35, 0.6, 0.055), Disc(0.65, 0.6, 0.055), mouth)


ICONS: Mapping[str, tuple[Mark, ...]] = {
    "back": (line((0.62, 0.85), (0.27, 0.5), (0.62, 0.15)), line((0.3, 0.5), (0.88, 0.5))),
    "previous": (line((0.62, 0.82), (0.32, 0.5), (0.62, 0.18)),),
    "next": (line((0.38, 0.82), (0.68, 0.5), (0.38, 0.18)),),
    "home": (
        line((0.08, 0.5), (0.5, 0.88), (0.92, 0.5)),
        line((0.2, 0.42), (0.2, 0.12), (0.8, 0.12), (0.8, 0.42)),
        line((0.42, 0.12), (0.42, 0.36), (0.58, 0.36), (0.58, 0.12)),
    ),
    "help": (
        circle(0.5, 0.5, 0.43),
        Stroke((*arc(0.5, 0.61, 0.14, 170, -45).points, (0.5, 0.44), (0.5, 0.38))),
        Disc(0.5, 0.26, 0.045),
    ),
    "question": (
        Stroke((*arc(0.5, 0.66, 0.2, 170, -50).points, (0.5, 0.42), (0.5, 0.34))),
        Disc(0.5, 0.17, 0.06),
    ),
    "globe": (
        circle(0.5, 0.5, 0.43),
        circle(0.5, 0.5, 0.43, squash=0.45),
        line((0.07, 0.5), (0.93, 0.5)),
        line((0.14, 0.72), (0.86, 0.72)),
        line((0.14, 0.28), (0.86, 0.28)),
    ),
    "ticket": (
        Stroke(
            (
                (0.06, 0.24),
                (0.94, 0.24),
                (0.94, 0.4),
                *arc(0.94, 0.5, 0.1, 270, 90).points,
                (0.94, 0.76),
                (0.06, 0.76),
                (0.06, 0.6),
                *arc(0.06, 0.5, 0.1, 90, -90).points,
            ),
            closed=True,
        ),
        line((0.64, 0.26), (0.64, 0.36)),
        line((0.64, 0.45), (0.64, 0.55)),
        line((0.64, 0.64), (0.64, 0.74)),
        line((0.27, 0.58), (0.48, 0.58)),
        line((0.27, 0.42), (0.48, 0.42)),
    ),
    "printer": (
        line((0.27, 0.66), (0.27, 0.92), (0.73, 0.92), (0.73, 0.66)),
        line((0.27, 0.3), (0.1, 0.3), (0.1, 0.66), (0.9, 0.66), (0.9, 0.3), (0.73, 0.3)),
        box(0.27, 0.08, 0.73, 0.42),
        Disc(0.76, 0.55, 0.035),
    ),
    "person": (circle(0.5, 0.7, 0.2), Stroke((*arc(0.5, 0.08, 0.4, 180, 0, squash=0.95).points,), closed=True)),
    "check": (line((0.14, 0.52), (0.4, 0.26), (0.88, 0.76)),),
    "cross": (line((0.2, 0.2), (0.8, 0.8)), line((0.2, 0.8), (0.8, 0.2))),
    "warning": (
        line((0.5, 0.9), (0.95, 0.12), (0.05, 0.12), closed=True),
        line((0.5, 0.62), (0.5, 0.4)),
        Disc(0.5, 0.25, 0.045),
    ),
    "note": (
        line((0.72, 0.36), (0.72, 0.1), (0.16, 0.1), (0.16, 0.9), (0.72, 0.9), (0.72, 0.84)),
        line((0.44, 0.36), (0.47, 0.5), (0.86, 0.89), (0.97, 0.78), (0.58, 0.39), closed=True),
        line((0.28, 0.7), (0.46, 0.7)),
        line((0.28, 0.5), (0.36, 0.5)),
    ),
    "building": (
        line((0.08, 0.62), (0.5, 0.9), (0.92, 0.62), closed=True),
        line((0.2, 0.56), (0.2, 0.22)),
        line((0.4, 0.56), (0.4, 0.22)),
        line((0.6, 0.56), (0.6, 0.22)),
        line((0.8, 0.56), (0.8, 0.22)),
        line((0.06, 0.12), (0.94, 0.12)),
    ),
    "document": (
        line((0.2, 0.08), (0.2, 0.92), (0.58, 0.92), (0.8, 0.7), (0.8, 0.08), closed=True),
        line((0.58, 0.92), (0.58, 0.7), (0.8, 0.7)),
        line((0.35, 0.5), (0.65, 0.5)),
        line((0.35, 0.34), (0.65, 0.34)),
    ),
    "touch": (
        Stroke(
            (
                (0.4, 0.34),
                (0.4, 0.72),
                *arc(0.47, 0.74, 0.07, 180, 0).points,
                (0.54, 0.5),
                (0.8, 0.44),
                (0.84, 0.36),
                (0.78, 0.08),
                (0.42, 0.08),
                (0.2, 0.32),
                (0.24, 0.39),
                (0.31, 0.39),
                (0.4, 0.32),
            )
        ),
        arc(0.47, 0.74, 0.2, 200, -20),
    ),
    "speaker": (
        line((0.08, 0.36), (0.26, 0.36), (0.5, 0.14), (0.5, 0.86), (0.26, 0.64), (0.08, 0.64), closed=True),
        arc(0.5, 0.5, 0.2, 50, -50),
        arc(0.5, 0.5, 0.38, 50, -50),
    ),
    "face-VERY_GOOD": _face(Stroke((*arc(0.5, 0.46, 0.23, 180, 360).points,), closed=True)),
    "face-GOOD": _face(arc(0.5, 0.5, 0.24, 205, 335)),
    "face-FAIR": _face(line((0.34, 0.33), (0.66, 0.33))),
    "face-BAD": _face(arc(0.5, 0.14, 0.24, 140, 40)),
    "face-VERY_BAD": (
        *_face(arc(0.5, 0.1, 0.24, 155, 25)),
        line((0.24, 0.77), (0.42, 0.69)),
        line((0.76, 0.77), (0.58, 0.69)),
    ),
    **IDENTITY_ICONS,
    **ITEM_ICONS,
    **TYPING_ICONS,
    **MODE_ICONS,
    **HOME_ICONS,
}
