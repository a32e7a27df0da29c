"""The camera's newest picture in memory that kiosk and vision process share. No file has a name, nothing reaches a disk.

Layout of the memory: HEADER, then two slots of MAX_BYTES. The writer fills the slot that isn't shown and then changes the
header; a reader that was overtaken while it copied sees another sequence number and takes the next picture.
"""

import mmap
import os
import struct
from dataclasses import dataclass

HEADER = struct.Struct("<QIIQ")
"""Sequence number (0: nothing there), width, height, frame number."""
WIDTH_MAX, HEIGHT_MAX = 640, 480
"""What the kiosk draws; larger camera frames are made smaller before."""
MAX_BYTES = WIDTH_MAX * HEIGHT_MAX * 3
SIZE = HEADER.size + 2 * MAX_BYTES


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """`rgb`: height × width × 3 bytes, first row on top."""

    number: int
    width: int
    height: int
    rgb: bytes

    def __repr__(self) -> str:
        return f"Picture({self.number}, {self.width}×{self.height})"


def make_memory() -> int:
    """A descriptor to hand to both; closed by whoever asked for it."""
    descriptor = os.memfd_create("tingtang-preview", os.MFD_CLOEXEC)
    os.ftruncate(descriptor, SIZE)
    return descriptor


class PreviewWriter:
    """The vision process's end."""

    def __init__(self, descriptor: int) -> None:
        self._memory = mmap.mmap(descriptor, SIZE)
        self._sequence = 0

    def show(self, rgb: bytes, width: int, height: int, number: int) -> None:
        """
        Raises:
            ValueError: larger than WIDTH_MAX × HEIGHT_MAX, or not width × height × 3 bytes.
        """
        if width > WIDTH_MAX or height > HEIGHT_MAX or len(rgb) != width * height * 3:
            raise ValueError(f"a preview of {width} × {height} with {len(rgb)} bytes")
        self._sequence += 1
        place = HEADER.size + (self._sequence % 2) * MAX_BYTES
        self._memory[place : place + len(rgb)] = rgb
        HEADER.pack_into(self._memory, 0, self._sequence, width, height, number)

    def wipe(self) -> None:
        """Nothing to see, and nothing left of what was."""
        HEADER.pack_into(self._memory, 0, 0, 0, 0, 0)
        self._memory[HEADER.size :] = bytes(SIZE - HEADER.size)

    def close(self) -> None:
        self.wipe()
        self._memory.close()


class PreviewReader:
    """The kiosk's end."""

    def __init__(self, descriptor: int) -> None:
        self._memory = mmap.mmap(descriptor, SIZE)

    @property
    def dark(self) -> bool:
        """There is nothing to see: no order runs."""
        return not HEADER.unpack_from(self._memory)[0]

    def newest(self, after: int = -1) -> Picture | None:
        """The newest picture with another number than `after`; None when there is none."""
        sequence, width, height, number = HEADER.unpack_from(self._memory)
        if not sequence or number == after:
            return None
        place = HEADER.size + (sequence % 2) * MAX_BYTES
        rgb = bytes(self._memory[place : place + width * height * 3])
        if HEADER.unpack_from(self._memory)[0] != sequence:
            return None
        return Picture(number, width, height, rgb)

    def wipe(self) -> None:
        """Also what a process that died left there."""
        HEADER.pack_into(self._memory, 0, 0, 0, 0, 0)
        self._memory[HEADER.size :] = bytes(SIZE - HEADER.size)

    def close(self) -> None:
        self.wipe()
        self._memory.close()
