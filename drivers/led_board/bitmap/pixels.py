"""A picture as the receiver counts its dots, cut into packets."""

from collections.abc import Callable, Sequence

from PIL import Image

from drivers.led_board.bitmap.ddp import MAX_DATA_BYTES, Packet
from drivers.led_board.bitmap.profile import BitmapProfile

BYTES_A_DOT = 3


def serialise(picture: Image.Image, percent: int, *, serpentine: bool = False) -> bytes:
    """Three bytes a dot, rows from the top, each from the left (serpentine: every second one from the right).

    Args:
        percent: brightness; DDP has no command for it, so the dots themselves are dimmed.
    """
    dimmed = picture.point(lambda value: -(-value * percent // 100))
    data = dimmed.tobytes()
    if not serpentine:
        return data
    row_bytes = picture.width * BYTES_A_DOT
    rows = [data[at : at + row_bytes] for at in range(0, len(data), row_bytes)]
    return b"".join(_backwards(row) if number % 2 else row for number, row in enumerate(rows))


def changed(before: bytes | None, after: bytes, *, whole: bool) -> list[tuple[int, bytes]]:
    """Parts of `after` (offset, bytes) that differ from `before`; all of them when `whole`."""
    parts = [(at, after[at : at + MAX_DATA_BYTES]) for at in range(0, len(after), MAX_DATA_BYTES)]
    if whole or before is None:
        return parts
    return [(at, part) for at, part in parts if before[at : at + len(part)] != part]


def packets(parts: Sequence[tuple[int, bytes]], profile: BitmapProfile, next_sequence: Callable[[], int]) -> list[Packet]:
    """The last one makes the receiver show them all at once."""
    return [
        Packet(
            destination=profile.destination,
            data=part,
            offset=profile.first_byte + at,
            push=number == len(parts) - 1,
            sequence=next_sequence(),
            data_type=profile.data_type,
        )
        for number, (at, part) in enumerate(parts)
    ]


def _backwards(row: bytes) -> bytes:
    return b"".join(row[at : at + BYTES_A_DOT] for at in range(len(row) - BYTES_A_DOT, -1, -BYTES_A_DOT))
