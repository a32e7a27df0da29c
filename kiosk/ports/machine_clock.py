"""What is known of this machine's clock: the kernel's own word, and the hall's."""

import ctypes
import struct
from collections.abc import Callable

from api.credentials.clock import ClockSigns

_TIMEX_BYTES = 256
"""More than `struct timex` has on 64-bit Linux (208)."""
_MAXERROR_AT = 24
"""Of `maxerror`, in microseconds: behind `modes` (padded to 8 bytes), `offset` and `freq`. See adjtimex(2)."""
_UNSYNCHRONISED_US = 16_000_000
"""The kernel's word for "no time server for long"; systemd's timedatectl judges by it as well."""


def kernel_synchronised() -> bool:
    """Whether a time server's client (timesyncd, chrony, ntpd) keeps the clock. False where that can't be told."""
    timex = ctypes.create_string_buffer(_TIMEX_BYTES)
    try:
        answer = ctypes.CDLL(None).adjtimex(timex)
    except (OSError, AttributeError):
        return False
    (max_error_us,) = struct.unpack_from("q", timex, _MAXERROR_AT)
    return bool(answer >= 0 and max_error_us < _UNSYNCHRONISED_US)


def clock_signs(
    now_ms: Callable[[], int], hall_offset_ms: Callable[[], int | None], synchronised: Callable[[], bool] = kernel_synchronised
) -> ClockSigns:
    """
    Args:
        now_ms: this machine's clock, UTC.
        hall_offset_ms: `HallTime.measured_offset_ms`.
    """
    offset_ms = hall_offset_ms()
    return ClockSigns(now_ms() / 1000, None if offset_ms is None else offset_ms / 1000, synchronised())
