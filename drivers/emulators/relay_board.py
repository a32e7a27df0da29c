"""A relay board with eight relays and eight inputs, and the door of a 24-hour zone that hangs on it.

Relay 1 is the lock's: while it is on the door can be pushed open. Inputs as wired here: 1 door contact (closed while shut),
2 help button, 3 exit button, 4 cover of the box (closed while shut), 5 fire alarm, 6 and 7 counting sensor in and out, 8 key.
"""

import random
from collections.abc import Callable, Sequence
from typing import Any

from drivers.emulators.door_picture import KEY_WORDS, Panel, door_keys, draw_door
from drivers.emulators.menu import Key
from drivers.emulators.modbus_frames import (
    ILLEGAL_ADDRESS,
    ILLEGAL_FUNCTION,
    ILLEGAL_VALUE,
    READ_COILS,
    READ_INPUT_REGISTERS,
    READ_INPUTS,
    WRITE_COIL,
    WRITE_REGISTERS,
    Refusal,
    bits,
    word,
    words,
)
from drivers.emulators.modbus_line import ModbusUnit

RELAYS = INPUTS = 8
CONTACT, SOS, EXIT, COVER, FIRE, ENTER, LEAVE, KEY = range(8)
ON, OFF = 0xFF00, 0x0000
FLASH = 0x0200
"""Coil addresses from here on take a time in tenths of a second."""
FLASH_MOST = 0x7FFF
TIMER_REGISTER = 3
COUNTERS = 16
"""Input registers from here on count each input's pulses, 16 bits; input register 0 holds all inputs as bits."""
TIMER_ON = 2
"""First of the four timer registers: on, then off."""
PULSE_S = 0.5
"""A counting sensor's or button's pulse."""
EXIT_S = 3.0
"""The exit button's own relay holds the lock open for so long."""
STUCK, BLIND = "relay-stuck", "contact-stuck"


class RelayBoardEmulator(ModbusUnit):
    """One board and its door. Faults of its own: `relay-stuck` (says yes, does nothing), `contact-stuck` (always shut)."""

    kind = "zone-door"
    own_faults = (STUCK, BLIND)

    def __init__(
        self,
        id: str,  # noqa: A002
        unit: int,
        send: Callable[[bytes], None],
        *,
        clock_s: Callable[[], float],
        randomness: random.Random,
        speed: float = 1.0,
    ) -> None:
        super().__init__(id, unit, send, clock_s=clock_s, randomness=randomness)
        self._speed = speed
        self._off_at: list[float | None] = [clock_s()] * RELAYS
        """By relay: until when it is on; None: until it is switched off."""
        self._door_open = False
        self._held = {SOS: False, COVER: True, FIRE: False}
        self._until: dict[int, float] = {}
        self._counts = [0] * INPUTS
        self.pulses = 0

    # --- what a person sees and does ---

    def state(self) -> dict[str, Any]:
        return {
            **super().state(),
            "door": "open" if self._door_open else "shut",
            "free": self._free(),
            "relays": [self._relay(place) for place in range(RELAYS)],
            "inputs": self._inputs(),
            "pulses": self.pulses,
        }

    def picture(self) -> bytes:
        return draw_door(self._panel())

    def key_menu(self) -> Sequence[Key]:
        return door_keys(self._panel())

    def _panel(self) -> Panel:
        return Panel(
            relays=tuple(self._relay(place) for place in range(RELAYS)),
            inputs=tuple(self._inputs()),
            open=self._door_open,
            free=self._free(),
            sos=self._held[SOS],
            fire=self._held[FIRE],
            dark=self.cut_off,
        )

    def press(self, key: str) -> None:
        """`push` opens if the lock is free, `force` opens anyhow, `shut`; `sos`, `exit`, `key`, `cover`, `fire`; `enter` and
        `leave` are people at the counting sensor.
        """
        if key not in KEY_WORDS:
            raise ValueError(f"{self.id} has no key {key!r}; it has {', '.join(KEY_WORDS)}")
        now = self._clock_s()
        match key:
            case "push":
                self._door_open = self._door_open or self._free()
            case "force":
                self._door_open = True
            case "shut":
                self._door_open = False
            case "exit":
                self._until[EXIT] = now + EXIT_S / self._speed
            case "key":
                self._until[KEY] = now + EXIT_S / self._speed
            case "enter" | "leave":
                side = ENTER if key == "enter" else LEAVE
                self._until[side] = now + PULSE_S
                self._counts[side] = (self._counts[side] + 1) & 0xFFFF
            case "sos" | "sos-up":
                self._held[SOS] = key == "sos"
            case "cover" | "cover-up":
                self._held[COVER] = key == "cover-up"
            case _:
                self._held[FIRE] = key == "fire"

    def on_power_up(self) -> None:
        self._off_at = [self._clock_s()] * RELAYS
        self._counts = [0] * INPUTS

    def _free(self) -> bool:
        """The lock holds by current: relay, exit button, key and fire alarm cut it."""
        return self._relay(0) or self._pulsing(EXIT) or self._pulsing(KEY) or self._held[FIRE]

    def _relay(self, place: int) -> bool:
        until = self._off_at[place]
        return until is None or self._clock_s() < until

    def _pulsing(self, place: int) -> bool:
        return self._clock_s() < self._until.get(place, float("-inf"))

    def _inputs(self) -> list[bool]:
        shut = not self._door_open or self.fault_name == BLIND
        held = self._held
        return [
            shut,
            held[SOS],
            self._pulsing(EXIT),
            held[COVER],
            held[FIRE],
            self._pulsing(ENTER),
            self._pulsing(LEAVE),
            self._pulsing(KEY),
        ]

    # --- the line ---

    def perform(self, function: int, data: bytes) -> bytes:
        if function in (READ_COILS, READ_INPUTS):
            first, count = word(data, 0), word(data, 2)
            all_bits = [self._relay(place) for place in range(RELAYS)] if function == READ_COILS else self._inputs()
            if not 1 <= count <= len(all_bits):
                raise Refusal(ILLEGAL_VALUE)
            if first + count > len(all_bits):
                raise Refusal(ILLEGAL_ADDRESS)
            packed = bits(all_bits[first : first + count])
            return bytes((len(packed),)) + packed
        if function == READ_INPUT_REGISTERS:
            return self._registers(word(data, 0), word(data, 2))
        if function == WRITE_COIL:
            self._write_coil(word(data, 0), word(data, 2))
            return data
        if function == WRITE_REGISTERS:
            self._write_timer(word(data, 0), word(data, 2), data[5:])
            return data[:4]
        raise Refusal(ILLEGAL_FUNCTION)

    def _registers(self, first: int, count: int) -> bytes:
        if (first, count) == (0, 1):
            values = [bits(self._inputs())[0]]
        elif count and COUNTERS <= first <= first + count <= COUNTERS + INPUTS:
            values = self._counts[first - COUNTERS : first - COUNTERS + count]
        else:
            raise Refusal(ILLEGAL_ADDRESS)
        return bytes((count * 2,)) + words(values)

    def _write_coil(self, address: int, value: int) -> None:
        if address < RELAYS:
            if value not in (ON, OFF):
                raise Refusal(ILLEGAL_VALUE)
            self._switch(address, None if value == ON else self._clock_s())
        elif FLASH <= address < FLASH + RELAYS:
            if not 1 <= value <= FLASH_MOST:
                raise Refusal(ILLEGAL_VALUE)
            self._switch(address - FLASH, self._clock_s() + value / 10 / self._speed)
        else:
            raise Refusal(ILLEGAL_ADDRESS)

    def _write_timer(self, address: int, count: int, values: bytes) -> None:
        if (address, count, len(values)) != (TIMER_REGISTER, 4, 8):
            raise Refusal(ILLEGAL_ADDRESS)
        mode, zero, relay, seconds = (word(values, place) for place in (0, 2, 4, 6))
        if mode != TIMER_ON or zero or not 1 <= relay <= RELAYS or not seconds:
            raise Refusal(ILLEGAL_VALUE)
        self._switch(relay - 1, self._clock_s() + seconds / self._speed)

    def _switch(self, place: int, until: float | None) -> None:
        if self.fault_name == STUCK:
            return
        self._off_at[place] = until
        if until is None or until > self._clock_s():
            self.pulses += 1
