"""Frames as a configuration writes them: hexadecimal bytes and words in braces that are worked out when the frame is sent.

`AA 55 {n} 02 {xor}`; `{n}` a counter, `{r}` a random byte; `{xor}`, `{sum8}`, `{neg8}`, `{sum16le}`, `{sum16be}`, `{modbus}`,
`{arc}`, `{xmodem}` a check over all bytes before it, or from byte k on as in `{xor@k}`.
"""

import random
from collections.abc import Callable

POLY_REFLECTED = 0xA001
POLY_PLAIN = 0x1021


def _crc_low_bit_first(data: bytes, start: int) -> int:
    value = start
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value // 2 ^ (POLY_REFLECTED if value % 2 else 0)
    return value


def _crc_high_bit_first(data: bytes) -> int:
    value = 0
    for byte in data:
        value ^= byte * 256
        for _ in range(8):
            value *= 2
            if value > 0xFFFF:
                value = (value ^ POLY_PLAIN) & 0xFFFF
    return value


def _xor(data: bytes) -> bytes:
    value = 0
    for byte in data:
        value ^= byte
    return bytes([value])


CHECKS: dict[str, Callable[[bytes], bytes]] = {
    "xor": _xor,
    "sum8": lambda data: bytes([sum(data) % 256]),
    "neg8": lambda data: bytes([(256 - sum(data) % 256) % 256]),
    "sum16le": lambda data: (sum(data) % 65_536).to_bytes(2, "little"),
    "sum16be": lambda data: (sum(data) % 65_536).to_bytes(2, "big"),
    "modbus": lambda data: _crc_low_bit_first(data, 0xFFFF).to_bytes(2, "little"),
    "arc": lambda data: _crc_low_bit_first(data, 0).to_bytes(2, "little"),
    "xmodem": lambda data: _crc_high_bit_first(data).to_bytes(2, "big"),
}
COUNTER, RANDOM = "n", "r"


def check_text(text: str) -> str:
    """The text itself when it can be read.

    Raises:
        ValueError: a word in it means nothing.
    """
    write_frame(text, 0, random.Random(0))
    return text


def write_frame(text: str, counter: int, randomness: random.Random) -> bytes:
    """The bytes of one frame.

    Raises:
        ValueError: a word in the text means nothing.
    """
    frame = b""
    for word in text.split():
        if not word.startswith("{"):
            frame += bytes.fromhex(word)
            continue
        name, _, start = word.strip("{}").partition("@")
        if name == COUNTER:
            frame += bytes([counter % 256])
        elif name == RANDOM:
            frame += randomness.randbytes(1)
        elif name in CHECKS:
            frame += CHECKS[name](frame[int(start or 0) :])
        else:
            raise ValueError(f"{word} means nothing; there are n, r, {', '.join(CHECKS)}")
    return frame
