"""A C-Power card as a board's card: each line a window in the card's RAM, written by external calls.

Never sent is 07 (save), which writes flash and would bring an old call back after a power cut. Windows have no time-out: the
driver takes lines off when their time is over and writes all of them anew once a minute, because the card can't be asked what
stands there. What an agent that died left on the board stays until an agent runs again or the card is switched off.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from drivers.core.errors import DeviceRefused, DeviceSilent, UnsupportedCommand
from drivers.core.link import Link
from drivers.led_board.card import CardInfo, CardSettings, CardStatus, Drawn, Entrance, Panel, PlacedLine
from drivers.led_board.cp5200 import basic
from drivers.led_board.cp5200.compose import LineContents, Windowed
from drivers.led_board.cp5200.content_encoder import encode_content
from drivers.led_board.cp5200.contents import MAX_WINDOWS, Box, Windows
from drivers.led_board.cp5200.conversation import Conversation
from drivers.led_board.cp5200.packet import GROUP
from drivers.led_board.cp5200.profile import Cp5200Profile, PictureCommand
from drivers.led_board.cp5200.text import width_dots
from drivers.raster.fonts import FontBook, FontMissing

UPDATE_GAP_S = 0.2
"""So that a card isn't busy with restarting texts all the time; the document gives no least time."""


class Cp5200Card:
    """A `Card`."""

    Profile: ClassVar[type[Cp5200Profile]] = Cp5200Profile
    update_gap_s = UPDATE_GAP_S
    forgets_in_time = False
    max_hold_s = math.inf

    def __init__(self, profile: Cp5200Profile, settings: CardSettings) -> None:
        self._profile = profile
        self._settings = settings
        # On a line of its own any card obeys and answers to the group's number.
        self._card = GROUP if settings.address is None else settings.address
        self._contents = LineContents(profile, FontBook())
        self._talk: Conversation | None = None
        self._boxes: tuple[Box, ...] = ()
        """How the board is divided now; empty: unknown."""
        self._appearance: tuple[PlacedLine, ...] = ()
        """What was written last; empty: nothing, or unknown."""
        self._knows_power = self._knows_time = False
        self.panel = Panel(
            width=profile.width,
            height=profile.height,
            rows=profile.rows,
            heights=profile.fonts,
            colours=profile.colour_set(),
            width_dots=width_dots,
            vertical=profile.picture is not PictureCommand.NONE,
        )

    def connect(self, link: Link) -> CardInfo:
        profile = self._profile
        talk = Conversation(
            link,
            self._settings.monotonic_s,
            card=self._card,
            framing=profile.framing,
            network_id=profile.network_id,
            packet_bytes=profile.packet_bytes,
        )
        version = basic.parse_version(talk.ask(basic.VERSION, basic.QUERY_VERSION))
        # Older firmware doesn't know these two, and what it doesn't know it leaves unanswered.
        self._knows_power = _answers(talk, basic.POWER)
        self._knows_time = _answers(talk, basic.TIME)
        self._boxes, self._appearance = (), ()
        self._talk = talk
        if version is None:
            return CardInfo()
        return CardInfo(firmware=version.app, detail={"card_type": f"0x{version.card_type:02X}", "bios": version.bios})

    def disconnect(self) -> None:
        self._talk = None

    def show(self, lines: Sequence[PlacedLine]) -> Drawn:
        try:
            windows = [self._contents.make(number, line) for number, line in enumerate(lines[:MAX_WINDOWS])]
        except FontMissing as error:
            raise DeviceRefused(str(error), reason="board.noFont") from error
        appearance = tuple(_appearance(line) for line in lines)
        again, self._appearance = appearance == self._appearance, ()
        try:
            # The same once more: the driver makes sure of it, so the card may have forgotten how the board is divided.
            self._write(windows, divide=again)
        except DeviceRefused:
            if again:
                raise
            self._write(windows, divide=True)
        self._appearance = appearance
        return Drawn(replaced=sum(window.replaced for window in windows))

    def _write(self, windows: Sequence[Windowed], *, divide: bool) -> None:
        talk = self._conversation()
        boxes = tuple(window.box for window in windows) or (Box(0, 0, self._profile.width, self._profile.height),)
        if divide or boxes != self._boxes or not windows:
            # Dividing the board also darkens it; without need it would make every update blink.
            self._boxes = ()
            talk.call(encode_content(Windows(boxes)))
        for window in windows or [self._contents.empty(boxes[0])]:
            talk.call(encode_content(window.content))
        self._boxes = boxes

    def status(self) -> CardStatus:
        talk = self._conversation()
        if not (self._knows_power or self._knows_time):
            talk.ask(basic.VERSION, basic.QUERY_VERSION)
        return CardStatus(
            on=basic.parse_power(talk.ask(basic.POWER, bytes((basic.QUERY,)))) if self._knows_power else None,
            time=basic.parse_time(talk.ask(basic.TIME, bytes((basic.QUERY,)))) if self._knows_time else None,
        )

    def power(self, *, on: bool) -> None:
        if not self._knows_power:
            raise UnsupportedCommand("this card's firmware has no switch")
        self._conversation().ask(basic.POWER, basic.set_power(on=on))

    def brightness(self, percent: int) -> None:
        level = math.ceil(percent * basic.MAX_BRIGHTNESS / 100)
        _require_success(self._conversation().ask(basic.BRIGHTNESS, basic.set_brightness(level)))

    def set_clock(self, now: datetime) -> None:
        if not self._knows_time:
            raise UnsupportedCommand("this card's firmware has no clock to set")
        _require_success(self._conversation().ask(basic.TIME, basic.set_time(now)))

    def _conversation(self) -> Conversation:
        if self._talk is None:
            raise DeviceSilent("not connected", untouched=True)
        return self._talk


def _answers(talk: Conversation, command: int) -> bool:
    try:
        talk.ask(command, bytes((basic.QUERY,)), attempts=1)
    except DeviceSilent:
        return False
    return True


def _require_success(answer: bytes) -> None:
    if answer[:1] != bytes((basic.SUCCEEDED,)):
        raise DeviceRefused("the card says that it failed", reason="board.refused")


def _appearance(line: PlacedLine) -> PlacedLine:
    """Without what says only how it came and how long it stays."""
    return replace(line, left_s=0.0, entrance=Entrance.SCROLL if line.entrance is Entrance.SCROLL else Entrance.STILL)
