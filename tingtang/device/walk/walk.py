"""The walk itself: lights one device, waits for a key at its place, says what is wrong and mends what can be mended."""

from collections.abc import Callable
from datetime import datetime
from enum import Enum, auto

from api.messages.completion import Completion
from api.messages.words import CompletionCode
from tingtang.device.station import Pressed, Station, StrayPress, wiring
from tingtang.device.terminal import ENTER, Style, Terminal
from tingtang.device.texts import Texts
from tingtang.device.walk.collision import collides
from tingtang.device.walk.light import darken, light
from tingtang.device.walk.mending import CantMend, Readdress, Swap, mend
from tingtang.device.walk.plan import PADS, Stop
from tingtang.device.walk.record import Outcome, Remark, Visit, Walk
from tingtang.device.walk.remarks import MENDED, remark_text

KEY_WAIT_S = 1.0
LATE_PRESS_S = 3.0
"""A second press on the pad of the stop before, by somebody who wants to be sure, is no finding."""


class Go(Enum):
    ON = auto()
    BACK = auto()
    QUIT = auto()


Offer = Swap | Readdress | None


class Walker:
    """One walk past all stops.

    Args:
        keep: called after each stop, to put the walk on disk.
        wall_ms: UTC milliseconds since 1970.
        monotonic_s: for the patience with late presses.
    """

    def __init__(
        self,
        station: Station,
        terminal: Terminal,
        texts: Texts,
        stops: list[Stop],
        walk: Walk,
        *,
        keep: Callable[[Walk], None],
        wall_ms: Callable[[], int],
        monotonic_s: Callable[[], float],
    ) -> None:
        self._station = station
        self._terminal = terminal
        self._texts = texts
        self._stops = stops
        self._by_device = {stop.device: stop for stop in stops}
        self._walk = walk
        self._keep = keep
        self._wall_ms = wall_ms
        self._monotonic_s = monotonic_s
        self._last_press: tuple[str, str, float] | None = None
        """Which pad confirmed the last stop, of which role it was, and when."""

    def run(self) -> bool:
        """Until the last stop, or until the technician leaves.

        Returns:
            True when every stop was visited.

        Raises:
            Hangup: the terminal is gone; what was found is kept.
        """
        while self._walk.next < len(self._stops):
            match self._visit(self._stops[self._walk.next]):
                case Go.ON:
                    self._walk.next = self._following()
                case Go.BACK:
                    self._walk.next = max(0, self._walk.next - 1)
                case Go.QUIT:
                    self._keep(self._walk)
                    return False
            self._keep(self._walk)
        return True

    def _following(self) -> int:
        """The next stop that is open; those that a swap opened again come at the end."""
        places = [place for place, visit in enumerate(self._walk.visits) if visit.outcome is Outcome.OPEN]
        return next((place for place in places if place > self._walk.next), places[0] if places else len(self._stops))

    # --- one stop ---

    def _visit(self, stop: Stop) -> Go:
        visit = self._walk.visits[self._walk.next]
        visit.outcome, visit.remarks = Outcome.OPEN, [r for r in visit.remarks if r.key in MENDED]
        lit = self._light(stop)
        offer: Offer = None
        while True:
            key = self._terminal.key(KEY_WAIT_S)
            while (note := self._station.take()) is not None:
                if isinstance(note, Pressed) and self._is_of_stop(note.device, stop):
                    self._last_press = (note.device, stop.role, self._monotonic_s())
                    self._done(visit, Outcome.KEY)
                    return Go.ON
                if isinstance(note, Pressed):
                    if self._is_late(note.device, stop):
                        continue
                    offer = self._elsewhere(stop, visit, lit, note.device)
                    if visit.outcome is Outcome.FAULT:
                        return Go.ON
                elif isinstance(note, StrayPress):
                    offer = self._stray(stop, lit, note)
            match key:
                case "":
                    continue
                case "q":
                    return Go.QUIT
                case "b":
                    return Go.BACK
                case "k":
                    self._done(visit, Outcome.SKIPPED)
                    return Go.ON
                case "f":
                    visit.remarks.append(self._fault_of(lit))
                    self._done(visit, Outcome.FAULT)
                    return Go.ON
                case "s" if offer is not None:
                    self._mend(stop, visit, offer)
                    offer, lit = None, self._light(stop)
                case "l":
                    lit = self._light(stop)
                case _ if key == ENTER:
                    if lit.succeeded:
                        self._done(visit, Outcome.EYE)
                        return Go.ON
                    self._say("walk.notByEye", Style.WARN)
                case _:
                    self._say("walk.keys", Style.DIM)

    def _light(self, stop: Stop) -> Completion:
        step = self._walk.next + 1
        answer = light(self._station, stop, step)
        self._terminal.say()
        self._terminal.say(
            self._texts("walk.step", step=step, of=len(self._stops), kind=self._texts.kind(stop.kind), device=stop.device)
            + " · "
            + wiring(self._station.sections[stop.device]),
            Style.TITLE,
        )
        if answer.succeeded:
            self._say(f"walk.lit.{stop.role}", Style.QUESTION, place=self._place(stop), window=stop.window or "?", step=step)
        elif answer.code is CompletionCode.UNSUPPORTED_COMMAND:
            self._say("walk.dark", Style.QUESTION, place=self._place(stop))
        else:
            self._say("walk.silent", Style.WARN, reason=self._texts.reason(answer.error_code or "device.silent"))
            self._say("walk.silentPress", Style.QUESTION, place=self._place(stop))
        return answer

    def _is_of_stop(self, device: str, stop: Stop) -> bool:
        """A board is confirmed by a key of a pad at its window."""
        if stop.role == PADS:
            return device == stop.device
        pad = self._by_device.get(device)
        return stop.window is not None and pad is not None and pad.window == stop.window

    def _is_late(self, device: str, stop: Stop) -> bool:
        """Pressed twice at the stop before."""
        if self._last_press is None:
            return False
        pad, role, at_s = self._last_press
        return (pad, role) == (device, stop.role) and self._monotonic_s() - at_s < LATE_PRESS_S

    def _done(self, visit: Visit, outcome: Outcome) -> None:
        visit.outcome, visit.at_ms = outcome, self._wall_ms()
        visit.wiring = wiring(self._station.sections[visit.device])
        stop = self._by_device[visit.device]
        if outcome is not Outcome.SKIPPED and self._station.workers[visit.device].status.reason == "ok":
            darken(self._station, stop)
        style = Style.GOOD if visit.passed else Style.WARN
        self._say(f"walk.outcome.{outcome.value}", style, place=self._place(stop))

    # --- what is wrong ---

    def _elsewhere(self, stop: Stop, visit: Visit, lit: Completion, device: str) -> Offer:
        """A key of another device came."""
        other = self._by_device.get(device)
        if other is None:
            return None
        if stop.role != PADS:
            return self._board_elsewhere(stop, other)
        known = self._walk.of(device)
        confirmed = known is not None and known.outcome is Outcome.KEY
        collides_there = collides(self._station, other, self._walk.next + 1)
        if not lit.succeeded and (collides_there or (confirmed and self._asks(stop))):
            visit.remarks.append(self._duplicate(stop, other))
            self._say_remark(visit.remarks[-1])
            self._done(visit, Outcome.FAULT)
            return None
        if confirmed:
            self._say("walk.confirmedElsewhere", Style.WARN, device=device, place=self._place(other))
            return None
        self._say("walk.swapped", Style.WARN, device=device, place=self._place(other), wanted=self._place(stop))
        return Swap(device)

    def _board_elsewhere(self, stop: Stop, pad: Stop) -> Offer:
        """The lit board hangs where this pad stands."""
        twins = [s for s in self._stops if s.kind == stop.kind and s.window == pad.window and s.device != stop.device]
        if len(twins) != 1:
            self._say("walk.boardElsewhere", Style.WARN, place=self._place(pad))
            return None
        self._say("walk.swapped", Style.WARN, device=twins[0].device, place=self._place(twins[0]), wanted=self._place(stop))
        return Swap(twins[0].device)

    def _stray(self, stop: Stop, lit: Completion, note: StrayPress) -> Offer:
        section = self._station.sections[stop.device]
        if lit.succeeded or section.bus != note.bus:
            self._say("walk.strayElsewhere", Style.WARN, address=note.address, bus=note.bus)
            return None
        self._say("walk.stray", Style.WARN, address=note.address, bus=note.bus, wanted=section.address or 0)
        return Readdress(note.address)

    def _asks(self, stop: Stop) -> bool:
        """Nobody but the technician knows where the technician stands."""
        self._say("walk.standThere", Style.QUESTION, place=self._place(stop))
        while True:
            key = self._terminal.key(KEY_WAIT_S).lower()
            if key in ("y", "n"):
                return key == "y"

    def _duplicate(self, stop: Stop, other: Stop) -> Remark:
        sections = self._station.sections
        mine, theirs = sections[stop.device], sections[other.device]
        return Remark(
            key="duplicate",
            arguments={
                "address": str(theirs.address if theirs.address is not None else wiring(theirs)),
                "place": self._place(stop),
                "other": self._place(other),
                "wanted": str(mine.address if mine.address is not None else wiring(mine)),
            },
        )

    def _fault_of(self, lit: Completion) -> Remark:
        if lit.succeeded:
            return Remark(key="notSeen")
        if lit.code is CompletionCode.UNSUPPORTED_COMMAND:
            return Remark(key="noKey")
        return Remark(key="silent", arguments={"reason": lit.error_code or "device.silent"})

    # --- mending ---

    def _mend(self, stop: Stop, visit: Visit, offer: Swap | Readdress) -> None:
        now = datetime.fromtimestamp(self._wall_ms() / 1000).astimezone()
        try:
            remark, backup = mend(self._station, stop.device, offer, now)
        except CantMend as error:
            self._say("walk.cantWrite", Style.BAD, path=self._station.config, problem=error)
            return
        visit.remarks.append(remark)
        self._walk.backups.append(str(backup))
        self._walk_again(offer)
        self._say_remark(remark)
        self._say("walk.backup", Style.DIM, path=backup)

    def _walk_again(self, offer: Swap | Readdress) -> None:
        """What was confirmed by eye under the old wiring isn't any more."""
        other = self._walk.of(offer.other) if isinstance(offer, Swap) else None
        if other is not None and other.outcome is not Outcome.OPEN:
            other.outcome = Outcome.OPEN
            self._say("walk.again", Style.WARN, device=other.device)

    # --- words ---

    def _place(self, stop: Stop) -> str:
        if stop.window is not None:
            return self._texts("walk.window", window=stop.window)
        return stop.place or stop.device

    def _say(self, key: str, style: Style, **arguments: object) -> None:
        self._terminal.say(self._texts(key, **arguments), style)

    def _say_remark(self, remark: Remark) -> None:
        style = Style.GOOD if remark.key in MENDED else Style.BAD
        self._terminal.say(remark_text(remark, self._texts), style)
