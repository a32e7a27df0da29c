"""What arrives when: long codes at the last moment, codes too late for one scan and too early for the next, endless talk.

A line whose clock moves only while somebody reads, so that every moment is exact.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.messages.device_commands import Scan
from drivers.core.clock import SystemClock
from drivers.core.errors import Cancelled, NobodyCame
from drivers.core.job import Job
from drivers.scanner.driver import Scanner
from tests.support.emulated import Bench, make_job

ON, OFF = b"\x16T\r", b"\x16U\r"
UNDER_WAY_S = 0.2


class Line(SystemClock):
    """A Honeywell scanner's end of a line, and the time."""

    name = "line"

    def __init__(self) -> None:
        self.now_s = 100.0
        self.coming: list[tuple[float, bytes]] = []
        self.heard: list[bytes] = []
        self.when_heard: Callable[[bytes], None] = lambda _: None
        self._cancelled = False

    def monotonic_s(self) -> float:
        return self.now_s

    def say(self, data: bytes, after_s: float = 0.0, pieces: int = 1, every_s: float = 0.0) -> None:
        size = -(-len(data) // pieces)
        for number, start in enumerate(range(0, len(data), size)):
            self.coming.append((self.now_s + after_s + number * every_s, data[start : start + size]))
        self.coming.sort(key=lambda one: one[0])

    def read(self, timeout_s: float) -> bytes:
        if self._cancelled:
            self._cancelled = False
            raise Cancelled
        if self.coming and self.coming[0][0] <= self.now_s + timeout_s:
            at_s, data = self.coming.pop(0)
            self.now_s = max(self.now_s, at_s)
            return data
        self.now_s += timeout_s
        return b""

    def write(self, data: bytes, timeout_s: float) -> None:
        self.heard.append(data)
        if data.startswith(b"\x16M\r"):
            said = data[3:].replace(b"?!", b"1!")
            # After what is on its way already.
            under_way_s = [at_s - self.now_s for at_s, _ in self.coming if at_s < self.now_s + UNDER_WAY_S]
            self.say(said[:-1] + b"\x06" + said[-1:], max([0.0, *under_way_s]) + 0.01)
        self.when_heard(data)

    def cancel(self) -> None:
        self._cancelled = True

    def open(self) -> None: ...

    def rearm(self) -> None: ...

    def close(self) -> None: ...


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
def scanner(line: Line, tmp_path: Path) -> Scanner:
    bench = Bench(Scanner, {"profile": "honeywell"}, tmp_path, line)
    driver: Any = bench.driver
    driver.link = line
    driver.connect(line)
    line.heard.clear()
    return driver  # type: ignore[no-any-return]


def scan(driver: Scanner, timeout_s: int = 5) -> Any:
    command = Scan(purpose="identify", timeout_s=timeout_s)
    job: Job = make_job(command)
    return driver.perform(command, job)


def once(line: Line, wanted: bytes, do: Callable[[], None]) -> None:
    """When `wanted` is heard for the first time."""

    def heard(data: bytes) -> None:
        if data == wanted:
            line.when_heard = lambda _: None
            do()

    line.when_heard = heard


def test_a_long_code_that_begins_at_the_last_moment_comes_whole(line: Line, scanner: Scanner) -> None:
    """4296 bytes take 4.5 s at 9600 baud."""
    code = b"9" * 4296
    once(line, ON, lambda: line.say(code + b"\r", after_s=4.9, pieces=430, every_s=0.0104))
    assert scan(scanner)["text"] == code.decode()


def test_a_code_that_never_ends_is_not_waited_for(line: Line, scanner: Scanner) -> None:
    once(line, ON, lambda: line.say(b"9" * 100_000, after_s=0.1, pieces=5_000, every_s=0.02))
    begun_s = line.now_s
    with pytest.raises(NobodyCame) as nobody:
        scan(scanner)
    assert nobody.value.reason == "scanner.incomplete"
    assert line.now_s - begun_s < 15


def test_a_beginning_without_an_end_is_given_up_soon(line: Line, scanner: Scanner) -> None:
    once(line, ON, lambda: line.say(b"12345", after_s=4.9))
    begun_s = line.now_s
    with pytest.raises(NobodyCame):
        scan(scanner)
    assert line.now_s - begun_s < 7


def test_a_line_end_alone_is_no_code_and_no_part_of_the_next(line: Line, scanner: Scanner) -> None:
    def said() -> None:
        line.say(b"\r", after_s=0.1)
        line.say(b"12345\r", after_s=1.0)

    once(line, ON, said)
    assert scan(scanner)["text"] == "12345"


def test_a_code_that_was_under_way_when_the_wait_was_called_off_goes_to_nobody(line: Line, scanner: Scanner) -> None:
    """The last citizen's code must not be the next one's."""

    def cancelled() -> None:
        line.cancel()
        line.say(b"FIRST-CITIZEN\r", after_s=0.05, pieces=4, every_s=0.01)

    once(line, ON, cancelled)
    with pytest.raises(Cancelled):
        scan(scanner)
    assert OFF in line.heard
    once(line, ON, lambda: line.say(b"SECOND\r", after_s=0.3))
    assert scan(scanner)["text"] == "SECOND"


def test_endless_talk_that_nobody_asked_for_is_listened_to_for_the_time_given(line: Line, scanner: Scanner) -> None:
    line.say(b"9" * 100_000, pieces=10_000, every_s=0.01)
    begun_s = line.now_s
    scanner.listen(2.0)
    assert line.now_s - begun_s < 3
