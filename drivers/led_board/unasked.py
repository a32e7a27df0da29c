"""What a card says without being asked must not be taken for the answer to the next question."""

from drivers.core.errors import HardwareFailed
from drivers.core.link import Link

MAX_READS = 50


def drop_unasked(link: Link) -> None:
    """Read and forget what has come, such as an answer after its time-out.

    Raises:
        HardwareFailed: it sends without end.
    """
    for _ in range(MAX_READS):
        if not link.read(0.0):
            return
    raise HardwareFailed("it sends without being asked and without end", reason="device.garbage")
