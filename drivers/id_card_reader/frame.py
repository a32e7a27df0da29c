"""Frames of the SAM serial protocol: bytes in, answers out. Knows no card, no clock, no port.

`AA AA AA 96 69 | length (2, big-endian) | command parameter data | check`; the answer has three status bytes instead of the
command. The length counts from after itself to the check; the check is the exclusive or from the length to the last data byte.
Some modules announce a wrong length: answers of the known sizes are then looked for when no more bytes come.
"""

from dataclasses import dataclass
from functools import reduce
from operator import xor

from drivers.id_card_reader.codes import SamCommand, Sw3

PREAMBLE = b"\xaa\xaa\xaa\x96\x69"
LENGTH_BYTES = 2
STATUS_BYTES = 3
CHECK_BYTES = 1
MIN_LENGTH = STATUS_BYTES + CHECK_BYTES
OVERHEAD = len(PREAMBLE) + LENGTH_BYTES + MIN_LENGTH
LONGEST_VERDICT = OVERHEAD + 8
"""With the zeros that `found` and `selected` carry."""
MAX_LENGTH = 0x90A
"""Of the longest answer: text, photo and fingerprints, 2321 bytes on the wire."""
KNOWN_LENGTHS = (0x90A, 0x70A, 0x50A, 0x508, 0x4C, 0x4A, 0x14, 0x0C, 0x08, 0x04)
"""With two fingerprints, one, none; text and photo; newest address with and without its own length, SAM id, selected, found, bare
verdict."""
HEADS = {
    0x90A: b"\x01\x00\x04\x00\x04\x00",
    0x70A: b"\x01\x00\x04\x00\x02\x00",
    0x50A: b"\x01\x00\x04\x00\x00\x00",
    0x508: b"\x01\x00\x04\x00",
}
"""Sizes of the parts (256, 1024, then 1024, 512 or 0), which an answer with a card begins with."""
MAX_BUFFER = len(PREAMBLE) + LENGTH_BYTES + MAX_LENGTH + 256
"""One longest answer and some noise before it."""
MAX_BEGINNINGS = 4
"""Places in the buffer where an answer may begin; a stream of preambles alone must not cost more and more."""
_VERDICTS = frozenset(int(verdict) for verdict in Sw3)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer with a sound check. `repr` leaves the data out: it may be a person's."""

    status: int
    """SW3, see `Sw3`."""
    data: bytes = b""

    def __repr__(self) -> str:
        return f"Answer(status=0x{self.status:02X}, {len(self.data)} bytes)"


def encode(command: SamCommand) -> bytes:
    """The command's bytes on the wire."""
    length = len(command.value) + CHECK_BYTES
    counted = length.to_bytes(LENGTH_BYTES, "big") + command.value
    return PREAMBLE + counted + bytes((reduce(xor, counted),))


def is_verdict_alone(data: bytes) -> bool:
    """Whether these bytes are one whole answer without any content, and nothing else."""
    answers = Decoder().feed(data) if len(data) <= LONGEST_VERDICT else []
    return len(answers) == 1 and not any(answers[0].data) and len(data) == OVERHEAD + len(answers[0].data)


class Decoder:
    """Finds answers in a stream of any cut; resynchronises after noise; keeps at most MAX_BUFFER bytes."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._dropped = 0
        """Bytes that have left the buffer, so that a place in the stream keeps its number."""
        self._damaged: set[int] = set()
        """Places where a whole answer stood whose check was wrong: not to be computed again with every byte that follows."""

    def feed(self, data: bytes) -> list[Answer]:
        """All answers that `data` completes."""
        answers: list[Answer] = []
        for start in range(0, len(data), MAX_BUFFER):
            self._buffer += data[start : start + MAX_BUFFER]
            answers += self._take_all(by_known_lengths=False)
            self._forget_old()
        return answers

    def end(self) -> list[Answer]:
        """No more bytes are coming for now: also take answers that announced a wrong length. Keeps what may still grow."""
        return self._take_all(by_known_lengths=True)

    def reset(self) -> None:
        self._drop(len(self._buffer))

    @property
    def pending(self) -> bool:
        """Bytes wait that may be the beginning of an answer."""
        return bool(self._buffer)

    def _take_all(self, *, by_known_lengths: bool) -> list[Answer]:
        answers: list[Answer] = []
        while (taken := self._take(by_known_lengths)) is not None:
            answer, end = taken
            answers.append(answer)
            self._drop(end)
        return answers

    def _take(self, by_known_lengths: bool) -> tuple[Answer, int] | None:
        """The first sound answer and where it ends."""
        for start in self._beginnings():
            body = start + len(PREAMBLE) + LENGTH_BYTES
            announced = int.from_bytes(self._buffer[body - LENGTH_BYTES : body], "big")
            lengths = KNOWN_LENGTHS if by_known_lengths else (announced,)
            if not by_known_lengths and self._dropped + start in self._damaged:
                continue
            for length in lengths:
                if MIN_LENGTH <= length <= MAX_LENGTH and self._is_sound(body, length, strict=by_known_lengths):
                    return Answer(
                        self._buffer[body + 2], bytes(self._buffer[body + STATUS_BYTES : body + length - 1])
                    ), body + length
        return None

    def _is_sound(self, body: int, length: int, *, strict: bool) -> bool:
        end = body + length
        if len(self._buffer) < end:
            return False
        if strict and not self._looks_known(body, length):
            return False
        if reduce(xor, self._buffer[body - LENGTH_BYTES : end - 1]) == self._buffer[end - 1]:
            return True
        if not strict:
            self._damaged.add(self._dropped + body - LENGTH_BYTES - len(PREAMBLE))
        return False

    def _looks_known(self, body: int, length: int) -> bool:
        """One byte of check is little proof for a guessed length: the verdict and the sizes of the parts must fit as well."""
        head = HEADS.get(length, b"")
        data = body + STATUS_BYTES
        return self._buffer[body + 2] in _VERDICTS and self._buffer[data : data + len(head)] == head

    def _beginnings(self) -> list[int]:
        """Where whole heads stand, newest MAX_BEGINNINGS."""
        found: list[int] = []
        position = self._buffer.find(PREAMBLE)
        while position >= 0 and position + len(PREAMBLE) + LENGTH_BYTES <= len(self._buffer):
            found.append(position)
            position = self._buffer.find(PREAMBLE, position + 1)
        return found[-MAX_BEGINNINGS:]

    def _forget_old(self) -> None:
        """Drop what can't belong to an answer any more."""
        first = self._buffer.find(PREAMBLE)
        if first < 0:
            keep = next((n for n in range(len(PREAMBLE) - 1, 0, -1) if self._buffer.endswith(PREAMBLE[:n])), 0)
            self._drop(len(self._buffer) - keep)
            return
        beginnings = self._beginnings()
        if len(beginnings) == MAX_BEGINNINGS:
            first = beginnings[0]
        self._drop(max(first, len(self._buffer) - MAX_BUFFER))

    def _drop(self, count: int) -> None:
        if count > 0:
            del self._buffer[:count]
            self._dropped += count
            self._damaged = {place for place in self._damaged if place >= self._dropped}
