"""A terminal's emulated input devices with somebody before them: cards are laid, codes shown, keys pressed again and again."""

import random
import time
from typing import Any

from drivers.emulators.gm65_scanner import Gm65Emulator
from drivers.emulators.honeywell_scanner import HoneywellEmulator
from drivers.emulators.id_card_reader import IdCardReaderEmulator
from drivers.emulators.id_cards import EmulatedCard, resident
from drivers.emulators.keypad import KeypadEmulator

REBOOT_S = 0.1
PRESSED = "5"
PRESSED_CODE = 76
"""KEY_KP5."""


def _common() -> dict[str, Any]:
    return {"clock_s": time.monotonic, "randomness": random.Random(7), "reboot_s": REBOOT_S}


def card_reader(wire: Any, *, name: str) -> IdCardReaderEmulator:
    card = EmulatedCard("attended", resident(name), bytes(1024), bytes(1024))
    return IdCardReaderEmulator("device", wire, pace=0, attended=card, **_common())


def gm65(wire: Any, *, code: str) -> Gm65Emulator:
    return Gm65Emulator("device", wire, attended=code.encode(), **_common())


def honeywell(wire: Any, *, code: str) -> HoneywellEmulator:
    return HoneywellEmulator("device", wire, attended=code.encode(), **_common())


def keypad(wire: Any) -> KeypadEmulator:
    return KeypadEmulator("device", wire, attended=PRESSED, **_common())
