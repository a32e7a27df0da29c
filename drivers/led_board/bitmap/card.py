"""A panel of pixels as a board's card: every picture is drawn here and sent whole; the receiver only lights dots.

The receiver keeps no contents and knows no time-outs of lines. It is sent its picture again every second, also a dark one:
lost datagrams heal, a panel that was switched on again is right at once, and receivers that fall back to a picture of their own
when nobody speaks (WLED: after 2.5 s) do so only when this agent is dead.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import ClassVar

from PIL import Image

from drivers.core.errors import DeviceRefused, DeviceSilent, UnsupportedCommand
from drivers.core.link import Link
from drivers.led_board.bitmap import ddp
from drivers.led_board.bitmap.paint import Moving, moving
from drivers.led_board.bitmap.pixels import changed, packets, serialise
from drivers.led_board.bitmap.profile import BitmapProfile
from drivers.led_board.card import CardInfo, CardSettings, CardStatus, Drawn, Entrance, Panel, PlacedLine
from drivers.led_board.unasked import drop_unasked
from drivers.raster.fonts import FontBook, FontMissing
from drivers.raster.mask import line_width

REPLY_TIMEOUT_S = 0.7
ATTEMPTS = 3
"""Datagrams get lost."""
WRITE_TIMEOUT_S = 1.0
REPEAT_S = 1.0
"""Well below the 2.5 s after which WLED shows a picture of its own."""
UPDATE_GAP_S = 0.05
STATUS_BYTES = 1024
"""How much of a status is asked for; a status is some 200 bytes."""
WIDTHS_KEPT = 256


class DdpCard:
    """A `Card`, and a `MovingCard`."""

    Profile: ClassVar[type[BitmapProfile]] = BitmapProfile
    update_gap_s = UPDATE_GAP_S
    forgets_in_time = False
    max_hold_s = math.inf

    def __init__(self, profile: BitmapProfile, settings: CardSettings) -> None:
        self._profile = profile
        self._now_s = settings.monotonic_s
        self._fonts = FontBook()
        self._link: Link | None = None
        self._lines: tuple[Moving, ...] = ()
        self._sent: bytes | None = None
        """What the receiver's buffer holds, if nothing was lost; None: unknown."""
        self._sent_s = -math.inf
        """When the whole picture was sent last."""
        self._painted_s = -math.inf
        self._sequence = 0
        self._on = True
        self._percent = 100
        self.panel = Panel(
            width=profile.width,
            height=profile.height,
            rows=profile.rows,
            heights=profile.heights,
            colours=profile.colour_set(),
            width_dots=lru_cache(WIDTHS_KEPT)(self._width),
            vertical=True,
        )

    # --- a card ---

    def connect(self, link: Link) -> CardInfo:
        self._link, self._sent = link, None
        if not self._profile.answers:
            return CardInfo()
        try:
            status = self._ask()
        except BaseException:
            self._link = None
            raise
        told = {"receiver_maker": status.maker, "receiver_model": status.model}
        return CardInfo(firmware=status.version, detail={key: value for key, value in told.items() if value})

    def disconnect(self) -> None:
        self._link = None

    def show(self, lines: Sequence[PlacedLine]) -> Drawn:
        now_s = self._now_s()
        try:
            self._lines = tuple(self._kept(line) or moving(line, now_s, self._fonts) for line in lines)
        except FontMissing as error:
            raise DeviceRefused(str(error), reason="board.noFont") from error
        self._send(whole=True)
        if self._profile.answers:
            # Datagrams are never acknowledged; an answer behind them says at least that somebody took them.
            self._ask()
        return Drawn()

    def status(self) -> CardStatus:
        if not self._profile.answers:
            return CardStatus(on=self._on, heard=False)
        self._ask()
        return CardStatus(on=self._on)

    def power(self, *, on: bool) -> None:
        self._on = on
        self._send(whole=True)

    def brightness(self, percent: int) -> None:
        self._percent = percent
        self._send(whole=True)

    def set_clock(self, now: datetime) -> None:  # noqa: ARG002 (what every card is asked)
        raise UnsupportedCommand("a panel of pixels has no clock")

    # --- a moving card ---

    def next_step_s(self) -> float:
        moments = [moment for line in self._lines if (moment := line.next_step_s(self._painted_s)) is not None]
        return min([*moments, self._sent_s + REPEAT_S])

    def step(self) -> None:
        self._send(whole=self._now_s() >= self._sent_s + REPEAT_S)

    # --- parts ---

    def _width(self, text: str, height: int) -> int:
        try:
            return line_width(text, height, self._fonts)
        except FontMissing as error:
            raise DeviceRefused(str(error), reason="board.noFont") from error

    def _kept(self, line: PlacedLine) -> Moving | None:
        """The same line that is there already goes on where it is, unless it is to come in anew."""
        if line.entrance is Entrance.ENTER:
            return None
        wanted = _appearance(line)
        return next((replace(old, line=line) for old in self._lines if _appearance(old.line) == wanted), None)

    def _send(self, *, whole: bool) -> None:
        """Args: whole: all dots; else only what has changed."""
        now_s = self._now_s()
        picture = Image.new("RGB", (self._profile.width, self._profile.height))
        if self._on:
            for line in self._lines:
                line.paint(picture, now_s)
        self._painted_s = now_s
        data = serialise(picture, self._percent, serpentine=self._profile.serpentine)
        parts = changed(self._sent, data, whole=whole or self._sent is None)
        # What is lost on the way out isn't on the panel: until all is out, nobody knows what it holds.
        self._sent = None
        for packet in packets(parts, self._profile, self._next_sequence):
            self._write(packet)
        self._sent = data
        if whole:
            self._sent_s = now_s

    def _next_sequence(self) -> int:
        self._sequence = self._sequence % ddp.SEQUENCES + 1
        return self._sequence

    def _write(self, packet: ddp.Packet) -> None:
        if self._link is None:
            raise DeviceSilent("not connected", untouched=True)
        self._link.write(ddp.encode(packet), WRITE_TIMEOUT_S)

    def _ask(self) -> ddp.Status:
        """Raises DeviceSilent: no status came."""
        for _ in range(ATTEMPTS):
            if self._link is None:
                break
            drop_unasked(self._link)
            self._write(ddp.Packet(ddp.Destination.STATUS, query=True, length=STATUS_BYTES))
            end_s = self._now_s() + REPLY_TIMEOUT_S
            while (left_s := end_s - self._now_s()) > 0:
                packet = ddp.decode(self._link.read(left_s))
                status = ddp.parse_status(packet) if packet else None
                if status is not None:
                    return status
        raise DeviceSilent("no status from the receiver")


def _appearance(line: PlacedLine) -> PlacedLine:
    """Without what says only how it came and how long it stays."""
    entrance = Entrance.SCROLL if line.entrance is Entrance.SCROLL else Entrance.STILL
    return replace(line, left_s=0.0, entrance=entrance)
