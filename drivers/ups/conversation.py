"""One question to `upsd` and its whole answer."""

from collections.abc import Callable

from drivers.core.errors import Cancelled, DeviceRefused, DeviceSilent, Misconfigured
from drivers.core.link import Link
from drivers.ups.protocol import Decoder, ListEnd, Refused, Variable

ANSWER_WITHIN_S = 2.0
"""`upsd` answers from memory within milliseconds; the rest is the network's."""
WRITE_TIMEOUT_S = 1.0
MAX_VARIABLES = 500
"""Large UPSes have some two hundred."""
STALE_READS = 64


class NoData(Exception):
    """`upsd` is well, but has no fresh values of the UPS."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


_NO_DATA = {"DATA-STALE": "ups.stale", "DRIVER-NOT-CONNECTED": "ups.driverGone"}
_WRONG = {"UNKNOWN-UPS": "ups.unknownUps", "ACCESS-DENIED": "ups.accessDenied"}


def ask_variables(link: Link, question: bytes, ups: str, monotonic_s: Callable[[], float]) -> dict[str, str]:
    """All variables of a UPS by name.

    A cancel doesn't cut the exchange short, or its rest would be read as the next one's beginning.

    Raises:
        NoData: the UPS's values are stale, or its NUT driver is gone.
        Misconfigured: there is no such UPS, or this host may not ask.
        DeviceRefused: another error of the protocol.
        DeviceSilent: no whole answer in time.
    """
    _drop_stale(link)
    link.write(question, WRITE_TIMEOUT_S)
    decoder = Decoder()
    variables: dict[str, str] = {}
    end_s = monotonic_s() + ANSWER_WITHIN_S
    while (left_s := end_s - monotonic_s()) > 0:
        for line in decoder.feed(_read(link, left_s)):
            match line:
                case Variable(ups=of, name=name, value=value) if of == ups and len(variables) < MAX_VARIABLES:
                    variables[name] = value
                case ListEnd(ups=of) if of == ups:
                    return variables
                case Refused(code=code):
                    raise _error(code)
                case _:
                    continue
    raise DeviceSilent("upsd gave no whole answer")


def _read(link: Link, timeout_s: float) -> bytes:
    try:
        return link.read(timeout_s)
    except Cancelled:
        return b""


def _drop_stale(link: Link) -> None:
    for _ in range(STALE_READS):
        if not _read(link, 0):
            return


def _error(code: str) -> Exception:
    if code in _NO_DATA:
        return NoData(_NO_DATA[code])
    if code in _WRONG:
        return Misconfigured(f"upsd says {code}", reason=_WRONG[code])
    return DeviceRefused(f"upsd says {code[:40]!r}")
