"""The hall's clock as a kiosk measures it."""

from kiosk.ports.hall_time import SAMPLES, HallTime

NOW = 1_700_000_000_000


class Clocks:
    """A kiosk whose clock is behind the hall's by `behind_ms`."""

    def __init__(self, behind_ms: int) -> None:
        self.behind_ms = behind_ms
        self.at = NOW
        self.told: list[int] = []
        self.time = HallTime(lambda: self.at, 0, self.told.append)

    def answer(self, there_ms: int, back_ms: int) -> None:
        sent = self.at
        self.at += there_ms
        hall = self.at + self.behind_ms
        self.at += back_ms
        self.time.measured(sent, self.at, hall)
        self.at += 5_000


def test_the_quickest_answer_counts() -> None:
    clocks = Clocks(70_000)
    clocks.answer(400, 0)
    assert clocks.time.offset_ms == 70_200
    clocks.answer(10, 10)
    clocks.answer(0, 300)
    assert clocks.time.offset_ms == 70_000
    assert clocks.time.now() == clocks.at + 70_000
    assert clocks.told == [70_200, 70_000]


def test_a_clock_that_was_set_is_measured_anew() -> None:
    clocks = Clocks(70_000)
    clocks.answer(5, 5)
    clocks.behind_ms = 0
    clocks.answer(100, 100)
    assert clocks.time.offset_ms == 0


def test_a_clock_set_back_while_it_asked_teaches_nothing() -> None:
    clocks = Clocks(70_000)
    clocks.answer(5, 5)
    clocks.time.measured(clocks.at, clocks.at - 3_600_000, clocks.at)
    assert clocks.time.offset_ms == 70_000


def test_a_slow_drift_is_followed() -> None:
    clocks = Clocks(0)
    for _ in range(SAMPLES * 3):
        clocks.behind_ms += 2
        clocks.answer(5, 5)
    assert 2 * SAMPLES * 2 <= clocks.time.offset_ms <= clocks.behind_ms
