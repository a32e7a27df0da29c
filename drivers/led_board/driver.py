"""The LED board: decides what stands on it and for how long; a card of the profile's protocol shows it.

An idle board gets a call at once. What stood on the board before a power cut is shown again if it still holds. A call that is
repeated comes in moving again, so that people notice; what the hall only confirms moves nothing.
"""

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar

from api.messages.device_commands import Blank, Brightness, DeviceCommand, Identify, Show, TestPattern
from api.messages.state import Status
from api.messages.words import Action, DeviceState, LedDisplay
from drivers.core.driver import Driver, DriverContext, Identity, Result
from drivers.core.errors import Cancelled, DeviceError, DeviceNotReady, DeviceSilent
from drivers.core.job import Job
from drivers.core.link import Link
from drivers.led_board.card import CardInfo, CardSettings, MovingCard, PlacedLine
from drivers.led_board.cards import load_board_profile, make_card
from drivers.led_board.colour import Colour
from drivers.led_board.compose import TEST_PATTERN_S, compose, dot_pattern
from drivers.led_board.config import BoardConfig
from drivers.led_board.content import BoardContent, Content, TimedLine
from drivers.led_board.layouts import Layouts, Line
from drivers.led_board.overview import listed_calls
from drivers.led_board.screen import Screen
from drivers.led_board.upkeep import Upkeep
from drivers.led_board.wall_clock import tells_time, to_next_minute_s, with_time
from drivers.profiles import PROFILE_DIRECTORY

OVERVIEW_LAYOUT, CALLING_LAYOUT, IDLE_LAYOUT = "overview", "calling", "idle"
IDENTIFY_RANK, URGENT_RANK = 1, 2
WRONG_SIZE = "board.wrongSize"


class LedBoard(Driver):
    """Any card that `cards` knows, over TCP, a serial line of its own or a shared one."""

    kind = "led-board"
    Config = BoardConfig
    check_every_s = 8.0
    profile_directory: ClassVar[Path] = PROFILE_DIRECTORY

    def __init__(self, config: BoardConfig, context: DriverContext) -> None:
        super().__init__(config, context)
        self._profile = load_board_profile(config.profile, kind=self.kind, directory=self.profile_directory)
        self._card = make_card(self._profile, CardSettings(config.address, context.clock.monotonic_s))
        self._panel = self._card.panel
        self._overview = config.overview
        self._layouts = Layouts.with_file(config.layouts)
        self._content = BoardContent(self._panel.rows, config.overview, config.call_visible_s)
        self._screen = Screen(self._card, context.clock.monotonic_s)
        self._upkeep = Upkeep(self._card, context.clock, config.hours())
        self._info: CardInfo | None = None
        """None: not connected."""
        self._heard = True
        """The card says something of itself."""
        self._entering: frozenset[str] = frozenset()
        """Contents that haven't come in moving yet, whether they stand there already or wait."""

    # --- life ---

    def connect(self, link: Link) -> None:
        info = self._card.connect(link)
        self._info = info
        if info.wrong_size:
            self.context.raise_fault(WRONG_SIZE, Action.CONFIGURATION)
        else:
            self.context.clear_fault(WRONG_SIZE)
        self._upkeep.begin()
        # Whether the board kept its memory while the line was down is unknown, so what still holds is shown again. After a
        # restart of this agent nothing is known to hold; what an earlier one put there ends by its own time, or is taken off.
        if self._content.lines(self._now_s()) or not self._card.forgets_in_time:
            self._refresh()

    def disconnect(self) -> None:
        self._card.disconnect()
        self._screen.forget()
        self._info = None

    def check(self) -> None:
        """Ask for the status; show again what a reboot took; keep clock and brightness."""
        self._require_connection()
        status = self._card.status()
        self._heard = status.heard
        self._upkeep.keep(status)
        if self._screen.lost(status, self._now_s()):
            if status.standing is not None:
                # One that can't tell is only written anew for safety, by which its settings would wear out.
                self._upkeep.begin()
            self._wait_for_turn(None)
            self._refresh()

    def listen(self, timeout_s: float) -> None:
        """Wait for the next moment at which the board shows something else."""
        due_s = self._next_update_s()
        step_s = self._card.next_step_s() if isinstance(self._card, MovingCard) else math.inf
        self.link.read(max(0.0, min(timeout_s, min(due_s, step_s) - self._now_s())))
        if self._now_s() >= due_s:
            self._bring(self._content.at(self._now_s()))
        elif isinstance(self._card, MovingCard) and self._now_s() >= step_s:
            self._card.step()

    def status(self) -> Status:
        if self._info is None:
            return Status(device=DeviceState.UNKNOWN, reason="device.silent", detail={"display": LedDisplay.UNKNOWN.value})
        return Status(
            device=DeviceState.ONLINE if self._heard else DeviceState.UNKNOWN,
            action=Action.NONE,
            reason="ok" if self._heard else "board.neverAnswers",
            detail={
                "display": self._screen.display(self._now_s()).value,
                "replaced_characters": self._screen.drawn.replaced,
                "clock_set": self._upkeep.clock_set,
            },
        )

    def identity(self) -> Identity:
        profile, info = self._profile, self._info or CardInfo()
        return Identity(
            maker=profile.maker,
            model=profile.model,
            serial=info.serial,
            firmware=info.firmware,
            capabilities={
                "protocol": profile.protocol,
                "width": profile.width,
                "height": profile.height,
                "rows": self._panel.rows,
                "colours": profile.colours,
                "overview": self._overview,
                "layouts": list(self._layouts.names()),
                **info.detail,
                **({"real_size": info.wrong_size} if info.wrong_size else {}),
            },
        )

    # --- commands ---

    def show(self, command: Show, job: Job) -> Result:
        now_s = self._now_s()
        layout = self._layouts.layout(command.layout)
        until_s = now_s + command.ttl_s
        before = self._content.at(now_s)
        if self._overview and command.layout == OVERVIEW_LAYOUT:
            beneath = Content("", self._lines(IDLE_LAYOUT, command.data), until_s)
            calls = listed_calls(command.data, command.ttl_s, now_s, lambda data: self._lines(OVERVIEW_LAYOUT, data))
            return self._told(self._bring(before.put(beneath, now_s).with_calls(calls, now_s)), None)
        listed = self._overview and command.layout == CALLING_LAYOUT
        lines = self._lines(OVERVIEW_LAYOUT if listed else command.layout, command.data)
        key = command.data.get("window") or (command.data.get("ticket", "") if listed else "")
        content = Content(key, lines, until_s, call=layout.call, pinned=layout.pinned)
        after = before.cover(content, URGENT_RANK, now_s) if layout.urgent else before.put(content, now_s)
        moving = frozenset({key}) if (layout.call or layout.urgent) and command.fresh else frozenset[str]()
        return self._told(self._bring(after, job, entering=moving, wait=layout.urgent or not self._overview), content)

    def blank(self, command: Blank, job: Job) -> Result:
        """Take everything off; what is urgent stays until its layout is named or its time is over."""
        urgent = command.layout is not None and self._layouts.layout(command.layout).urgent
        after = self._content.uncover(URGENT_RANK) if urgent else self._content.cleared().uncover(IDENTIFY_RANK)
        return self._told(self._bring(after, job, wait=True), None)

    def pattern(self, command: TestPattern, job: Job) -> Result:  # noqa: ARG002 (the table's signature)
        self._wait_for_turn(job)
        now_s = self._now_s()
        if self._content.covered(URGENT_RANK, now_s):
            raise DeviceNotReady("an emergency stands there", reason="board.urgent", action=Action.NONE)
        self._screen.send(dot_pattern(self._panel), now_s, pattern_until_s=now_s + TEST_PATTERN_S)
        return None

    def identify(self, command: Identify, job: Job) -> Result:
        now_s = self._now_s()
        label = Content(command.label, (Line(command.label, Colour.YELLOW),), now_s + command.seconds)
        after = self._content.at(now_s).cover(label, IDENTIFY_RANK, now_s)
        return self._told(self._bring(after, job, entering=frozenset({label.key}), wait=True), label)

    def brightness(self, command: Brightness, job: Job) -> Result:  # noqa: ARG002
        """Until the next entry of the table of hours."""
        self._require_connection()
        self._upkeep.set_percent(command.percent)
        return None

    commands: ClassVar[Mapping[type[DeviceCommand], Callable[[Any, Any, Job], Result]]] = {
        Show: show,
        Blank: blank,
        TestPattern: pattern,
        Identify: identify,
        Brightness: brightness,
    }

    # --- bringing the board to its content ---

    def _lines(self, layout: str, data: Mapping[str, str]) -> tuple[Line, ...]:
        return tuple(self._layouts.fill(layout, data, self._panel))

    def _placed(self, content: BoardContent, now_s: float) -> tuple[PlacedLine, ...]:
        lines: list[TimedLine] = content.lines(now_s)
        if not self._panel.has_clock:
            lines = with_time(lines, self._upkeep.now())
        return compose(lines, self._panel, entering=self._entering)

    def _bring(
        self,
        content: BoardContent,
        job: Job | None = None,
        *,
        entering: frozenset[str] = frozenset(),
        wait: bool = False,
    ) -> bool:
        """Make `content` what should stand there, and show it if the board doesn't yet. True when it stands there at the end.

        Args:
            entering: these come in moving, also when they stood there already.
            wait: for the board's turn, if it had an update a moment ago; else the update follows while listening.

        Raises:
            Cancelled: while waiting for the turn; the content stays as it was.
            DeviceError: the board refused it, and the content stays as it was; or nobody knows what it shows, and it is shown
                when the board is back.
        """
        self._require_connection()
        now_s = self._now_s()
        entering = (self._entering | entering) & content.keys
        if not entering & content.visible_keys(now_s) and self._screen.shows(self._placed(content, now_s), now_s):
            self._content, self._entering = content, entering
            return True
        if wait:
            self._wait_for_turn(job)
        elif self._screen.free_s() > self._now_s():
            self._content, self._entering = content, entering
            return False
        before = self._content, self._entering
        self._content, self._entering = content, entering
        try:
            self._refresh()
        except DeviceError as error:
            if not error.breaks_link:
                self._content, self._entering = before
            raise
        return True

    def _refresh(self) -> None:
        now_s = self._now_s()
        self._content = self._content.at(now_s)
        self._screen.send(self._placed(self._content, now_s), now_s)
        self._entering -= self._content.visible_keys(now_s)

    def _next_update_s(self) -> float:
        now_s = self._now_s()
        moments = [self._screen.next_s(self._placed(self._content, now_s), now_s)]
        if self._entering & self._content.visible_keys(now_s):
            moments.append(self._screen.free_s())
        if (change_s := self._content.next_change_s(now_s)) is not None:
            moments.append(change_s)
        if tells_time(self._content.lines(now_s)) and not self._panel.has_clock:
            moments.append(now_s + to_next_minute_s(self._upkeep.now()))
        return min(moments)

    def _told(self, stands: bool, content: Content | None) -> Result:
        """What a person can read on the board now, and whether the command's own content is among it or follows."""
        visible = [line.line for line in self._content.lines(self._now_s())] if stands else []
        own = content.lines if content is not None else ()
        return {
            "shown": stands and all(line in visible for line in own),
            "lines": [line.text for line in visible],
            "waiting": len(self._content.waiting),
            "replaced_characters": self._screen.drawn.replaced,
            "shortened_lines": self._screen.drawn.shortened,
        }

    def _wait_for_turn(self, job: Job | None) -> None:
        """Wait on the link until the board can take the next update, so that close, reset and cancel end the wait."""
        self._require_connection()
        while (left_s := self._screen.free_s() - self._now_s()) > 0:
            if job is not None and job.cancelled:
                raise Cancelled(untouched=True)
            self.link.read(left_s)

    def _require_connection(self) -> None:
        if self._info is None:
            raise DeviceSilent("not connected", untouched=True)

    def _now_s(self) -> float:
        return self.context.clock.monotonic_s()
