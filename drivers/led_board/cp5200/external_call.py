"""Command 7B, the "external calls": contents for windows in the card's RAM, cut into as many packets as they need.

Source: the maker's "External Calls Communication Protocol" V1.9, 2.1 and 2.3. The sub-command stands in the first packet only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from drivers.led_board.cp5200.packet import WANT_ANSWER, Packet

EXTERNAL_CALL = 0x7B
CHUNK_HEAD_BYTES = 4
DEFAULT_CHUNK_BYTES = 200
"""What the maker's own programs put into one packet."""
MAX_CHUNKS = 256


class Result(IntEnum):
    """The mark of an answer."""

    OK = 0x00
    CHECKSUM = 0x01
    SEQUENCE = 0x02
    """Not the packet that the card waits for."""
    OTHER = 0xFF
    """Ours: a code that the document leaves open."""

    @classmethod
    def _missing_(cls, value: object) -> "Result":  # noqa: ARG003 (the name is the enum protocol's)
        return cls.OTHER


@dataclass(frozen=True, slots=True)
class Chunk:
    """One packet's part of a content."""

    number: int
    """From 0."""
    last: int
    """The number of the last one."""
    content: bytes
    """The first begins with the sub-command."""


def split(content: bytes, chunk_bytes: int = DEFAULT_CHUNK_BYTES) -> list[Chunk]:
    """Cut a content into chunks.

    Raises:
        ValueError: nothing, or more than 256 packets can carry.
    """
    parts = [content[at : at + chunk_bytes] for at in range(0, len(content), chunk_bytes)]
    if not 1 <= len(parts) <= MAX_CHUNKS:
        raise ValueError(f"a content needs 1 to {MAX_CHUNKS} packets, not {len(parts)}")
    return [Chunk(number, len(parts) - 1, part) for number, part in enumerate(parts)]


def to_packet(chunk: Chunk, card: int, mark: int = WANT_ANSWER) -> Packet:
    head = len(chunk.content).to_bytes(2, "little") + bytes((chunk.number, chunk.last))
    return Packet(card, EXTERNAL_CALL, head + chunk.content, mark)


def from_packet(packet: Packet) -> Chunk | None:
    """None if it is no external call, or its length or its numbers contradict themselves."""
    data = packet.data
    if packet.command != EXTERNAL_CALL or len(data) < CHUNK_HEAD_BYTES:
        return None
    length, number, last = int.from_bytes(data[:2], "little"), data[2], data[3]
    if length != len(data) - CHUNK_HEAD_BYTES or number > last:
        return None
    return Chunk(number, last, data[CHUNK_HEAD_BYTES:])


def join(chunks: Sequence[Chunk]) -> bytes | None:
    """The whole content; None unless `chunks` are all of one content, in order."""
    if not chunks or [chunk.number for chunk in chunks] != list(range(chunks[0].last + 1)):
        return None
    if any(chunk.last != chunks[0].last for chunk in chunks):
        return None
    return b"".join(chunk.content for chunk in chunks)
