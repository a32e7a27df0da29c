"""Emulated pads of every make that a shipped profile drives."""

import random
import time
from typing import Any

from drivers.emulators.lcd_pad import LcdPadEmulator
from drivers.emulators.plain_pad import PlainPadEmulator, PlainPadTalk
from drivers.emulators.wires import Wire

FIVE = ("VERY_GOOD", "GOOD", "FAIR", "BAD", "VERY_BAD")
FIVE_KEY_FRAMES = PlainPadTalk(
    keys={key: (f"AA 55 {{n}} 0{place} 01 {{xor}}",) for place, key in enumerate(FIVE, start=1)},
    releases={key: f"AA 55 {{n}} 0{place} 00 {{xor}}" for place, key in enumerate(FIVE, start=1)},
    wants="echo",
    answers={
        "AA 55 00 80 01 7E": "AA 55 00 06 00 {xor}",
        "AA 55 00 80 00 7F": "AA 55 00 06 00 {xor}",
        "AA 55 00 8F 00 70": "AA 55 00 06 00 {xor}",
    },
    lamps_on="AA 55 00 80 01 7E",
    lamps_off="AA 55 00 80 00 7F",
)
"""Of the profile `keys-five-frames`."""
BUS_KEYS = PlainPadTalk(
    keys={
        key: (f"02 05 {code} {{sum8}} 03",)
        for key, code in (("VERY_GOOD", "11"), ("GOOD", "12"), ("BAD", "13"), ("DECLINED", "14"))
    },
    answers={
        "02 05 21 28 03": "02 05 06 {sum8} 03",
        "02 05 22 29 03": "02 05 06 {sum8} 03",
        "02 05 20 27 03": "02 05 06 {sum8} 03",
    },
    lamps_on="02 05 21 28 03",
    lamps_off="02 05 22 29 03",
)
"""Of the profile `keys-bus`, at address 5."""
ONE_BYTE_KEYS = PlainPadTalk(keys={"VERY_GOOD": ("41",), "GOOD": ("42",), "FAIR": ("43",), "BAD": ("44",)})
"""Of the profile `keys-one-byte`."""
CALL_PAD_KEYS = {
    **{f"digit-{digit}": f"K0{digit}" for digit in range(10)},
    **dict(
        zip(
            ("enter", "clear", "next", "recall", "evaluate", "pause", "transfer", "miss", "hold", "take-back"),
            ("K10", "K11", "K20", "K21", "K22", "K23", "K24", "K25", "K26", "K27"),
            strict=True,
        )
    ),
    "sos": "K99",
}
"""Of the profile `keys-call-pad`; it knows nothing of `sos`."""
TEXT_CALL_PAD = PlainPadTalk(
    keys={key: (f"{text}\r\n".encode().hex(" "),) for key, text in CALL_PAD_KEYS.items()},
    answers={b"?\r\n".hex(" "): b"OK\r\n".hex(" "), b"B\r\n".hex(" "): b"OK\r\n".hex(" ")},
    beep=b"B\r\n".hex(" "),
)


def plain_pad(wire: Wire, talk: PlainPadTalk = FIVE_KEY_FRAMES, **options: Any) -> PlainPadEmulator:
    return PlainPadEmulator("device", wire, talk, **(common() | options))


def lcd_pad(wire: Wire, make: str = "lines", **options: Any) -> LcdPadEmulator:
    return LcdPadEmulator("device", wire, make=make, **(common() | options))


def common() -> dict[str, Any]:
    return {"clock_s": time.monotonic, "randomness": random.Random(7), "reboot_s": 0.1}
