"""What an answer with a card holds: text, photo, fingerprints; the newest address; the module's own number. Pure."""

import struct
from dataclasses import dataclass

from drivers.id_card_reader.layouts import BLANKS, TEXT_BYTES

PHOTO_BYTES = 1024
"""WLT, a closed codec: kept as it is."""
FINGERPRINT_BYTES = (1024, 512, 0)
"""Two fingers, one, none as on older cards."""
ADDRESS_BYTES = 70
SIZE_BYTES = 2
_SAM_ID = struct.Struct("<HHIII")


class NotACard(ValueError):
    """The answer isn't what was asked for."""


@dataclass(frozen=True, slots=True)
class CardContent:
    """The parts of a card as bytes. `repr` shows none of them."""

    text: bytes
    photo_wlt: bytes
    fingerprint: bytes = b""

    def __repr__(self) -> str:
        return f"CardContent({len(self.text)}, {len(self.photo_wlt)}, {len(self.fingerprint)} bytes)"


def split_card(data: bytes, *, with_fingerprint: bool) -> CardContent:
    """Text, photo and fingerprints of an answer's data. The sizes it tells must be the known ones: they are never trusted.

    Raises:
        NotACard: it has other parts.
    """
    for last in [(size,) for size in FINGERPRINT_BYTES] if with_fingerprint else [()]:
        sizes = (TEXT_BYTES, PHOTO_BYTES, *last)
        head = b"".join(size.to_bytes(SIZE_BYTES, "big") for size in sizes)
        if len(data) == len(head) + sum(sizes) and data.startswith(head):
            text_end = len(head) + TEXT_BYTES
            photo_end = text_end + PHOTO_BYTES
            return CardContent(data[len(head) : text_end], data[text_end:photo_end], data[photo_end:])
    raise NotACard


def newest_address(data: bytes) -> str:
    """The address of an answer to `READ_NEWEST_ADDRESS`; some modules put its size before it.

    Raises:
        NotACard: it has another size.
    """
    if len(data) == SIZE_BYTES + ADDRESS_BYTES and data.startswith(ADDRESS_BYTES.to_bytes(SIZE_BYTES, "big")):
        data = data[SIZE_BYTES:]
    if len(data) != ADDRESS_BYTES:
        raise NotACard
    return data.decode("utf-16-le", errors="replace").strip(BLANKS)


def sam_id(data: bytes) -> str:
    """The module's number as it is printed on it: `05.03-20060102-0000012345-…`.

    Raises:
        NotACard: it has another size.
    """
    if len(data) != _SAM_ID.size:
        raise NotACard
    kind, series, day, first, second = _SAM_ID.unpack(data)
    return f"{kind:02d}.{series:02d}-{day:08d}-{first:010d}-{second:010d}"
