"""What a card is to the driver. A card shows what it is given; what stands on a board and for how long is the driver's.

All methods run in the device's worker thread and raise only `DeviceError` subclasses. Every wait goes through `link.read`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Protocol, runtime_checkable

from drivers.core.link import Link
from drivers.led_board.colour import Colour
from drivers.led_board.profile import BoardProfile


class Entrance(StrEnum):
    """How a line comes onto the board."""

    STILL = "still"
    ENTER = "enter"
    """It moves in once and then stands: people look up, also when the text is the one that stood there before."""
    SCROLL = "scroll"
    """Too wide for its place, so it runs through from right to left, again and again."""


class ClockField(StrEnum):
    """Private-use characters that stand inside a text for two digits (the year: four) of the present time."""

    HOUR = "\ue000"
    MINUTE = "\ue001"
    YEAR = "\ue002"
    MONTH = "\ue003"
    DAY = "\ue004"


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """One line at its place; all lengths in dots."""

    pages: tuple[str, ...]
    """Texts that stand in this place in turn, a few seconds each; mostly one. May hold `ClockField`s where `Panel.has_clock`."""
    colour: Colour
    x: int
    y: int
    width: int
    height: int
    """Also the height of the font: one of `Panel.heights`. Of a vertical line: the room from top to bottom."""
    left_s: float
    """How long it still holds; the card takes it off then, if it can by itself."""
    entrance: Entrance = Entrance.STILL
    vertical: bool = False
    """Runs from top to bottom, its letters lying on their side, as traditional Mongolian does; the font is `width` high."""
    solid: bool = False
    """Every dot of the place is lit, to find dead ones; the text fills it on cards that can only write."""


@dataclass(frozen=True, slots=True)
class Panel:
    """What a board has room for."""

    width: int
    height: int
    rows: int
    """How many lines of the smallest font it shows at once."""
    heights: tuple[int, ...]
    """Font heights, from low to high."""
    colours: tuple[Colour, ...]
    """The first stands in for what is missing."""
    width_dots: Callable[[str, int], int]
    """(text, font height) → how wide the board draws it."""
    has_clock: bool = False
    """Draws `ClockField`s by its own clock; else the driver writes the time into the text, anew each minute."""
    vertical: bool = False
    """Draws vertical lines."""

    def colour(self, wanted: Colour) -> Colour:
        return wanted if wanted in self.colours else self.colours[0]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What became of a picture."""

    replaced: int = 0
    """Characters the board can't draw, shown as 〓."""
    shortened: int = 0
    """Lines cut because the card's memory is full."""


@dataclass(frozen=True, slots=True)
class CardStatus:
    """What the card says of itself; None: it can't tell."""

    on: bool | None = None
    standing: int | None = None
    """How many lines stand on it now."""
    time: datetime | None = None
    """Its clock, naive, in the hall's local time."""
    heard: bool = True
    """False: it never says anything, so nobody knows how it is."""


@dataclass(frozen=True, slots=True)
class CardInfo:
    """What was found at connecting."""

    firmware: str = ""
    serial: str = ""
    detail: Mapping[str, str | int] = field(default_factory=dict)
    """Further facts for `describe`, such as the baud rate that was found."""
    wrong_size: str = ""
    """The board's real size as `96x16`, when it isn't the profile's."""


@dataclass(frozen=True, slots=True)
class CardSettings:
    """What a card gets from the driver."""

    address: int | None
    """On a shared line; None: it has a line or an IP address of its own."""
    monotonic_s: Callable[[], float]


class Card(Protocol):
    """One maker's controller. Made by `Class(profile, settings)`; the constructor does no I/O."""

    Profile: ClassVar[type[BoardProfile]]
    panel: Panel
    update_gap_s: float
    """Least time between two `show`s; the driver waits."""
    forgets_in_time: bool
    """Takes lines off by itself when their time is over; else the driver does, as long as it lives."""
    max_hold_s: float
    """Longest time it can be told to keep a line; the driver writes longer ones again in time."""

    def connect(self, link: Link) -> CardInfo:
        """Find the card on an open link.

        Raises:
            DeviceSilent: nobody answers.
        """
        ...

    def disconnect(self) -> None:
        """The link is gone; no I/O."""
        ...

    def show(self, lines: Sequence[PlacedLine]) -> Drawn:
        """Take everything off and show these, in one step; without lines the board is dark. It must not touch flash."""
        ...

    def status(self) -> CardStatus:
        """Ask how it is; also how the driver finds out that nobody is there.

        Raises:
            DeviceSilent: no answer.
        """
        ...

    def power(self, *, on: bool) -> None:
        """Light the diodes or not; what stands there stays.

        Raises:
            UnsupportedCommand: it has no such switch.
        """
        ...

    def brightness(self, percent: int) -> None:
        """1 dimmest to 100.

        Raises:
            UnsupportedCommand: it can't be dimmed.
        """
        ...

    def set_clock(self, now: datetime) -> None:
        """`now`: local time, aware.

        Raises:
            UnsupportedCommand: it has no clock.
        """
        ...


@runtime_checkable
class MovingCard(Protocol):
    """What a card has besides, if each step of a movement is drawn here and sent to it."""

    def next_step_s(self) -> float:
        """When `step` is due, by the monotonic clock."""
        ...

    def step(self) -> None:
        """Send the next picture."""
        ...
