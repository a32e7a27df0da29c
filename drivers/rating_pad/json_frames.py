"""JSON objects in a stream of bytes: one a line, or each behind its length. Bytes in, objects out; no port, no clock.

Longer than LONGEST_BYTES is noise: neither a length nor a missing line end makes the decoder keep more.
"""

import json
from typing import Any, Literal

Framing = Literal["lines", "length-2", "length-4"]
"""`lines`: ends with a line feed; `length-n`: n bytes of length, most significant first, then the object."""
Encoding = Literal["utf-8", "gb18030"]
LONGEST_BYTES = 16_384
"""The longest message, an ask with forty labels, has some 3 000."""


def encode_object(message: dict[str, Any], framing: Framing, encoding: Encoding = "utf-8") -> bytes:
    """One message's bytes.

    Raises:
        ValueError: it is longer than LONGEST_BYTES, or a character can't be encoded.
    """
    body = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode(encoding)
    if len(body) > LONGEST_BYTES:
        raise ValueError(f"a message has at most {LONGEST_BYTES} bytes")
    return body + b"\n" if framing == "lines" else len(body).to_bytes(_width(framing), "big") + body


def read_object(data: bytes, encoding: Encoding = "utf-8") -> dict[str, Any] | None:
    """The object in exactly these bytes; None when it isn't one."""
    if len(data) > LONGEST_BYTES:
        return None
    try:
        value = json.loads(data.decode(encoding))
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


class ObjectDecoder:
    """Finds objects in a stream of any cut; resynchronises after noise; bounded."""

    def __init__(self, framing: Framing, encoding: Encoding = "utf-8") -> None:
        self._framing = framing
        self._encoding = encoding
        self._held = b""
        self._skipping = False
        self.rejected = 0
        """Lines or bytes that are no object."""

    def feed(self, data: bytes) -> list[dict[str, Any]]:
        """All objects that `data` completes."""
        self._held += data
        return self._lines() if self._framing == "lines" else self._behind_lengths()

    def _lines(self) -> list[dict[str, Any]]:
        *lines, self._held = self._held.split(b"\n")
        found: list[dict[str, Any]] = []
        for line in lines:
            skipped, self._skipping = self._skipping, False
            message = None if skipped else read_object(line, self._encoding)
            if message is not None:
                found.append(message)
            elif line.strip():
                self.rejected += 1
        if len(self._held) > LONGEST_BYTES:
            # The rest of an endless line is dropped up to its end.
            self._held = b""
            self._skipping = True
        return found

    def _behind_lengths(self) -> list[dict[str, Any]]:
        width = _width(self._framing)
        found: list[dict[str, Any]] = []
        start = 0
        while len(self._held) - start > width:
            size = int.from_bytes(self._held[start : start + width], "big")
            opens = self._held[start + width : start + width + 1] == b"{"
            if not opens or not 2 <= size <= LONGEST_BYTES:
                start, self.rejected = start + 1, self.rejected + 1
                continue
            end = start + width + size
            if len(self._held) < end:
                break
            message = read_object(self._held[start + width : end], self._encoding)
            if message is None:
                start, self.rejected = start + 1, self.rejected + 1
                continue
            found.append(message)
            start = end
        self._held = self._held[start:]
        return found


def _width(framing: Framing) -> int:
    return 2 if framing == "length-2" else 4
