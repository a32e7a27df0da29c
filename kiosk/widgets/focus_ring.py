"""The ring round what the tactile keypad has come to: for those who look on while it is read to them."""

from typing import Any

from kivy.graphics import Color, SmoothLine

from kiosk.theme.theme import Theme

GROUP = "focus"
WIDTH_MM = 1.6
OFF_MM = 0.6
"""Between a button's edge and the ring; with its width it stays within half of the gap between two buttons and a little more."""


def draw_ring(widget: Any, theme: Theme) -> None:
    """Round the widget as it stands now, in place of a ring that it had."""
    clear_ring(widget)
    width, radius = theme.mm(WIDTH_MM), widget.radius
    away = theme.mm(OFF_MM) + width / 2
    with widget.canvas.after:
        Color(*theme.colours.FOCUS, group=GROUP)
        SmoothLine(
            rounded_rectangle=(
                widget.x - away,
                widget.y - away,
                max(1.0, widget.width + 2 * away),
                max(1.0, widget.height + 2 * away),
                radius + away,
            ),
            # Kivy counts from the line's middle.
            width=width / 2,
            group=GROUP,
        )


def clear_ring(widget: Any) -> None:
    widget.canvas.after.remove_group(GROUP)
