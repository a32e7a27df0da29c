"""The staff plate (挂牌上岗) of a window's rating pad: who serves here, or that nobody does now. Pure."""

from typing import Any

from api.messages.words import WindowState
from hall_controller.domain.hall import Hall
from hall_controller.domain.outputs import Command

SHOW_STAFF = "show-staff"
PAUSED_TEXT = "暂停服务"
"""A plate has one language, the hall's own."""
PLATE_CHARACTERS = 20
"""As long as a field of the plate may be."""
_AWAY = frozenset({WindowState.PAUSED, WindowState.OFFLINE, WindowState.FAULT})
"""Somebody is logged in, and nobody is served."""


def plate_commands(hall: Hall, number: int) -> list[Command]:
    """What the idle pad of the window should show now. Nothing while it asks: the question stands there."""
    rule = hall.rules.windows.get(number)
    if rule is None or rule.rating_pad is None:
        return []
    window = hall.window(number)
    if window.state is WindowState.RATING:
        return []
    return [(rule.rating_pad, SHOW_STAFF, _plate(hall, window.clerk, away=window.state in _AWAY))]


def _plate(hall: Hall, clerk: str | None, *, away: bool) -> dict[str, Any]:
    if clerk is None:
        return {}
    if away:
        return {"display_name": PAUSED_TEXT}
    person = hall.rules.staff.get(clerk)
    if person is None:
        return {"display_name": clerk[:PLATE_CHARACTERS]}
    return {
        "display_name": person.display_name or person.name[:PLATE_CHARACTERS],
        "staff_number": person.staff_number,
        "post": person.post,
        "stars": person.stars,
    }
