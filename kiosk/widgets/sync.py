"""Brings a container's buttons in line with a model, keeping the widgets that stay: a finger may rest on one of them."""

from collections.abc import Callable, Sequence
from typing import Any

from kiosk.view_models.parts import Button
from kiosk.widgets.touchable import Touchable


def show_buttons(container: Any, buttons: Sequence[Button], make: Callable[[int], Touchable]) -> None:
    """`container` (a Kivy layout) holds exactly one touchable for each button, in order; `make(index)` makes a new one."""
    present = list(reversed(container.children))
    for widget in present[len(buttons) :]:
        container.remove_widget(widget)
    for index, button in enumerate(buttons):
        if index < len(present):
            present[index].button = button
        else:
            widget = make(index)
            widget.button = button
            container.add_widget(widget)
