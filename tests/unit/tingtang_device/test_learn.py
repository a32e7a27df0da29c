"""`tingtang device learn`: five undocumented pads are learned over a pty, and the written profile drives the real driver."""

import argparse
import random
import re
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from api.ids import new_id
from api.messages.device_commands import Ask
from api.messages.device_events import Rated
from drivers.core.clock import SystemClock
from drivers.core.driver import Driver
from drivers.core.links import SerialLinkConfig, make_link
from drivers.emulators.plain_pad import PlainPadEmulator, PlainPadTalk
from drivers.emulators.wires import PtyWire
from drivers.rating_pad.driver import RatingPad
from tests.support.emulated import Bench, EmulatorThread
from tests.support.peers import eventually
from tests.support.technician import ScriptedTerminal
from tingtang.device.commands import learn as learn_command
from tingtang.device.texts import Texts

TEXTS = Texts("en")
RATINGS = ("VERY_GOOD", "GOOD", "FAIR", "BAD")
CALLS = ("next", "recall", "pause", "digit-1", "digit-2", "transfer")
ASKED = re.compile(r"Press the key “(.+?)” (?:(\d+) times|once)|press “(.+?)” once more")


def talk(frame: Callable[[int], str], keys: Sequence[str], release: Callable[[int], str] | None = None) -> PlainPadTalk:
    return PlainPadTalk(
        {key: (frame(number),) for number, key in enumerate(keys, start=1)},
        {key: release(number) for number, key in enumerate(keys, start=1)} if release else {},
    )


PROTOCOLS: Mapping[str, PlainPadTalk] = {
    "one byte": talk(lambda n: f"{0x30 + n:02X}", RATINGS),
    "start, key, end": talk(lambda n: f"AA {1 << n:02X} 55", RATINGS),
    "counter and sum": talk(lambda n: f"5A {{n}} {0x10 + n:02X} {{sum8}}", RATINGS, lambda _: "5A {n} 00 {sum8}"),
    "address and CRC-16": talk(lambda n: f"07 03 {n:02X} {{modbus}}", RATINGS),
    "text with let go": talk(lambda n: f"4B 45 59 {0x30 + n:02X} 0D 0A", RATINGS, lambda n: f"55 50 {0x30 + n:02X} 0D 0A"),
}


class AtThePad:
    """Presses the key that the terminal asks for. `instead`: keys pressed by mistake, by which press of all it is."""

    def __init__(self, press: Callable[[str], None], keys: Sequence[str], instead: Mapping[int, str] | None = None) -> None:
        self._press = press
        self._by_name = {TEXTS(f"learn.key.{key}"): key for key in keys}
        self._instead = dict(instead or {})
        self._asked = ""
        self._due = 0
        self.pressed: list[str] = []

    def __call__(self, lines: Sequence[str]) -> str:
        ready = False
        for line in lines:
            asked = ASKED.search(line)
            if asked:
                self._asked, self._due, ready = asked.group(1) or asked.group(3), int(asked.group(2) or 1), True
            elif re.search(r"✓ \d of \d", line):
                ready = self._due > 0
        if not ready:
            return ""
        key = self._by_name.get(self._asked)
        if key is None:
            return "n"
        self._due -= 1
        self.pressed.append(key)
        self._press(self._instead.get(len(self.pressed), key))
        return ""


@pytest.fixture
def emulators() -> Iterator[EmulatorThread]:
    with EmulatorThread() as thread:
        yield thread


def start_pad(emulators: EmulatorThread, folder: Path, made: PlainPadTalk) -> tuple[PlainPadEmulator, Path]:
    wire = PtyWire(folder / "pad")
    pad = PlainPadEmulator("pad", wire, made, clock_s=time.monotonic, randomness=random.Random(1))
    emulators.start(pad)
    return pad, wire.path


def learn(folder: Path, port: Path, terminal: ScriptedTerminal, *more: str) -> int:
    parser = argparse.ArgumentParser()
    learn_command.add_arguments(parser)
    common = ["--config", str(folder / "agent.toml"), "--port", str(port), "--quiet-ms", "250", "--name", "unseen"]
    return learn_command.learn(parser.parse_args([*common, *more]), terminal, TEXTS)


def driver_of(folder: Path, port: Path, driver_class: type[Driver]) -> tuple[Bench, object]:
    options = {"profile_file": folder / "profiles" / "unseen.toml", "window": 3}
    return Bench(driver_class, options, folder, SystemClock()), make_link(
        SerialLinkConfig(type="serial", port=str(port), baud=9600)
    )


@pytest.mark.parametrize("name", PROTOCOLS)
def test_an_unseen_rating_pad_works_with_the_profile_that_was_learned(
    name: str, tmp_path: Path, emulators: EmulatorThread
) -> None:
    (tmp_path / "agent.toml").touch()
    pad, port = start_pad(emulators, tmp_path, PROTOCOLS[name])
    technician = AtThePad(lambda key: emulators.call(lambda: pad.press(key)), RATINGS)
    terminal = ScriptedTerminal(technician)

    assert learn(tmp_path, port, terminal, "--kind", "rating-pad") == 0, terminal.text

    assert technician.pressed == [key for key in RATINGS for _ in range(3)] + list(RATINGS)
    profile = tomllib.loads((tmp_path / "profiles" / "unseen.toml").read_text(encoding="utf-8"))
    assert profile["verified_on"] == []
    assert set(profile["keys"].values()) == set(RATINGS)
    assert 'profile_file = "profiles/unseen.toml"' in terminal.text
    bench, link = driver_of(tmp_path, port, RatingPad)
    with bench.connected(link):  # type: ignore[arg-type]
        for number, key in enumerate(RATINGS):
            ask = new_id()
            bench.perform(Ask(ask=ask, window=3, ticket="A001", timeout_s=20))
            emulators.call(lambda key=key: pad.press(key))  # type: ignore[misc]
            eventually(lambda: bench.driver.listen(0.05) or len(bench.events) > number, f"{name}: {key} is heard")  # noqa: B023
            rated = bench.events[-1]
            assert isinstance(rated, Rated)
            assert (rated.ask, rated.level) == (ask, key)
    assert len(bench.events) == len(RATINGS)
