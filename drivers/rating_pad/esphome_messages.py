"""What the hall and an ESPHome pad say to each other over MQTT. Source: docs/devices/rating-pad.md, which the firmware follows.

On the link one message is one line: its topic's last part, a space, its JSON.
"""

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

LONGEST_LINE = 4_096
BEST_KEY, WORST_KEY = 1, 5
LARGEST_NUMBER = 2**32 - 1
"""Sequence numbers are 32 bits wide in the pad."""
LONGEST_ASK = 26
"""A ULID."""


class Doing(StrEnum):
    IDLE = "idle"
    ASKING = "asking"
    FULL = "full"
    """Too many answers wait for the hall: the pad takes no ask."""
    UNKNOWN = "unknown"
    """A pad that only says that it is there, as in its first word."""


@dataclass(frozen=True, slots=True)
class PadState:
    """Topic `state`, also the pad's last will."""

    online: bool
    doing: Doing = Doing.UNKNOWN
    ask: str = ""
    """The ask that is open on the pad."""
    waiting: int = 0
    """Answers that wait for their acknowledgement."""
    hello: int = 0
    """Repeats the number of the `hello` it answers; 0: said by itself."""
    firmware: str = ""


@dataclass(frozen=True, slots=True)
class PadRated:
    """Topic `rated`: told again until `ack` with the same number."""

    seq: int
    ask: str
    key: int
    """1 the best to 5 the worst."""


def encode_message(name: str, body: dict[str, Any]) -> bytes:
    """One line of the link."""
    return f"{name} {json.dumps(body, ensure_ascii=False, separators=(',', ':'))}\n".encode()


def read_line(line: bytes) -> PadState | PadRated | None:
    """A message of the pad; None when it isn't one."""
    name, _, text = line.partition(b" ")
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(body, dict):
        return None
    if name == b"state":
        return _state(body)
    return _rated(body) if name == b"rated" else None


def _state(body: dict[str, Any]) -> PadState | None:
    said = body.get("state")
    if not isinstance(said, str):
        return None
    doing = body.get("doing")
    ask = body.get("ask")
    firmware = body.get("firmware")
    return PadState(
        online=said == "online",
        doing=Doing(doing) if doing in tuple(Doing) else Doing.UNKNOWN,
        ask=ask[:LONGEST_ASK] if isinstance(ask, str) else "",
        waiting=_number(body.get("waiting")) or 0,
        hello=_number(body.get("hello")) or 0,
        firmware=firmware[:40] if isinstance(firmware, str) else "",
    )


def _rated(body: dict[str, Any]) -> PadRated | None:
    seq, ask, key = _number(body.get("seq")), body.get("ask"), _number(body.get("key"))
    if seq is None or key is None or not isinstance(ask, str) or not BEST_KEY <= key <= WORST_KEY:
        return None
    return PadRated(seq, ask[:LONGEST_ASK], key)


def _number(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST_NUMBER:
        return None
    return value


class LineDecoder:
    """Messages in what a link hands over, however it is cut; bounded."""

    def __init__(self) -> None:
        self._held = b""
        self._skipping = False
        self.rejected = 0

    def feed(self, data: bytes) -> list[PadState | PadRated]:
        """All messages that `data` completes."""
        *lines, self._held = (self._held + data).split(b"\n")
        found: list[PadState | PadRated] = []
        for line in lines:
            skipped, self._skipping = self._skipping, False
            message = None if skipped or len(line) > LONGEST_LINE else read_line(line)
            if message is not None:
                found.append(message)
            elif line:
                self.rejected += 1
        if len(self._held) > LONGEST_LINE:
            self._held = b""
            self._skipping = True
        return found
