"""A room sensor XY-MD02: temperature and humidity in input registers 1 and 2, tenths, the first one signed."""

import io
import random
from collections.abc import Callable, Sequence
from typing import Any

from PIL import Image, ImageDraw

from drivers.emulators import fonts
from drivers.emulators.menu import NUMBER, Key
from drivers.emulators.modbus_frames import (
    ILLEGAL_ADDRESS,
    ILLEGAL_FUNCTION,
    ILLEGAL_VALUE,
    READ_INPUT_REGISTERS,
    Refusal,
    word,
    words,
)
from drivers.emulators.modbus_line import ModbusUnit

FIRST, LAST = 1, 2
BROKEN = 0x7FFF
"""What the registers hold when the probe is broken."""
PROBE = "probe-broken"
STEP_TENTHS = 10
LOWEST, HIGHEST = -400, 800


class ClimateSensorEmulator(ModbusUnit):
    """Fault of its own: `probe-broken` (answers with values that can't be)."""

    kind = "climate"
    own_faults = (PROBE,)

    def __init__(
        self,
        id: str,  # noqa: A002
        unit: int,
        send: Callable[[bytes], None],
        *,
        clock_s: Callable[[], float],
        randomness: random.Random,
        tenths_celsius: int = 235,
        tenths_percent: int = 480,
    ) -> None:
        super().__init__(id, unit, send, clock_s=clock_s, randomness=randomness)
        self.tenths_celsius = tenths_celsius
        self.tenths_percent = tenths_percent

    def state(self) -> dict[str, Any]:
        return {**super().state(), "celsius": self.tenths_celsius / 10, "humidity_percent": self.tenths_percent / 10}

    def key_menu(self) -> Sequence[Key]:
        return (
            Key("warmer", "升高 1 度", "1 °C warmer"),
            Key("colder", "降低 1 度", "1 °C colder"),
            Key("set", "设为温度（℃）", "Set to °C", NUMBER),
        )

    def press(self, key: str) -> None:
        """`warmer`, `colder`; `set:-12.5` for any temperature."""
        name, _, value = key.partition(":")
        match name:
            case "warmer":
                wanted = self.tenths_celsius + STEP_TENTHS
            case "colder":
                wanted = self.tenths_celsius - STEP_TENTHS
            case "set":
                wanted = round(float(value) * 10)
            case _:
                raise ValueError(f"{self.id} has no key {key!r}; it has warmer, colder, set:21.5")
        self.tenths_celsius = max(LOWEST, min(HIGHEST, wanted))

    def perform(self, function: int, data: bytes) -> bytes:
        if function != READ_INPUT_REGISTERS:
            raise Refusal(ILLEGAL_FUNCTION)
        first, count = word(data, 0), word(data, 2)
        if not count:
            raise Refusal(ILLEGAL_VALUE)
        if not FIRST <= first <= first + count - 1 <= LAST:
            raise Refusal(ILLEGAL_ADDRESS)
        values = [BROKEN, BROKEN] if self.fault_name == PROBE else [self.tenths_celsius & 0xFFFF, self.tenths_percent]
        asked = words(values[first - FIRST : first - FIRST + count])
        return bytes((len(asked),)) + asked

    def picture(self) -> bytes:
        picture = Image.new("RGB", (300, 200), (226, 229, 234))
        pen = ImageDraw.Draw(picture)
        pen.rounded_rectangle((10, 10, 290, 190), 16, fill=(248, 249, 250), outline=(200, 204, 210), width=2)
        pen.rounded_rectangle((30, 30, 270, 170), 8, fill=(60, 66, 72) if self.cut_off else (190, 206, 190))
        if not self.cut_off:
            broken = self.fault_name == PROBE
            upper = "--.- °C" if broken else f"{self.tenths_celsius / 10:.1f} °C"
            lower = "--.- %RH" if broken else f"{self.tenths_percent / 10:.1f} %RH"
            pen.text((150, 75), upper, font=fonts.face(44, monospaced=False, bold=True), fill=(30, 36, 30), anchor="mm")
            pen.text((150, 132), lower, font=fonts.face(32, monospaced=False), fill=(30, 36, 30), anchor="mm")
        png = io.BytesIO()
        picture.save(png, "PNG")
        return png.getvalue()
