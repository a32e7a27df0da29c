"""A C-Power controller (CP5200) with its board: windows in RAM, a stored programme when nobody divides the board."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from PIL import Image

from drivers.emulators.cpower_frames import Body, NetworkPort, SerialPort, reply_body
from drivers.emulators.cpower_picture import light
from drivers.emulators.cpower_windows import BadContent, Box, Shown, read_boxes, read_shown
from drivers.emulators.device import WiredDevice
from drivers.emulators.led_matrix import board_png
from drivers.emulators.wires import Wire

GROUP = 0xFF
OK, BAD_SUM, BAD_SEQUENCE, BAD_CONTENT = 0, 1, 2, 3
REFUSE = "refuse"
"""Answers every content with an error that the document leaves open."""
_OWN_FAULT_RESULTS = {REFUSE: BAD_CONTENT}
STORED = "欢迎光临"
"""What the factory's programme shows."""
TEXTS = (0x02, 0x03, 0x04, 0x05, 0x12)
FACTORY_CLOCK = datetime(2009, 1, 1)  # noqa: DTZ001 (the controller knows no zone)


class CPowerBoard(WiredDevice):
    """Args:
    network: its network port instead of its serial port.
    old_firmware: before 3.3: answers under 68, knows neither switch nor pure text.
    """

    kind = "cpower-board"
    own_faults = (REFUSE,)

    def __init__(
        self,
        id: str,  # noqa: A002
        wire: Wire,
        *,
        clock_s: Callable[[], float],
        randomness: random.Random,
        reboot_s: float = 1.0,
        card: int = 1,
        width: int = 128,
        height: int = 32,
        colours: int = 2,
        network: bool = False,
        network_id: int = 0xFFFFFFFF,
        old_firmware: bool = False,
    ) -> None:
        self._make_port: Callable[[], SerialPort | NetworkPort] = (lambda: NetworkPort(network_id)) if network else SerialPort
        self._port = self._make_port()
        super().__init__(id, wire, clock_s=clock_s, randomness=randomness, reboot_s=reboot_s)
        self._card = card
        self._size, self._colours = (width, height), colours
        self._old = old_firmware
        self._boxes: list[Box] = []
        """Empty: the stored programme plays."""
        self._shown: dict[int, Shown] = {}
        self._parts: list[bytes] = []
        self._on = True
        self._brightness = bytes([31] * 24)
        self._time: tuple[datetime, float] = (FACTORY_CLOCK, clock_s())
        self._counts = {"packets": 0, "rejected": 0, "divisions": 0, "contents": 0, "settings": 0, "flash_writes": 0}

    # --- what a person sees ---

    def state(self) -> dict[str, Any]:
        return {
            **super().state(),
            "card": self._card,
            "width": self._size[0],
            "height": self._size[1],
            "on": self._on,
            "brightness": self._brightness[0],
            "clock": self._now().isoformat(),
            "stored_programme": not self._boxes,
            "lines": self.lines(),
            "pictures": sum(shown.picture is not None for shown in self._shown.values()),
            "effects": [self._shown[number].effect for number in sorted(self._shown)],
            **self._counts,
        }

    def lines(self) -> list[str]:
        """What can be read on the board, from top to bottom; a picture has no text."""
        if not self._on:
            return []
        if not self._boxes:
            return [STORED]
        order = sorted(self._shown, key=lambda number: (self._boxes[number].y, self._boxes[number].x))
        texts = [self._shown[number].text.strip() for number in order if self._shown[number].picture is None]
        return [line for text in texts if text for line in text.replace("\r\n", "\n").split("\n")]

    def light(self) -> Image.Image:
        """The dots themselves."""
        if not self._on:
            return Image.new("RGB", self._size)
        windows: list[tuple[Box, Shown | None]] = [(box, self._shown.get(number)) for number, box in enumerate(self._boxes)]
        if not self._boxes:
            windows = [(Box(0, 0, *self._size), Shown(0.0, STORED, 16, (255, 0, 0), across=1, down=1))]
        return light(windows, self._size, self._colours, self._clock_s())

    def picture(self) -> bytes:
        level = 0.45 + 0.55 * min(31, self._brightness[0]) / 31
        return board_png(self.light().point([round(value * level) for value in range(256)] * 3))

    # --- the wire ---

    def on_connect(self) -> None:
        self._port = self._make_port()
        self._parts = []

    def on_power_up(self) -> None:
        self._boxes, self._shown, self._parts = [], {}, []
        self._on = True

    def damaged(self, frame: bytes) -> bytes:
        return self._port.damaged(frame)

    def on_bytes(self, data: bytes) -> None:
        for body in self._port.feed(data):
            if body.id not in (self._card, GROUP):
                continue
            if not body.sound:
                self._counts["rejected"] += 1
                if body.command == 0x7B:
                    self._reply(body, BAD_SUM, body.data[4:5])
                continue
            self._counts["packets"] += 1
            if body.command == 0x7B:
                self._external(body)
            else:
                self._basic(body)

    def _reply(self, body: Body, result: int, sub_command: bytes) -> None:
        if body.wants_reply:
            data = bytes((len(sub_command), 0, 0, 0)) + sub_command
            self.answer(self._port.wrap(reply_body(body, result, data, old=self._old, own_id=self._card)))

    # --- external calls ---

    def _external(self, body: Body) -> None:
        data = body.data
        if len(data) < 5 or data[0] + data[1] * 256 != len(data) - 4 or data[2] > data[3]:
            self._counts["rejected"] += 1
            self._reply(body, BAD_CONTENT, b"")
            return
        number, last, part = data[2], data[3], data[4:]
        if number == 0:
            self._parts = []
        if number != len(self._parts):
            self._reply(body, BAD_SEQUENCE, part[:1])
            return
        self._parts.append(part)
        whole = b"".join(self._parts)
        result = self._obey(whole) if number == last else OK
        if number == last:
            self._parts = []
        self._reply(body, _OWN_FAULT_RESULTS.get(self._answers.name, result), whole[:1])

    def _obey(self, content: bytes) -> int:
        try:
            if content[0] == 0x01:
                boxes = read_boxes(content)
                if any(b.x + b.width > self._size[0] or b.y + b.height > self._size[1] for b in boxes):
                    return BAD_CONTENT
                self._boxes, self._shown = boxes, {}
                self._counts["divisions"] += 1
            elif content[0] in TEXTS and not (self._old and content[0] == 0x12):
                self._boxes = self._boxes or [Box(0, 0, *self._size)]
                if content[1] >= len(self._boxes):
                    return BAD_CONTENT
                self._shown[content[1]] = read_shown(content, self._clock_s())
                self._counts["contents"] += 1
            elif content[0] == 0x06:
                self._boxes, self._shown = [], {}
            elif content[0] == 0x07:
                self._counts["flash_writes"] += 1
            else:
                return BAD_CONTENT
        except (BadContent, IndexError):
            return BAD_CONTENT
        return OK

    # --- basic commands ---

    def _basic(self, body: Body) -> None:
        data = body.data
        answer: bytes | None = None
        if body.command == 0x01:
            answer = data
        elif body.command == 0x2E:
            answer = bytes((0, 0x21, 0x12, 0x15, 0, 0, 0, 0x32 if self._old else 0x41))
        elif body.command == 0x46:
            answer = self._light_levels(data)
        elif body.command == 0x47 and not self._old:
            answer = self._clock_command(data)
        elif body.command == 0x76 and not self._old:
            if data[:1] == b"\x01":
                answer = bytes((1, int(self._on))) + bytes(8)
            else:
                self._on = data[1:2] == b"\x01"
                answer = bytes((0, int(self._on)))
        if answer is not None and body.wants_reply:
            self.answer(self._port.wrap(reply_body(body, body.raw[4], answer, old=self._old, own_id=self._card)))

    def _light_levels(self, data: bytes) -> bytes:
        if data[:1] == b"\x01":
            return b"\x01" + self._brightness
        if len(data) != 25:
            return b"\x00"
        self._counts["settings"] += 1
        self._brightness = data[1:]
        return b"\x01"

    def _clock_command(self, data: bytes) -> bytes:
        if data[:1] == b"\x01":
            now = self._now()
            weekday = now.isoweekday() % 7
            return bytes((1, now.second, now.minute, now.hour, weekday, now.day, now.month, now.year - 2000))
        try:
            second, minute, hour, _, day, month, year = data[1:8]
            self._time = (datetime(2000 + year, month, day, hour, minute, second), self._clock_s())  # noqa: DTZ001
        except ValueError:
            return b"\x00"
        return b"\x01"

    def _now(self) -> datetime:
        start, at_s = self._time
        return start + timedelta(seconds=self._clock_s() - at_s)
