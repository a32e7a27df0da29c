"""What arrives when: long codes at the last moment, codes too late for one scan and too early for the next, endless talk.

A line whose clock moves only while somebody reads, so that every moment is exact.
"""

from binascii import crc_hqx
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

SYN = 0x16
ON, OFF = b"\x16T\r", b"\x16U\r"
GM65_ON = bytes.fromhex("7E000801000201 02DA")
UNDER_WAY_S = 0.2


def honeywell(command: bytes) -> bytes:
    said = command[3:].replace(b"?!", b"1!")
    return said[:-1] + b"\x06" + said[-1:] if command.startswith(b"\x16M\r") else b""


def gm65(command: bytes) -> bytes:
    """Every setting is as it should be: bits that don't matter are zero."""
    zones = {0x00: 0x01, 0x60: 0x01}
    address = int.from_bytes(command[4:6], "big")
    body = b"\x00\x01\x00"
    if command[2] == 7:
        body = bytes((0, command[6], *(zones.get(at, 0) for at in range(address, address + command[6]))))
    return b"\x02\x00" + body + crc_hqx(body, 0).to_bytes(2, "big")


class Line(SystemClock):
    """A scanner's end of a line, and the time."""

    name = "line"

    def __init__(self) -> None:
        self.now_s = 100.0
        self.coming: list[tuple[float, bytes]] = []
        self.heard: list[bytes] = []
        self.when_heard: Callable[[bytes], None] = lambda _: None
        self.delays_s: list[float] = []
        """Of the next answers."""
        self._answered_s = 0.0
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
        answer = honeywell(data) if data[0] == SYN else gm65(data)
        if answer:
            # After what is on its way already, and after earlier answers.
            under_way_s = [at_s for at_s, _ in self.coming if at_s < self.now_s + UNDER_WAY_S]
            begun_s = max([self.now_s, self._answered_s, *under_way_s])
            self._answered_s = begun_s + (self.delays_s.pop(0) if self.delays_s else 0.01)
            self.say(answer, self._answered_s - self.now_s)
        self.when_heard(data)

    def cancel(self) -> None:
        self._cancelled = True

    def open(self) -> None: ...

    def rearm(self) -> None: ...

    def close(self) -> None: ...


@pytest.fixture
def line() -> Line:
    return Line()


def connected(profile: str, line: Line, folder: Path) -> Any:
    driver = Bench(Scanner, {"profile": profile}, folder, line).driver
    driver.link = line
    driver.connect(line)
    line.heard.clear()
    return driver


@pytest.fixture
def scanner(line: Line, tmp_path: Path) -> Scanner:
    return connected("honeywell", line, tmp_path)  # type: ignore[no-any-return]


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


@pytest.mark.parametrize("late_s", [0.55, 0.7, 0.95])
def test_an_answer_that_comes_late_is_no_part_of_a_code(line: Line, tmp_path: Path, late_s: float) -> None:
    """The answer to the first trigger comes when the driver has asked again; a second one follows."""
    scanner = connected("gm65", line, tmp_path)
    line.delays_s = [late_s]
    code_follows = [2]

    def heard(data: bytes) -> None:
        if data == GM65_ON:
            code_follows[0] -= 1
            if not code_follows[0]:
                line.say(b"12345\r", after_s=1.5)

    line.when_heard = heard
    assert scan(scanner)["text"] == "12345"


def test_endless_talk_that_nobody_asked_for_is_listened_to_for_the_time_given(line: Line, scanner: Scanner) -> None:
    line.say(b"9" * 100_000, pieces=10_000, every_s=0.01)
    begun_s = line.now_s
    scanner.listen(2.0)
    assert line.now_s - begun_s < 3
