"""An Onbon BX-5K/6K character board: keeps dynamic areas in RAM, deletes them in time, forgets all of them at a reboot."""

import random
from collections.abc import Callable
from typing import Any

from drivers.emulators.device import WiredDevice
from drivers.emulators.led_areas import Area, BadArea, NoMemory, read_update
from drivers.emulators.led_picture import draw
from drivers.emulators.led_text import NoSuchFont
from drivers.emulators.onbon_frames import BadCheck, BadPacket, Packet, PacketReader, read, write
from drivers.emulators.wires import Wire

WILDCARD, BROADCAST = 0xFFFE, 0xFFFF
ANY_TYPE = 0xFE
NO_REPLY = 0x02
UPDATE_GAP_S = 1.0
"""The card refreshes dynamic areas at most once a second; it takes a faster update and counts it."""
OK, NO_GROUP, NO_COMMAND, BUSY, MEMORY, CHECK, NO_FONT, DATE = 0, 1, 2, 3, 4, 5, 0x0C, 0x0E
ERROR_BUSY = "busy"
ERROR_MEMORY = "memory-full"
_FORCED_ERRORS = {ERROR_BUSY: BUSY, ERROR_MEMORY: MEMORY}


class LedBoardEmulator(WiredDevice):
    """Args: short_status: a 5K1, which leaves two bytes out of its status."""

    kind = "led-board"
    own_faults = (ERROR_BUSY, ERROR_MEMORY)

    def __init__(
        self,
        id: str,  # noqa: A002
        wire: Wire,
        *,
        clock_s: Callable[[], float],
        randomness: random.Random,
        reboot_s: float = 1.0,
        screen: int = 1,
        width: int = 128,
        height: int = 32,
        colours: int = 2,
        max_areas: int = 5,
        max_area_bytes: int = 1024,
        short_status: bool = False,
        device_type: int = 0x63,
    ) -> None:
        super().__init__(id, wire, clock_s=clock_s, randomness=randomness, reboot_s=reboot_s)
        self._screen = screen
        self._width, self._height, self._colours = width, height, colours
        self._max_areas, self._max_area_bytes = max_areas, max_area_bytes
        self._short_status = short_status
        self._type = device_type
        self._reader = PacketReader()
        self._areas: dict[int, Area] = {}
        self._on = True
        self._brightness = 15
        self._clock: bytes | None = None
        self._updated_s: float | None = None
        self._counts = {"frames": 0, "rejected": 0, "updates": 0, "too_fast": 0}

    # --- what a person sees ---

    def state(self) -> dict[str, Any]:
        return {
            **super().state(),
            "width": self._width,
            "height": self._height,
            "on": self._on,
            "brightness": self._brightness,
            "clock": self._clock.hex() if self._clock else None,
            "lines": self.lines(),
            "areas": sorted(area.number for area in self._alive()),
            **self._counts,
        }

    def lines(self) -> list[str]:
        """What can be read on the board, from top to bottom."""
        if not self._on:
            return []
        return [line for area in sorted(self._alive(), key=lambda a: (a.y, a.x)) for line in area.text.split("\n")]

    def picture(self) -> bytes:
        shown = self._alive() if self._on else []
        return draw(shown, self._width, self._height, self._colours, self._brightness, self._clock_s())

    def _alive(self) -> list[Area]:
        now_s = self._clock_s()
        self._areas = {number: area for number, area in self._areas.items() if area.alive(now_s)}
        return list(self._areas.values())

    # --- the wire ---

    def on_connect(self) -> None:
        self._reader = PacketReader()

    def on_power_up(self) -> None:
        self._areas = {}
        self._clock = None
        self._updated_s = None

    def damaged(self, frame: bytes) -> bytes:
        """The last check byte changed; it stays one that needs no escape."""
        wrong = 0x11 if frame[-2] != 0x11 else 0x12
        return frame[:-2] + bytes((wrong,)) + frame[-1:]

    def on_bytes(self, data: bytes) -> None:
        for content in self._reader.feed(data):
            try:
                packet = read(content)
            except BadCheck as bad:
                self._counts["rejected"] += 1
                if self._is_for_me(bad.packet):
                    self._reply(bad.packet, self._nack(CHECK))
                continue
            except BadPacket:
                self._counts["rejected"] += 1
                continue
            if self._is_for_me(packet):
                self._counts["frames"] += 1
                self._obey(packet)

    def _is_for_me(self, packet: Packet) -> bool:
        return packet.destination in (self._screen, WILDCARD, BROADCAST) and packet.device_type in (self._type, ANY_TYPE)

    def _obey(self, packet: Packet) -> None:
        data = packet.data
        if len(data) < 5:
            self._reply(packet, self._nack(NO_COMMAND))
            return
        error = _FORCED_ERRORS.get(self._answers.name)
        answer = self._nack(error) if error else self._perform(data)
        if data[2] != NO_REPLY:
            self._reply(packet, answer)

    def _perform(self, data: bytes) -> bytes:
        command = (data[0], data[1])
        if command == (0xA3, 0x06):
            return self._update(data)
        if command == (0xA1, 0x02):
            return self._status()
        if command == (0xA3, 0x02):
            self._brightness = data[6] if len(data) > 6 else self._brightness
        elif command == (0xA2, 0x03):
            if len(data) != 13:
                return self._nack(DATE)
            self._clock = data[5:]
        elif command == (0xA3, 0x00):
            self._on = data[5:6] == b"\x01"
        elif command == (0xA3, 0x10):
            self._areas = {}
        elif command != (0xA2, 0x00):
            return self._nack(NO_COMMAND if data[0] in (0xA1, 0xA2, 0xA3) else NO_GROUP)
        return bytes((0xA0, 0x00, OK, 0, 0))

    def _update(self, data: bytes) -> bytes:
        now_s = self._clock_s()
        try:
            update = read_update(data, now_s, max_areas=self._max_areas, max_area_bytes=self._max_area_bytes)
        except NoSuchFont:
            return self._nack(NO_FONT)
        except NoMemory:
            return self._nack(MEMORY)
        except BadArea:
            return self._nack(NO_COMMAND)
        if self._updated_s is not None and now_s - self._updated_s < UPDATE_GAP_S:
            self._counts["too_fast"] += 1
        self._updated_s = now_s
        self._counts["updates"] += 1
        if update.delete_all:
            self._areas = {}
        for number in update.delete:
            self._areas.pop(number, None)
        for area in update.areas:
            self._areas[area.number] = area
        return bytes((0xA0, 0x00, OK, 0, 0))

    def _status(self) -> bytes:
        numbers = bytes(sorted(area.number for area in self._alive()))
        special = b"" if self._short_status else b"\x00\x00"
        body = bytes((1 if self._on else 2, self._brightness)) + bytes(8) + b"\x00" + b"P000" + special
        return bytes((0xA1, 0x02, OK, 0, 0)) + body + bytes((len(numbers),)) + numbers + bytes(28)

    def _nack(self, error: int) -> bytes:
        return bytes((0xA0, 0x01, error, 0, 0))

    def _reply(self, packet: Packet, data: bytes) -> None:
        if packet.destination != BROADCAST:
            source = WILDCARD if packet.destination == WILDCARD else self._screen
            self.answer(write(packet.source, source, packet.device_type, data))
