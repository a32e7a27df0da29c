"""What is known of the machine's clock, and when that is enough."""

import pytest

from api.credentials.clock import SKEW_S, ClockSigns, sane
from kiosk.ports.hall_time import HallTime
from kiosk.ports.machine_clock import clock_signs, kernel_synchronised


def test_an_offset_from_before_is_no_proof() -> None:
    """After a power cut a machine without a battery shows any time; the offset that it kept says nothing then."""
    hall_time = HallTime(lambda: 1_000_000, 40, lambda _: None)
    assert hall_time.measured_offset_ms is None
    signs = clock_signs(lambda: 1_000_000, lambda: hall_time.measured_offset_ms, lambda: False)
    assert not sane(signs, earliest_s=0)
    hall_time.measured(1_000_000, 1_000_020, 1_000_510)
    signs = clock_signs(lambda: 1_000_000, lambda: hall_time.measured_offset_ms, lambda: False)
    assert signs == ClockSigns(1000.0, 0.5, False)
    assert sane(signs, earliest_s=0)


@pytest.mark.parametrize(
    ("signs", "good"),
    [
        (ClockSigns(1000, None, synchronised=False), False),
        (ClockSigns(1000, None, synchronised=True), True),
        (ClockSigns(1000, 0, synchronised=False), True),
        (ClockSigns(1000, SKEW_S, synchronised=False), True),
        (ClockSigns(1000, -SKEW_S, synchronised=False), True),
        (ClockSigns(1000, 300, synchronised=True), False),
        (ClockSigns(1000, -300, synchronised=True), False),
        (ClockSigns(400, 0, synchronised=True), False),
        (ClockSigns(480, 0, synchronised=True), True),
    ],
)
def test_somebody_must_confirm_the_clock_and_nobody_contradict(signs: ClockSigns, good: bool) -> None:
    assert sane(signs, earliest_s=500) is good


def test_the_kernel_gives_a_word() -> None:
    assert kernel_synchronised() in (True, False)
