"""Which windows are at work when: a model's day, and changes such as one window more for tax."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from hall_controller.config import HallConfig
from hall_controller.config_times import minute_of
from hall_controller.domain.rules import Rules
from hall_controller.simulation.day_model import Break, DayModel
from hall_controller.simulation.plan import MS_PER_MIN, Shift

_CHANGE = re.compile(
    r"(?:(?P<sign>[+-])(?P<queue>[a-z0-9-]+):(?P<count>[0-9]+)|(?P<queue2>[a-z0-9-]+)=(?P<sign2>[+-])(?P<count2>[0-9]+))"
)


class WrongStaffing(ValueError):
    """The change can't be made; the text says why and how one is written."""


@dataclass(frozen=True, slots=True)
class StaffingChange:
    """So many windows more or fewer for a queue."""

    queue: str
    windows: int
    """Negative: fewer."""

    def __str__(self) -> str:
        return f"{self.queue}={self.windows:+d}"


def parse_changes(text: str) -> list[StaffingChange]:
    """`tax=+1,general=-2`; `+tax:1` means the same.

    Raises:
        WrongStaffing: it isn't written like that.
    """
    changes = []
    for part in text.split(","):
        found = _CHANGE.fullmatch(part.strip())
        if found is None:
            raise WrongStaffing(f"{part.strip()!r} is no staffing change: write tax=+1 for one window more, tax=-1 for one fewer")
        sign, queue, count = (found[name] or found[f"{name}2"] for name in ("sign", "queue", "count"))
        changes.append(StaffingChange(queue, int(f"{sign}{count}")))
    return changes


def change_windows(config: HallConfig, changes: Sequence[StaffingChange]) -> tuple[HallConfig, dict[int, int]]:
    """The hall with other windows, and which window each new one is staffed like.

    A new window is a copy of the queue's first; those with the highest numbers and the fewest other queues go first.

    Raises:
        WrongStaffing: there is no such queue, or not so many windows.
    """
    windows = {window.number: window for window in config.windows}
    like: dict[int, int] = {}
    for change in changes:
        if change.queue not in {queue.id for queue in config.queues}:
            raise WrongStaffing(f"{change}: the hall has no queue {change.queue!r}")
        own = sorted((len(window.queues), -window.number) for window in windows.values() if change.queue in window.queues)
        if not own:
            raise WrongStaffing(f"{change}: no window serves {change.queue}")
        if change.windows < 0 and -change.windows >= len(own):
            raise WrongStaffing(f"{change}: {change.queue} has {len(own)} windows and needs one at least")
        for _, number in own[: max(0, -change.windows)]:
            del windows[-number]
            like.pop(-number, None)
        template = windows[min(-number for _, number in own if -number in windows)]
        for _ in range(max(0, change.windows)):
            number = max(windows) + 1
            bare: dict[str, object] = {"number": number, "leds": (), "rating_pad": None, "call_pad": None}
            windows[number] = template.model_copy(update=bare)
            like[number] = like.get(template.number, template.number)
    return config.model_copy(update={"windows": tuple(windows.values())}), like


def restaff(shifts: Sequence[Shift], windows: Sequence[int], like: dict[int, int]) -> tuple[Shift, ...]:
    """The shifts of the windows that are left, and a copy of its pattern's for each new one."""
    kept = [shift for shift in shifts if shift.window in windows]
    added = [replace(shift, window=new) for new, pattern in like.items() for shift in shifts if shift.window == pattern]
    return tuple(kept + added)


def model_shifts(model: DayModel, rules: Rules) -> tuple[Shift, ...]:
    """Every window all day; breaks go round the windows of each queue, so that a queue isn't left alone if it can be helped."""
    opens, closes = (minute_of(text) * MS_PER_MIN for text in (model.windows_open, model.windows_close))
    turn: dict[str, int] = {}
    shifts = []
    for window in sorted(rules.windows.values(), key=lambda rule: rule.number):
        queue = window.queues[0] if window.queues else ""
        place = turn[queue] = turn.get(queue, -1) + 1
        shifts.append(Shift(window.number, opens, closes, _breaks(model.breaks, place)))
    return tuple(shifts)


def _breaks(breaks: Sequence[Break], place: int) -> tuple[tuple[int, int], ...]:
    """The breaks of the window that is `place`-th of its queue: by the fraction of its turn, each round apart."""
    found = []
    for name in dict.fromkeys(pause.round for pause in breaks):
        share, upto = _fraction(place), 0.0
        for pause in (pause for pause in breaks if pause.round == name):
            upto += pause.windows
            if share < upto - 1e-9:
                begin = minute_of(pause.at) * MS_PER_MIN
                found.append((begin, begin + pause.minutes * MS_PER_MIN))
                break
    return tuple(sorted(found))


def _fraction(place: int) -> float:
    """0, 1/2, 1/4, 3/4, 1/8 …: any first n places are spread evenly over 0..1 (van der Corput)."""
    value, unit = 0.0, 0.5
    while place:
        place, bit = divmod(place, 2)
        value += bit * unit
        unit /= 2
    return value
