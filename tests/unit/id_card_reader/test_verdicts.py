"""Every verdict that a module may give, at each of the three steps; and which received bytes a trace may show."""

from collections.abc import Callable
from functools import reduce
from operator import xor
from typing import Any

import pytest

from drivers.core.errors import DeviceRefused, DeviceSilent, HardwareFailed
from drivers.core.trace import Direction
from drivers.id_card_reader.conversation import Conversation
from drivers.id_card_reader.driver import IdCardReader
from drivers.id_card_reader.profile import ReaderProfile
from drivers.id_card_reader.reader import CardFailed, Reader

START = bytes.fromhex("AAAAAA9669")
NO_CARD = bytes.fromhex("AAAAAA9669000400008084")
CARD_WORDS = {
    0x31: "card.refusesReader",
    0x32: "card.refusedByReader",
    0x33: "card.verifyFailed",
    0x40: "card.wrongKind",
    0x41: "card.readFailed",
    0x47: "card.randomFailed",
    0x81: "card.selectFailed",
    0x91: "card.noSuchItem",
}
BROKEN = {0x60: "reader.selfTest", 0x66: "reader.notAuthorised"}
NOT_OFFERED = {0x21: "reader.command", 0x24: "reader.unknownError"}


def answer(status: int, data: bytes = b"") -> bytes:
    counted = (4 + len(data)).to_bytes(2, "big") + bytes((0, 0, status)) + data
    return START + counted + bytes((reduce(xor, counted),))


class Module:
    """A line at whose other end a module says `said` to every command."""

    name = "module"

    def __init__(self, said: bytes) -> None:
        self._said = said
        self._line = b""
        self.commands = 0

    def read(self, timeout_s: float) -> bytes:
        data, self._line = self._line, b""
        return data

    def write(self, data: bytes, timeout_s: float) -> None:
        self.commands += data.startswith(START)
        self._line += self._said

    def open(self) -> None: ...

    def cancel(self) -> None: ...

    def rearm(self) -> None: ...

    def close(self) -> None: ...


class Clock:
    """Each look at it is a tenth of a second later."""

    def __init__(self) -> None:
        self._s = 0.0

    def __call__(self) -> float:
        self._s += 0.1
        return self._s


def reader(said: bytes) -> tuple[Reader, Module]:
    module = Module(said)
    return Reader(Conversation(module, Clock()), ReaderProfile(kind="id-card-reader")), module


STEPS: dict[str, Callable[[Reader], Any]] = {
    "select": Reader.select,
    "read": lambda one: one.read(with_fingerprint=False),
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("status", CARD_WORDS)
def test_what_a_card_was_refused_for(step: str, status: int) -> None:
    one, _ = reader(answer(status))
    with pytest.raises(CardFailed) as failed:
        STEPS[step](one)
    assert failed.value.reason == CARD_WORDS[status]


@pytest.mark.parametrize("status", [*CARD_WORDS, 0x80])
def test_only_a_card_that_was_found_is_one(status: int) -> None:
    assert reader(answer(status))[0].find() is False
    assert reader(answer(0x9F, bytes(4)))[0].find() is True


@pytest.mark.parametrize("step", [*STEPS, "find", "check"])
@pytest.mark.parametrize("status", BROKEN)
def test_a_module_that_is_broken_says_so_at_every_step(step: str, status: int) -> None:
    one, _ = reader(answer(status))
    with pytest.raises(HardwareFailed) as failed:
        STEPS.get(step, lambda it: getattr(it, step)())(one)
    assert failed.value.reason == BROKEN[status]


@pytest.mark.parametrize("step", [*STEPS, "find"])
@pytest.mark.parametrize("status", NOT_OFFERED)
def test_a_command_that_the_module_does_not_know(step: str, status: int) -> None:
    one, _ = reader(answer(status))
    with pytest.raises(DeviceRefused) as refused:
        STEPS.get(step, lambda it: getattr(it, step)())(one)
    assert refused.value.reason == NOT_OFFERED[status]


@pytest.mark.parametrize("step", [*STEPS, "find", "check", "newest_address"])
@pytest.mark.parametrize("status", [0x10, 0x11])
def test_what_was_damaged_on_the_way_is_asked_once_more(step: str, status: int) -> None:
    one, module = reader(answer(status))
    with pytest.raises(DeviceSilent) as silent:
        STEPS.get(step, lambda it: getattr(it, step)())(one)
    assert (silent.value.reason, module.commands) == ("device.garbage", 2)


@pytest.mark.parametrize("status", [0x00, 0x42, 0x7F, 0xFF])
def test_a_verdict_that_nobody_documented(status: int) -> None:
    one, _ = reader(answer(status))
    with pytest.raises(CardFailed) as failed:
        one.select()
    assert failed.value.reason == "reader.unknownError"


@pytest.mark.parametrize(("step", "said"), [("select", answer(0x9F, bytes(4))), ("find", answer(0x90, bytes(8)))])
def test_a_good_word_about_another_question_is_no_answer(step: str, said: bytes) -> None:
    one, _ = reader(said)
    with pytest.raises(DeviceSilent):
        getattr(one, step)()


def test_the_answer_to_select_is_no_card() -> None:
    one, _ = reader(answer(0x90, bytes(8)))
    with pytest.raises(DeviceSilent):
        one.read(with_fingerprint=False)


@pytest.mark.parametrize(
    "shown",
    [NO_CARD, answer(0x9F, bytes(4)), answer(0x90, bytes(8)), answer(0x41)],
    ids=["none", "found", "selected", "failed"],
)
def test_a_verdict_alone_may_be_traced(shown: bytes) -> None:
    assert IdCardReader.personal_ranges(Direction.RECEIVED, shown) == ()


@pytest.mark.parametrize(
    "hidden",
    [
        "王小".encode("utf-16-le") + NO_CARD,
        NO_CARD + "王小".encode("utf-16-le"),
        NO_CARD + NO_CARD,
        "王小明1".encode("utf-16-le"),
        answer(0x90, "152223".encode("utf-16-le")),
        answer(0x90, bytes(1284)),
        START,
    ],
    ids=["name-before", "name-after", "two", "name", "digits", "card", "half"],
)
def test_anything_else_may_not(hidden: bytes) -> None:
    assert IdCardReader.personal_ranges(Direction.RECEIVED, hidden) == ((0, len(hidden)),)
