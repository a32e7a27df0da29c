"""The LED board: shows layouts in dynamic areas, which wear nothing out and delete themselves.

An idle board gets a call at once. A second update of the same areas within a second waits until the board can take it. What
stood in the board's RAM before a power cut is shown again if it still holds.
"""

import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar

from pydantic import Field

from api.messages.device_commands import Blank, DeviceCommand, Show, TestPattern
from api.messages.state import Status
from api.messages.words import Action, DeviceState, LedDisplay
from drivers.core.driver import Driver, DriverConfig, DriverContext, Identity, Result
from drivers.core.errors import Cancelled, DeviceError, DeviceRefused, DeviceSilent
from drivers.core.job import Job
from drivers.core.link import Link
from drivers.led_board import commands
from drivers.led_board.area import update_areas
from drivers.led_board.commands import parse_status
from drivers.led_board.compose import TEST_PATTERN_S, Composed, compose, dot_pattern
from drivers.led_board.content import BoardContent, Content
from drivers.led_board.conversation import Conversation
from drivers.led_board.frame import WILDCARD_SCREEN
from drivers.led_board.layouts import Layouts
from drivers.led_board.profile import BoardProfile
from drivers.profiles import load_profile

UPDATE_GAP_S = 1.0
"""Dynamic areas are refreshed at most once a second (vendor's document, chapter 2.1)."""
BOARD_CLOCK_SLACK_S = 1.0
"""The board counts its time-outs in whole seconds of its own clock: an area that is gone this shortly before its end ran out."""
OVERVIEW_LAYOUT = "overview"
CALLING_LAYOUT = "calling"


class BoardConfig(DriverConfig):
    profile: str = "onbon-6k3-128x32"
    screen: int = Field(default=WILDCARD_SCREEN, ge=0, le=0xFFFF)
    """Screen id on a shared line; the wildcard for a board with a line or an IP address of its own."""
    overview: bool = False
    """Lists the last calls of a zone, one in each row, instead of one window's state."""
    brightness: int | None = Field(default=None, ge=0, le=commands.MAX_BRIGHTNESS)


class LedBoard(Driver):
    """Onbon BX-5K/6K over TCP or a serial line."""

    kind = "led-board"
    Config = BoardConfig
    check_every_s = 8.0

    def __init__(self, config: BoardConfig, context: DriverContext) -> None:
        super().__init__(config, context)
        self._profile = load_profile(BoardProfile, config.profile, kind=self.kind)
        self._overview = config.overview
        self._screen = config.screen
        self._brightness = config.brightness
        self._layouts = Layouts.packaged()
        self._content = BoardContent(self._profile.rows if config.overview else 1)
        self._talk: Conversation | None = None
        self._display = LedDisplay.UNKNOWN
        self._display_until_s = 0.0
        self._refreshed_s = 0.0
        self._updated_s: float | None = None
        self._replaced = 0
        self._clock_set = False

    # --- life ---

    def connect(self, link: Link) -> None:
        self._talk = Conversation(
            link, self.context.clock.monotonic_s, screen=self._screen, device_type=self._profile.device_type
        )
        self._talk.ask(commands.PING)
        if self._brightness is not None:
            self._talk.ask(commands.brightness(self._brightness))
        self._set_clock()
        # Whether the board kept its RAM while the line was down is unknown, so what still holds is shown again. After a
        # restart of this agent nothing is known to hold; what an earlier one put there ends by its own time-out.
        if self._content.until_s() > self.context.clock.monotonic_s():
            self._refresh()

    def disconnect(self) -> None:
        self._talk = None
        self._display = LedDisplay.UNKNOWN

    def check(self) -> None:
        """Ask for the status; show again what a reboot took."""
        payload = self._conversation().ask(commands.QUERY_STATUS).payload
        status = parse_status(payload, special_area=self._profile.special_area_fields)
        if status is None:
            raise DeviceRefused("its status is shorter than it says", reason="board.badStatus")
        now_s = self.context.clock.monotonic_s()
        lost = not status.areas and self._content.until_s() > now_s + BOARD_CLOCK_SLACK_S and self._is_showing()
        if lost or (self._display is LedDisplay.TEST_PATTERN and now_s >= self._display_until_s):
            self._refresh()
        elif not status.areas:
            self._display = LedDisplay.BLANK
        elif self._display is LedDisplay.UNKNOWN:
            self._display, self._display_until_s = LedDisplay.SHOWING, math.inf

    def listen(self, timeout_s: float) -> None:
        next_end_s = self._content.next_end_s(self._refreshed_s) if self._is_showing() else None
        if next_end_s is not None:
            timeout_s = max(0.0, min(timeout_s, next_end_s - self.context.clock.monotonic_s()))
        self.link.read(timeout_s)
        if next_end_s is not None and self.context.clock.monotonic_s() >= next_end_s:
            self._refresh()

    def status(self) -> Status:
        if self._talk is None:
            return Status(device=DeviceState.UNKNOWN, reason="device.silent", detail={"display": LedDisplay.UNKNOWN.value})
        display = self._display
        if display is LedDisplay.SHOWING and self.context.clock.monotonic_s() >= self._display_until_s:
            display = LedDisplay.BLANK
        return Status(
            device=DeviceState.ONLINE,
            action=Action.NONE,
            detail={"display": display.value, "replaced_characters": self._replaced, "clock_set": self._clock_set},
        )

    def identity(self) -> Identity:
        profile = self._profile
        return Identity(
            maker=profile.maker,
            model=profile.model,
            capabilities={
                "width": profile.width,
                "height": profile.height,
                "overview": self._overview,
                "layouts": list(self._layouts.names()),
            },
        )

    # --- commands ---

    def show(self, command: Show, job: Job) -> Result:
        """Show a layout until its time is over.

        Raises:
            InvalidData: unknown layout, or a field it needs is missing.
            DeviceSilent: no answer; the content is shown as soon as the board is back, if it still holds then.
            Cancelled: cancelled while it waited for the board.
        """
        now_s = self.context.clock.monotonic_s()
        listed = self._overview and command.layout == CALLING_LAYOUT
        layout = OVERVIEW_LAYOUT if listed else command.layout
        lines = tuple(self._layouts.fill(layout, command.data, self._profile.rows))
        if self._overview and not listed:
            self._content.clear()
        key = command.data.get("ticket", "") if listed else ""
        self._content.put(Content(key, lines, now_s + command.ttl_s), now_s)
        shown = self._refresh(job)
        return {"replaced_characters": shown.replaced, "shortened_lines": shown.shortened}

    def blank(self, command: Blank, job: Job) -> Result:  # noqa: ARG002 (the table's signature)
        self._content.clear()
        self._refresh(job)
        return None

    def pattern(self, command: TestPattern, job: Job) -> Result:  # noqa: ARG002
        self._send(dot_pattern(self._profile), job)
        self._display = LedDisplay.TEST_PATTERN
        self._display_until_s = self.context.clock.monotonic_s() + TEST_PATTERN_S
        return None

    commands: ClassVar[Mapping[type[DeviceCommand], Callable[[Any, Any, Job], Result]]] = {
        Show: show,
        Blank: blank,
        TestPattern: pattern,
    }

    # --- parts ---

    def _conversation(self) -> Conversation:
        if self._talk is None:
            raise DeviceSilent("not connected", untouched=True)
        return self._talk

    def _refresh(self, job: Job | None = None) -> Composed:
        """Bring the board to what should stand on it now."""
        now_s = self.context.clock.monotonic_s()
        composed = compose(self._content.lines(now_s), self._profile)
        self._send(composed, job)
        self._refreshed_s = now_s
        self._replaced = composed.replaced
        self._display = LedDisplay.SHOWING if composed.areas else LedDisplay.BLANK
        self._display_until_s = self._content.until_s()
        return composed

    def _is_showing(self) -> bool:
        return self._display is LedDisplay.SHOWING

    def _send(self, composed: Composed, job: Job | None) -> None:
        """One update: everything old out, the new areas in."""
        self._wait_for_turn(job)
        try:
            self._conversation().ask(update_areas(composed.areas, delete=None))
        except DeviceError:
            self._display = LedDisplay.UNKNOWN
            raise
        finally:
            self._updated_s = self.context.clock.monotonic_s()

    def _wait_for_turn(self, job: Job | None) -> None:
        """Wait on the link until the board can take the next update, so that close, reset and cancel end the wait."""
        while self._updated_s is not None:
            if job is not None and job.cancelled:
                raise Cancelled(untouched=True)
            left_s = self._updated_s + UPDATE_GAP_S - self.context.clock.monotonic_s()
            if left_s <= 0:
                return
            self.link.read(left_s)

    def _set_clock(self) -> None:
        """The board's clock feeds its own time displays only; a card that refuses it still shows calls."""
        now = datetime.fromtimestamp(self.context.clock.wall_ms() / 1000, tz=UTC).astimezone()
        try:
            self._conversation().ask(commands.set_clock(now))
            self._clock_set = True
        except DeviceRefused:
            self._clock_set = False
