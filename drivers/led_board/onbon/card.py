"""An Onbon BX-5K/6K as a board's card: lines in dynamic areas, which wear nothing out and delete themselves.

Three commands of the protocol are never sent, and this package can't build them: a program file (A1 05, A1 06) is written to
flash, which bears 100 000 erases, two years of calls; reset (A2 01) erases every file; format (A1 00) erases the fonts too.
"""

import math
from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from drivers.core.errors import DeviceRefused, DeviceSilent
from drivers.core.link import BaudLink, Link
from drivers.led_board.card import CardInfo, CardSettings, CardStatus, Drawn, Entrance, Panel, PlacedLine
from drivers.led_board.onbon import commands
from drivers.led_board.onbon.area import MAX_TIMEOUT_S, Align, DynamicArea, Effect, LineMode
from drivers.led_board.onbon.commands import Power, parse_parameters, parse_status
from drivers.led_board.onbon.conversation import Conversation
from drivers.led_board.onbon.frame import WILDCARD_SCREEN
from drivers.led_board.onbon.profile import OnbonProfile
from drivers.led_board.onbon.requests import UPDATE_AREAS, AreaUpdate, Request, encode_request, encode_update
from drivers.led_board.onbon.text import LINE_END, encode_text, style, width_dots

BAUDS = (9_600, 57_600)
"""The rates these cards have, in the order the vendor's document tries them."""
UPDATE_GAP_S = 1.0
"""Dynamic areas are refreshed at most once a second (vendor's document, chapter 2.1)."""
SCROLL_SPEED = 2
ENTER_SPEED = 1
"""Of 0 (fastest) to 24; readable at walking distance."""
STAND_HALF_S = 0xFF
"""A line that came in moving stands this many half seconds before it moves again."""
PLAIN_HALF_S = 10
PAGE_HALF_S = 6
"""Pages change every three seconds."""
PAGE_GAP = "    "
"""Between texts that run through one after the other: a line that moves to the left is one line."""
HEADS_BYTES = 48
"""Of the card's receive buffer for one command: the command's head and one area's, rounded up."""


class OnbonCard:
    """A `Card`."""

    Profile: ClassVar[type[OnbonProfile]] = OnbonProfile
    update_gap_s = UPDATE_GAP_S
    forgets_in_time = True
    max_hold_s = float(MAX_TIMEOUT_S)

    def __init__(self, profile: OnbonProfile, settings: CardSettings) -> None:
        self._profile = profile
        self._settings = settings
        self._screen = WILDCARD_SCREEN if settings.address is None else settings.address
        self._talk: Conversation | None = None
        self._baud: int | None = None
        """The rate at which it answered last."""
        self.panel = Panel(
            width=profile.width,
            height=profile.height,
            rows=profile.rows,
            heights=tuple(font.height for font in profile.fonts),
            colours=profile.colour_set(),
            width_dots=width_dots,
            has_clock=True,
        )

    def connect(self, link: Link) -> CardInfo:
        talk = Conversation(link, self._settings.monotonic_s, screen=self._screen, device_type=self._profile.device_type)
        self._find(talk, link)
        self._talk = talk
        detail: dict[str, str | int] = {} if self._baud is None else {"baud": self._baud}
        parameters = self._parameters(talk)
        if parameters is None:
            return CardInfo(detail=detail)
        size = f"{parameters.width}x{parameters.height}"
        wrong = size != f"{self._profile.width}x{self._profile.height}"
        detail |= {"screen": parameters.address, "device_type": f"0x{parameters.device_type:02X}"}
        return CardInfo(detail=detail, wrong_size=size if wrong else "")

    def disconnect(self) -> None:
        self._talk = None

    def show(self, lines: Sequence[PlacedLine]) -> Drawn:
        areas, replaced, shortened = [], 0, 0
        for number, line in enumerate(lines[: self._profile.max_areas]):
            area, lacking, cut = self._area(number, line)
            areas.append(area)
            replaced += lacking
            shortened += cut
        talk = self._conversation()
        for count, packet in enumerate(_packets(areas, self._profile.max_area_bytes)):
            talk.ask(_update(packet, first=count == 0))
        return Drawn(replaced, shortened)

    def status(self) -> CardStatus:
        payload = self._conversation().ask(commands.QUERY_STATUS).payload
        status = parse_status(payload, special_area=self._profile.special_area_fields)
        if status is None:
            raise DeviceRefused("its status is shorter than it says", reason="board.badStatus")
        return CardStatus(status.on, len(status.areas), status.time)

    def power(self, *, on: bool) -> None:
        self._conversation().ask(commands.power(Power.ON if on else Power.OFF))

    def brightness(self, percent: int) -> None:
        self._conversation().ask(commands.brightness(math.ceil(percent * commands.MAX_BRIGHTNESS / 100)))

    def set_clock(self, now: datetime) -> None:
        self._conversation().ask(commands.set_clock(now))

    def _find(self, talk: Conversation, link: Link) -> None:
        """PING; on a serial line of its own at each rate the cards have, the one that worked last first."""
        now = link.baud if isinstance(link, BaudLink) else None
        if not isinstance(link, BaudLink) or now is None:
            talk.ask(commands.PING)
            return
        first = self._baud or now
        rates = [first, *(rate for rate in BAUDS if rate != first)]
        for rate in rates:
            link.set_baud(rate)
            if talk.answers(commands.PING):
                self._baud = rate
                return
        self._baud = None
        raise DeviceSilent(f"no answer from the board at {' or '.join(map(str, rates))} baud")

    def _parameters(self, talk: Conversation) -> commands.Parameters | None:
        """Its real size; None when it can't tell, which older firmware can't."""
        if not self._profile.reads_parameters:
            return None
        try:
            return parse_parameters(talk.ask(commands.READ_PARAMETERS).payload)
        except DeviceRefused:
            return None

    def _area(self, number: int, line: PlacedLine) -> tuple[DynamicArea, int, bool]:
        font = self._profile.font(line.height)
        scrolls = line.entrance is Entrance.SCROLL
        pages = (PAGE_GAP.join(line.pages),) if scrolls else line.pages
        encoded = [encode_text(page, self._profile.charset) for page in pages]
        replaced = sum(one.replaced for one in encoded)
        body = LINE_END.join(one.data for one in encoded)
        data, cut = _within(style(font, line.colour) + body, self._profile.max_area_bytes - HEADS_BYTES)
        effect = {Entrance.STILL: Effect.STATIC, Entrance.ENTER: Effect.UP, Entrance.SCROLL: Effect.LEFT}[line.entrance]
        stands = PAGE_HALF_S if len(pages) > 1 else STAND_HALF_S if line.entrance is Entrance.ENTER else PLAIN_HALF_S
        area = DynamicArea(
            number=number,
            x=line.x,
            y=line.y,
            width=line.width,
            height=line.height,
            text=data,
            timeout_s=min(MAX_TIMEOUT_S, max(1, math.ceil(line.left_s))),
            effect=effect,
            align=Align.LEFT if scrolls else Align.CENTRE,
            line_mode=LineMode.MULTIPLE if len(pages) > 1 else LineMode.SINGLE,
            speed=ENTER_SPEED if effect is Effect.UP else SCROLL_SPEED,
            stay=stands,
        )
        return area, replaced, cut

    def _conversation(self) -> Conversation:
        if self._talk is None:
            raise DeviceSilent("not connected", untouched=True)
        return self._talk


def _update(areas: Sequence[DynamicArea], *, first: bool) -> bytes:
    """The first command of an update takes off all that stood there."""
    return encode_request(Request(*UPDATE_AREAS, encode_update(AreaUpdate(None if first else (), tuple(areas)))))


def _packets(areas: Sequence[DynamicArea], buffer_bytes: int) -> list[list[DynamicArea]]:
    """The areas in as few commands as the card's receive buffer allows; one without areas when there are none."""
    packets: list[list[DynamicArea]] = [[]]
    for area in areas:
        if packets[-1] and len(_update([*packets[-1], area], first=True)) > buffer_bytes:
            packets.append([])
        packets[-1].append(area)
    return packets


def _within(data: bytes, limit: int) -> tuple[bytes, bool]:
    if len(data) <= limit:
        return data, False
    # Cut before a character, never inside one: half a Chinese character would eat the next frame's first byte on the card.
    return data[:limit].decode("gbk", errors="ignore").encode("gbk"), True
