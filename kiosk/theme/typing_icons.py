"""Icons of keys and of search."""

from collections.abc import Mapping

from kiosk.theme.strokes import Mark, circle, line

TYPING_ICONS: Mapping[str, tuple[Mark, ...]] = {
    "erase": (
        line((0.04, 0.5), (0.3, 0.78), (0.96, 0.78), (0.96, 0.22), (0.3, 0.22), closed=True),
        line((0.46, 0.64), (0.76, 0.36)),
        line((0.46, 0.36), (0.76, 0.64)),
    ),
    "shift": (line((0.5, 0.94), (0.08, 0.5), (0.3, 0.5), (0.3, 0.08), (0.7, 0.08), (0.7, 0.5), (0.92, 0.5), closed=True),),
    "space": (line((0.08, 0.5), (0.08, 0.28), (0.92, 0.28), (0.92, 0.5)),),
    "search": (circle(0.42, 0.58, 0.32), line((0.66, 0.34), (0.94, 0.06))),
}
