"""What happens at a door, told from looks at it: opened, closed, forced, held open, help called. Pure."""

from dataclasses import dataclass, field

from api.messages.device_events import (
    DeviceEvent,
    DoorClosed,
    DoorForced,
    DoorHeldOpen,
    DoorOpened,
    HelpCalled,
)
from api.messages.words import Action
from drivers.zone_door.wiring import Seen

SOS, FORCED, TAMPER = "door.sos", "door.forced", "door.tamper"
LATCHED = (SOS, FORCED, TAMPER)
"""Stay until a person clears them; most urgent first."""
HELD_OPEN, FIRE, RELAY_ON = "door.heldOpen", "door.fire", "door.relayOn"
ACTIONS = {
    SOS: Action.CLEAR,
    FORCED: Action.CLEAR,
    TAMPER: Action.MAINTENANCE,
    HELD_OPEN: Action.CLEAR,
    FIRE: Action.CLEAR,
    RELAY_ON: Action.MAINTENANCE,
}
PUSH_WITHIN_S = 5.0
"""A person pushes the door within this time after the lock was released, by command, button or key."""
RELAY_SLACK_S = 2.0
"""Boards that count whole seconds round up, and begin when the command has arrived."""
LONGEST_PULSE_S = 30.0
"""As `Open` allows: so long a pulse of the agent's last life may go on."""


@dataclass(slots=True)
class Changes:
    """What one look brought."""

    events: list[DeviceEvent] = field(default_factory=list)
    raised: list[str] = field(default_factory=list)
    """Faults that begin or happen again."""
    cleared: list[str] = field(default_factory=list)


class DoorWatch:
    """One door.

    Args:
        tells_forced: the exit button is wired, so that an opening nobody asked for can be told from someone leaving.
        latched: alarms that nobody had cleared before the last stop.
    """

    def __init__(self, *, tells_forced: bool, held_open_s: float, latched: tuple[str, ...] = ()) -> None:
        self._tells_forced = tells_forced
        self._held_open_s = held_open_s
        self._latched = dict.fromkeys(latched)
        self._before: Seen | None = None
        self._commanded_until_s = -1.0
        self._before_command_s = -1.0
        """What `_commanded_until_s` was before the last command."""
        self._inherited_until_s: float | None = None
        """Until when a relay that was on at the first look may be on rightly; None before that look."""
        self._freed = False
        """The relay is on, and no command of ours explains it."""
        self._asked_until_s = -1.0
        self._open_since_s = 0.0
        self._levels: set[str] = set()
        """Faults that last as long as their cause, and are open now."""

    @property
    def latched(self) -> tuple[str, ...]:
        return tuple(self._latched)

    @property
    def seen(self) -> Seen | None:
        """The last look; None before the first one and while the board is away."""
        return self._before

    def released(self, now_s: float, for_s: float) -> None:
        """A command releases the lock from now on."""
        self._before_command_s, self._commanded_until_s = self._commanded_until_s, now_s + for_s + PUSH_WITHIN_S

    def not_released(self) -> None:
        """The last command did nothing."""
        self._commanded_until_s = self._before_command_s

    def is_released(self, now_s: float) -> bool:
        """A command's release may still be used."""
        return now_s <= self._commanded_until_s - PUSH_WITHIN_S

    def lost_sight(self) -> None:
        """The board is away: what happens meanwhile is unknown, and what is seen next is no news."""
        self._before = None

    def lasts(self, code: str) -> bool:
        """Whether the cause of a latched alarm is still there, as far as anybody sees."""
        seen = self._before
        return seen is not None and {SOS: seen.sos, TAMPER: seen.tamper}.get(code, False)

    def clear(self, code: str) -> bool:
        """A person has seen to it. False when it wasn't latched."""
        if code not in self._latched:
            return False
        del self._latched[code]
        return True

    def look(self, seen: Seen, now_s: float) -> Changes:
        """The next look; a quarter of a second after the last one, or less."""
        changes = Changes()
        before, self._before = self._before, seen
        if seen.asked:
            self._asked_until_s = now_s + PUSH_WITHIN_S
        self._alarms(seen, before, changes)
        if seen.open is not None:
            self._door(seen, before, now_s, changes)
        return changes

    def relay(self, now_s: float, *, on: bool) -> Changes:
        """The lock's relay was asked: on without a command, the door is open to everyone."""
        changes = Changes()
        self._freed = on and now_s > self._commanded_until_s - PUSH_WITHIN_S + RELAY_SLACK_S
        if self._inherited_until_s is None:
            self._inherited_until_s = now_s + LONGEST_PULSE_S + RELAY_SLACK_S if self._freed else now_s
        self._level(RELAY_ON, changes, now=self._freed and now_s > self._inherited_until_s)
        return changes

    def _alarms(self, seen: Seen, before: Seen | None, changes: Changes) -> None:
        # A button that is still pressed when the board comes back isn't pressed anew, if its alarm is known.
        sos_known = before.sos if before is not None else SOS in self._latched
        if seen.sos and not sos_known:
            self._latch(SOS, changes)
            changes.events.append(HelpCalled())
        tamper_known = before.tamper if before is not None else TAMPER in self._latched
        if seen.tamper and not tamper_known:
            self._latch(TAMPER, changes)
        self._level(FIRE, changes, now=seen.fire)

    def _door(self, seen: Seen, before: Seen | None, now_s: float, changes: Changes) -> None:
        was_open = before.open if before is not None else None
        # A door that was held open too long and stands open when the board comes back is held open still.
        if seen.open and not was_open and not (before is None and HELD_OPEN in self._levels):
            self._open_since_s = now_s
        # A door that stands open when the board comes back may have been opened rightly: nobody looked.
        if was_open is False and seen.open:
            self._opened(seen, now_s, changes)
        elif was_open and not seen.open:
            changes.events.append(DoorClosed(open_s=round(now_s - self._open_since_s, 1)))
        open_s = now_s - self._open_since_s
        held = bool(seen.open) and open_s > self._held_open_s
        if held and HELD_OPEN not in self._levels:
            changes.events.append(DoorHeldOpen(open_s=round(open_s, 1)))
        self._level(HELD_OPEN, changes, now=held)

    def _opened(self, seen: Seen, now_s: float, changes: Changes) -> None:
        commanded = now_s <= self._commanded_until_s
        changes.events.append(DoorOpened(commanded=commanded))
        allowed = commanded or self._freed or seen.fire or now_s <= self._asked_until_s
        if not allowed and self._tells_forced:
            self._latch(FORCED, changes)
            changes.events.append(DoorForced())

    def _latch(self, code: str, changes: Changes) -> None:
        self._latched[code] = None
        changes.raised.append(code)

    def _level(self, code: str, changes: Changes, *, now: bool) -> None:
        if now and code not in self._levels:
            self._levels.add(code)
            changes.raised.append(code)
        elif not now and code in self._levels:
            self._levels.discard(code)
            changes.cleared.append(code)
