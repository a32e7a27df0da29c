"""Cards pulled away and questions taken back at each step, on a module that takes its time and does one thing after the other."""

import threading
import time
from base64 import b64decode
from typing import Any

import pytest

from api.messages.device_events import CardRemoved
from drivers.core.errors import Cancelled, DeviceError, DeviceRefused, NobodyCame
from tests.unit.id_card_reader.conftest import CardBench, MakeBench

SLOW = {"pace": 0.3}
"""find 36 ms, select 45 ms, read 360 ms."""
WORKING = {"find": b"\x20\x01", "select": b"\x20\x02", "read": b"\x30\x01"}


def begin(reader: CardBench, timeout_s: int = 5) -> tuple[threading.Thread, list[Any]]:
    outcome: list[Any] = []

    def run() -> None:
        try:
            outcome.append(reader.read(timeout_s=timeout_s))
        except DeviceError as error:
            outcome.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, outcome


def wait_until_at(reader: CardBench, step: str) -> None:
    reader.emulators.wait_for(lambda: reader.device.at_work == WORKING[step], f"{step} under way")


@pytest.mark.parametrize(("step", "pace"), [("find", 0.3), ("select", 0.3), ("read", 0.3), ("read", 2.0)])
def test_a_question_taken_back_leaves_nothing_behind(make_bench: MakeBench, step: str, pace: float) -> None:
    reader = make_bench(module={"pace": pace})
    if step != "find":
        reader.lay("resident")
    thread, outcome = begin(reader)
    wait_until_at(reader, step)
    reader.link.cancel()
    thread.join(10)
    assert isinstance(outcome[0], Cancelled)
    # The next one is asked at once; what the module still says about the last one is no answer to it.
    reader.lift()
    reader.lay("residence-permit")
    assert reader.read(timeout_s=5)["name"] == "陳大文"


@pytest.mark.parametrize("step", ["select", "read"])
def test_a_card_that_still_lies_there_is_to_be_lifted(make_bench: MakeBench, step: str) -> None:
    reader = make_bench(module=SLOW)
    reader.lay("resident")
    thread, _ = begin(reader)
    wait_until_at(reader, step)
    reader.link.cancel()
    thread.join(10)
    with pytest.raises(NobodyCame) as lying:
        reader.read(timeout_s=1)
    assert lying.value.reason == "card.liftAndPutAgain"
    assert reader.driver.status().detail["card"] == "present"


def test_a_card_pulled_while_it_is_read(make_bench: MakeBench) -> None:
    reader = make_bench(module=SLOW)
    reader.lay("resident")
    thread, outcome = begin(reader, timeout_s=1)
    wait_until_at(reader, "read")
    reader.lift()
    thread.join(15)
    assert isinstance(outcome[0], DeviceRefused)
    assert outcome[0].reason == "card.readFailed"
    assert reader.driver.status().detail["card"] == "notPresent"
    reader.lay("resident")
    assert reader.read(timeout_s=5)["name"] == "王小明"


def test_a_card_pulled_and_laid_again_while_it_is_read_is_read(make_bench: MakeBench) -> None:
    reader = make_bench(module=SLOW)
    reader.lay("resident")
    thread, outcome = begin(reader)
    wait_until_at(reader, "read")
    reader.lift()
    reader.lay("residence-permit")
    thread.join(15)
    assert outcome[0]["name"] == "陳大文"


def test_a_wait_for_a_card_ends_in_time(make_bench: MakeBench) -> None:
    reader = make_bench(module=SLOW)
    begun_s = time.monotonic()
    with pytest.raises(NobodyCame):
        reader.read(timeout_s=1)
    assert time.monotonic() - begun_s < 3


@pytest.mark.parametrize("pace", [0, 0.3])
def test_a_module_without_newest_addresses_cannot_tell_whether_a_card_is_left(make_bench: MakeBench, pace: float) -> None:
    reader = make_bench(module={"newest_address": False, "pace": pace})
    reader.lay("resident")
    reader.read(timeout_s=5)
    reader.clock.added_s += 1.1
    reader.driver.listen(0.05)
    assert reader.events == [], "the card lies there"
    assert reader.driver.status().detail["card"] == "unknown"
    with pytest.raises(NobodyCame) as lying:
        reader.read()
    assert lying.value.reason == "card.liftAndPutAgain"
    reader.lift()
    reader.lay("resident")
    assert reader.read(timeout_s=5)["name"] == "王小明"
    assert reader.events == [CardRemoved()]


def test_the_newest_address_of_such_a_module_is_empty(make_bench: MakeBench) -> None:
    reader = make_bench(module={"newest_address": False})
    reader.lay("resident")
    assert reader.read(newest_address=True)["newest_address"] == ""


@pytest.mark.parametrize(("kind", "size"), [("one-fingerprint", 512), ("no-fingerprint", 0)])
def test_cards_with_fewer_fingerprints(make_bench: MakeBench, kind: str, size: int) -> None:
    reader = make_bench(profile="sam-serial-fingerprint", fingerprint=True)
    reader.lay(kind)
    card = reader.read()
    assert (card["name"], len(b64decode(card["fingerprint"]))) == ("王小明", size)


def test_two_in_a_row_are_two_cards(make_bench: MakeBench) -> None:
    reader = make_bench(module=SLOW)
    reader.lay("resident")
    assert reader.read(timeout_s=5)["name"] == "王小明"
    thread, outcome = begin(reader)
    reader.lift()
    reader.lay("residence-permit")
    thread.join(15)
    assert outcome[0]["name"] == "陳大文"
    assert reader.events == [CardRemoved()]
