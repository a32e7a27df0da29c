"""Whether a machine's clock is good enough for codes that live a minute. Pure."""

from dataclasses import dataclass

SKEW_S = 30
"""By so much the clocks of phone, issuer and kiosk may differ."""


@dataclass(frozen=True, slots=True)
class ClockSigns:
    """What is known of this machine's clock."""

    now_s: float
    """What it shows, UTC seconds."""
    hall_offset_s: float | None = None
    """The hall's clock minus ours, measured since this process began; None: not measured yet."""
    synchronised: bool = False
    """The system says that it follows a time server."""


def sane(signs: ClockSigns, earliest_s: float) -> bool:
    """A machine without a clock's battery shows any time after a power cut, so silence is no proof: somebody must confirm it.

    Where the hall's clock contradicts, nobody can tell which of the two is wrong: not sane.

    Args:
        earliest_s: it is certainly later than this, such as the day on which the trust list was made.
    """
    if signs.now_s < earliest_s - SKEW_S:
        return False
    if signs.hall_offset_s is not None:
        return abs(signs.hall_offset_s) <= SKEW_S
    return signs.synchronised
