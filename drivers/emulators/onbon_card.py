"""What an Onbon BX-5K/6K card does with a command: dynamic areas in RAM, program files in flash, a clock, a brightness."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from drivers.emulators.led_areas import Area, BadArea, NoMemory, read_update
from drivers.emulators.led_pages import texts_at
from drivers.emulators.led_picture import draw
from drivers.emulators.led_text import NoSuchFont, Span

OK, NO_GROUP, NO_COMMAND, BUSY, MEMORY, CHECK, NO_FONT, DATE = 0, 1, 2, 3, 4, 5, 0x0C, 0x0E
GROUPS = (0xA1, 0xA2, 0xA3)
UPDATE_GAP_S = 1.0
"""The card refreshes dynamic areas at most once a second; it takes a faster update and counts it."""
FORCED, BY_HALF_HOUR = 1, 2
HALF_HOURS = 48
BRIGHTEST = 15
STATIC, MIDDLE = 1, 0b1010
AREA_UPDATE = b"\xa3\x06"
BAUD_CODES = {9600: 1, 57600: 2}


@dataclass(frozen=True, slots=True)
class CardModel:
    """How a board was built and set up."""

    screen: int = 1
    width: int = 128
    height: int = 32
    colours: int = 2
    max_areas: int = 5
    max_area_bytes: int = 1024
    short_status: bool = False
    """A 5K1, which leaves two bytes out of its status."""
    device_type: int = 0x63
    baud: int = 9600
    """Heard only on a serial line of its own, where the emulator sees the far end's speed."""
    clock_drift: float = 0.0
    """Seconds that its clock gains in a second."""
    program: str = ""
    """What the maker's tool left in its flash; plays where no dynamic area stands."""


class OnbonCard:
    """Args: clock_s: real time, monotonic."""

    def __init__(self, model: CardModel, clock_s: Callable[[], float]) -> None:
        self.model = model
        self._clock_s = clock_s
        self.screen = model.screen
        self._areas: dict[int, Area] = {}
        self._over_program = False
        """The dynamic areas came with display mode 1: while there are any, the stored program isn't played."""
        self._on = True
        self._brightness = BRIGHTEST
        self._set_to: datetime | None = None
        self._set_s = 0.0
        self._updated_s: float | None = None
        self._fonts = True
        self._programs: list[str] = []
        self.counts = {"frames": 0, "rejected": 0, "updates": 0, "too_fast": 0, "moved_in": 0, "flash_writes": 0, "erased": 0}

    def power_up(self) -> None:
        """RAM is empty; flash and its wear stay."""
        self._areas = {}
        self._over_program = False
        self._set_to = None
        self._updated_s = None
        self._on, self._brightness = True, BRIGHTEST

    # --- what a person sees ---

    def state(self) -> dict[str, Any]:
        model, time = self.model, self.time()
        return {
            "screen": self.screen,
            "width": model.width,
            "height": model.height,
            "on": self._on,
            "brightness": self._brightness,
            "clock": time.isoformat(sep=" ", timespec="seconds") if time else None,
            "lines": self.lines(),
            "areas": sorted(area.number for area in self._alive()),
            "programs": list(self._programs),
            **self.counts,
        }

    def lines(self) -> list[str]:
        """What can be read now, from top to bottom."""
        now_s = self._clock_s()
        return [text for area in sorted(self._lit(), key=lambda a: (a.y, a.x)) for text in texts_at(area, now_s)]

    def picture(self) -> bytes:
        model = self.model
        return draw(self._lit(), model.width, model.height, model.colours, self._brightness, self._clock_s())

    def time(self) -> datetime | None:
        """None until someone sets it."""
        if self._set_to is None:
            return None
        return self._set_to + timedelta(seconds=(self._clock_s() - self._set_s) * (1 + self.model.clock_drift))

    def _lit(self) -> list[Area]:
        if not self._on:
            return []
        digits = _digits(self.time())
        areas = [area.told(digits) for area in self._alive()]
        return areas if areas and self._over_program else [*self._played(), *areas]

    def _played(self) -> list[Area]:
        """The stored program, as an area of the whole board."""
        model = self.model
        if not model.program:
            return []
        line = (Span(model.program, "red", 16),)
        return [Area(0, 0, 0, model.width, model.height, 0, 0, MIDDLE, True, STATIC, 0, 0.0, (line,), 0.0)]

    def _alive(self) -> list[Area]:
        now_s = self._clock_s()
        self._areas = {number: area for number, area in self._areas.items() if area.alive(now_s)}
        return list(self._areas.values())

    # --- commands ---

    def perform(self, data: bytes, display_mode: int = 0) -> bytes:
        """The answer to a sound data field."""
        if len(data) < 5:
            return nack(NO_COMMAND)
        if data[:2] == AREA_UPDATE:
            self._over_program = display_mode == 1
        known: dict[tuple[int, int], Callable[[bytes], bytes]] = {
            (0xA1, 0x00): self._erase,
            (0xA1, 0x02): self._status,
            (0xA1, 0x05): self._begin_file,
            (0xA1, 0x06): self._write_file,
            (0xA2, 0x00): lambda _: ack(),
            (0xA2, 0x01): self._erase,
            (0xA2, 0x03): self._set_clock,
            (0xA2, 0x06): self._set_screen,
            (0xA2, 0x07): lambda d: _answer(d, self.screen.to_bytes(2, "little")),
            (0xA2, 0x0A): self._parameters,
            (0xA3, 0x00): self._power,
            (0xA3, 0x02): self._dim,
            (0xA3, 0x06): self._update,
            (0xA3, 0x10): self._clear,
        }
        command = known.get((data[0], data[1]))
        if command is None:
            return nack(NO_COMMAND if data[0] in GROUPS else NO_GROUP)
        return command(data)

    def _update(self, data: bytes) -> bytes:
        now_s = self._clock_s()
        try:
            update = read_update(data, now_s, max_areas=self.model.max_areas, max_area_bytes=self.model.max_area_bytes)
        except NoSuchFont:
            return nack(NO_FONT)
        except NoMemory:
            return nack(MEMORY)
        except BadArea:
            return nack(NO_COMMAND)
        if update.areas and not self._fonts:
            return nack(NO_FONT)
        if self._updated_s is not None and now_s - self._updated_s < UPDATE_GAP_S and (update.delete_all or update.delete):
            self.counts["too_fast"] += 1
        self._updated_s = now_s
        self.counts["updates"] += 1
        self.counts["moved_in"] += sum(area.effect != STATIC for area in update.areas)
        if update.delete_all:
            self._areas = {}
        for number in update.delete:
            self._areas.pop(number, None)
        for area in update.areas:
            self._areas[area.number] = area
        return ack()

    def _status(self, data: bytes) -> bytes:
        numbers = bytes(sorted(area.number for area in self._alive()))
        special = b"" if self.model.short_status else b"\x00\x00"
        time = self.time()
        clock = bytes(8)
        if time is not None:
            clock = _bcd(time.year % 100, time.year // 100, time.month, time.day, time.isoweekday())
            clock += _bcd(time.hour, time.minute, time.second)
        head = bytes((1 if self._on else 2, self._brightness)) + clock
        playing = (self._programs or ["P000"])[0].encode("ascii")
        body = head + bytes((len(self._programs),)) + playing + special + bytes((len(numbers),)) + numbers
        return _answer(data, body + b"EMULATED-BX-CARD" + bytes(12))

    def _parameters(self, data: bytes) -> bytes:
        model = self.model
        body = self.screen.to_bytes(2, "little") + bytes((model.device_type, BAUD_CODES.get(model.baud, 0)))
        body += model.width.to_bytes(2, "little") + model.height.to_bytes(2, "little") + bytes((min(model.colours, 2),))
        return _answer(data, body + bytes(16))

    def _power(self, data: bytes) -> bytes:
        self._on = data[5:6] == b"\x01"
        return ack()

    def _dim(self, data: bytes) -> bytes:
        if data[5:6] == bytes((FORCED,)) and len(data) > 6 and data[6] <= BRIGHTEST:
            self._brightness = data[6]
            return ack()
        if data[5:6] == bytes((BY_HALF_HOUR,)) and len(data) >= 7 + HALF_HOURS:
            return ack()
        return nack(NO_COMMAND)

    def _set_clock(self, data: bytes) -> bytes:
        try:
            low, high, month, day, hour, minute, second, _ = (int(f"{byte:02x}") for byte in data[5:])
            self._set_to = datetime(high * 100 + low, month, day, hour, minute, second)  # noqa: DTZ001 (a card knows no zone)
        except ValueError:
            return nack(DATE)
        self._set_s = self._clock_s()
        return ack()

    def _set_screen(self, data: bytes) -> bytes:
        if len(data) < 7 or data[6] & 0x80:
            return nack(NO_COMMAND)
        self.screen = int.from_bytes(data[5:7], "little")
        return ack()

    def _clear(self, data: bytes) -> bytes:  # noqa: ARG002 (the table's signature)
        self._areas = {}
        return ack()

    def _erase(self, data: bytes) -> bytes:  # noqa: ARG002
        """Format or reset: the fonts go as well, and the board can't show a letter until someone sends them again."""
        self.counts["erased"] += 1
        self._areas, self._programs, self._fonts = {}, [], False
        return ack()

    def _begin_file(self, data: bytes) -> bytes:
        if len(data) < 14:
            return nack(NO_COMMAND)
        self.counts["flash_writes"] += 1
        return ack()

    def _write_file(self, data: bytes) -> bytes:
        if len(data) < 18:
            return nack(NO_COMMAND)
        self.counts["flash_writes"] += 1
        name = data[5:9].decode("ascii", "replace")
        if data[9] and name.startswith("P") and name not in self._programs:
            self._programs.append(name)
        return _answer(data, data[14:18])


def ack() -> bytes:
    return bytes((0xA0, 0x00, OK, 0, 0))


def nack(error: int) -> bytes:
    return bytes((0xA0, 0x01, error, 0, 0))


def _answer(request: bytes, body: bytes) -> bytes:
    return bytes((request[0], request[1], OK, 0, 0)) + body


def _bcd(*values: int) -> bytes:
    return bytes(value // 10 << 4 | value % 10 for value in values)


def _digits(time: datetime | None) -> dict[str, str]:
    """By the letter of the clock's escape."""
    if time is None:
        return {}
    return {
        "Y": f"{time.year:04}",
        "L": f"{time.month:02}",
        "D": f"{time.day:02}",
        "H": f"{time.hour:02}",
        "M": f"{time.minute:02}",
        "S": f"{time.second:02}",
        "W": "一二三四五六日"[time.weekday()],
    }
