"""What the hall does of its own accord after each decision and when time passes: tidal windows, and calls by itself.

Windows with `auto_call` need nobody's key. While their last finish can still be undone they are left alone: a clerk who
pressed 办结 by mistake isn't sent the next citizen in between. Such a window asks no rating, or its pad failed; after a rating
the next one is called at once.
"""

from api.messages.words import WindowState
from hall_controller.domain.calling import called
from hall_controller.domain.choosing import choose
from hall_controller.domain.events import BY_ITSELF, Event
from hall_controller.domain.hall import Hall
from hall_controller.domain.requests import Request
from hall_controller.domain.state import Window
from hall_controller.domain.tidal import tide


def own_accord(hall: Hall, request: Request) -> list[Event]:
    """The next thing, to be applied before asking again; empty when nothing is left to do.

    It ends: a tidal event changes what made it, and each call takes an idle window.
    """
    return tide(hall, request) or _call(hall, request)


def _call(hall: Hall, request: Request) -> list[Event]:
    """To the idle window that could do the least else, among those to the one that has been idle longest: who can do more
    stays free for who needs it.
    """
    if hall.emergency is not None:
        return []
    idle = [hall.window(number) for number in hall.rules.auto_windows]
    idle = [window for window in idle if _is_free(hall, window, request.at)]
    for window in sorted(idle, key=lambda window: (_breadth(hall, window), window.since, window.number)):
        choice = choose(hall, window.number, request.at)
        if choice is not None:
            return [called(request, window, choice, BY_ITSELF)]
    return []


def _is_free(hall: Hall, window: Window, at: int) -> bool:
    if window.state is not WindowState.IDLE:
        return False
    return window.finished is None or at > window.finished_at + hall.rules.undo_finish_ms


def _breadth(hall: Hall, window: Window) -> int:
    """How many kinds of waiting people it may call."""
    return sum([len(places) for _, places in hall.access(window.number)])
