"""Is the clock right? Certificates, opening hours and the order of numbers hang on it."""

import ctypes
import os
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tingtang.doctor.finding import Finding

MOST_OFF_S = 2.0
"""The hall alarms beyond this; waiting times and the order of numbers from an island suffer."""
NTP_PORT = 123
NTP_EPOCH_S = 2_208_988_800
"""RFC 5905: seconds from 1900 to 1970."""
ANSWER_S = 2.0
_REQUEST = bytes([0b00_100_011]) + bytes(47)
"""RFC 5905: no leap warning, version 4, mode 3 (client)."""
_TIMEX_BYTES = 256
"""`struct timex` has 208 on 64-bit Linux."""
_STATUS_AT = 40
"""Of `status` in it, 64-bit."""
STA_UNSYNC = 0x40
"""linux/timex.h: nothing keeps the kernel's clock right."""
DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class ClockFacts:
    now_s: float
    """UTC, as this machine believes."""
    released_s: float
    """When the installed release was put on this disk: no earlier time can be true."""
    synchronised: bool
    """Somebody keeps the kernel's clock right."""
    chip: bool
    """A clock with a battery."""
    hall: str = ""
    """Whose time was asked; empty: nobody's."""
    offset_s: float | None = None
    """The hall's time minus ours; None: no answer."""


def judge_clock(facts: ClockFacts) -> list[Finding]:
    found = []
    if facts.now_s < facts.released_s - DAY_S:
        found.append(Finding("clock.before-release", {"now": _day(facts.now_s), "released": _day(facts.released_s)}))
    if facts.offset_s is not None and abs(facts.offset_s) > MOST_OFF_S:
        found.append(Finding("clock.off", {"seconds": f"{facts.offset_s:+.1f}", "host": facts.hall}))
    if not facts.synchronised:
        found.append(Finding("clock.unsynchronised"))
    if facts.hall and facts.offset_s is None:
        found.append(Finding("clock.hall-silent", {"host": facts.hall}))
    if not facts.chip:
        found.append(Finding("clock.no-chip"))
    return found


def look_at_clock(
    hall: str, released: Path, clock: Callable[[], float], *, chips: Path = Path("/sys/class/rtc"), port: int = NTP_PORT
) -> ClockFacts:
    """`hall`: the host that gives the time, empty for none. `released`: a file of the installed release."""
    offset_s = ask_time(hall, clock, port) if hall else None
    return ClockFacts(
        now_s=clock(),
        released_s=released.stat().st_mtime,
        synchronised=kernel_synchronised(),
        chip=any(chips.glob("rtc*")),
        hall=hall,
        offset_s=offset_s,
    )


def ask_time(host: str, clock: Callable[[], float], port: int = NTP_PORT) -> float | None:
    """One SNTP question (RFC 5905): the host's time minus ours in seconds; None when it doesn't answer."""
    try:
        family, kind, number, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
        with socket.socket(family, kind, number) as asking:
            asking.settimeout(ANSWER_S)
            # Connected, so that a closed port is told at once.
            asking.connect(address)
            sent_s = clock()
            asking.send(_REQUEST)
            answer = asking.recv(512)
            received_s = clock()
    except OSError:
        return None
    if len(answer) < len(_REQUEST):
        return None
    received_there_s, sent_there_s = (_timestamp(answer, at) for at in (32, 40))
    return ((received_there_s - sent_s) + (sent_there_s - received_s)) / 2


def kernel_synchronised() -> bool:
    """As adjtimex(2) tells, whatever program keeps the clock; True where the kernel doesn't tell."""
    buffer = ctypes.create_string_buffer(_TIMEX_BYTES)
    try:
        answer = ctypes.CDLL(None).adjtimex(buffer)
    except (OSError, AttributeError):
        return True
    status = struct.unpack_from("@i", buffer, _STATUS_AT)[0]
    return answer < 0 or not status & STA_UNSYNC


def release_mark() -> Path:
    """A file that the installation of this release wrote."""
    return Path(os.path.realpath(__file__))


def _timestamp(answer: bytes, at: int) -> float:
    seconds, fraction = struct.unpack_from(">II", answer, at)
    return float(seconds - NTP_EPOCH_S + fraction / 2**32)


def _day(utc_s: float) -> str:
    return datetime.fromtimestamp(utc_s, UTC).strftime("%Y-%m-%d %H:%M UTC")
