"""Rating questions whose pad is gone: nobody will tell how they ended, so the controller does. Pure.

A pad ends a question by itself and tells; an agent that was killed tells after its restart. Only where neither is there when the
time is over, the hall would take the silence for a citizen who didn't answer.
"""

from collections.abc import Callable, Iterable

from hall_controller.domain.rules import RATING_MARGIN_MS
from hall_controller.domain.state import Ask

GRACE_MS = RATING_MARGIN_MS // 2
"""After the question's time and before the hall closes it by itself."""


def asks_of_dead_pads(
    asks: Iterable[Ask], pad_of: Callable[[int], str | None], is_usable: Callable[[str], bool], now_ms: int
) -> list[str]:
    """Ids of open questions whose time is over and whose pad can't tell.

    Args:
        pad_of: a window's pad, `node/device`.
        is_usable: whether a device is there, as far as anybody knows.
    """
    found = []
    for ask in asks:
        if ask.cancelled or ask.outcome is not None or now_ms < ask.until - RATING_MARGIN_MS + GRACE_MS:
            continue
        pad = pad_of(ask.window)
        if pad is not None and not is_usable(pad):
            found.append(ask.id)
    return found
