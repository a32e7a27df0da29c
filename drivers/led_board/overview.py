"""The whole list of an overview board in one command, as the hall sends it after the board or its agent was away."""

from collections.abc import Callable, Mapping

from drivers.led_board.content import Content
from drivers.led_board.layouts import Line

MAX_CALLS = 32
"""More than any board has rows."""


def listed_calls(
    data: Mapping[str, str], ttl_s: float, now_s: float, fill: Callable[[Mapping[str, str]], tuple[Line, ...]]
) -> list[Content]:
    """The calls of fields `ticket_1`, `window_1`, `left_s_1` …, newest first; without `left_s_n` a call holds `ttl_s`."""
    calls = []
    for number in range(1, MAX_CALLS + 1):
        ticket, window = data.get(f"ticket_{number}", ""), data.get(f"window_{number}", "")
        if not ticket:
            break
        left = data.get(f"left_s_{number}", "")
        left_s = min(ttl_s, int(left)) if left.isascii() and left.isdigit() else ttl_s
        calls.append(Content(window or ticket, fill({"ticket": ticket, "window": window}), now_s + left_s, call=True))
    return calls
