"""`tingtang device learn`: five undocumented pads are learned over a pty, and the written profile drives the real driver."""

import argparse
import random
import re
import termios
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from api.ids import new_id
from api.messages.device_commands import Ask
from api.messages.device_events import KeyPressed, Rated
from drivers.call_pad.driver import CallPad
from drivers.core.clock import SystemClock
from drivers.core.driver import Driver
from drivers.core.links import SerialLinkConfig, make_link
from drivers.emulators.plain_pad import PlainPadEmulator, PlainPadTalk
from drivers.emulators.wires import PtyWire, TcpWire
from drivers.rating_pad.driver import RatingPad
from tests.support.emulated import Bench, EmulatorThread
from tests.support.peers import PtyPeer, eventually
from tests.support.technician import ScriptedTerminal
from tingtang.device.commands import learn as learn_command
from tingtang.device.errors import ToolError
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


def start_and_learn(
    folder: Path,
    emulators: EmulatorThread,
    made: PlainPadTalk,
    keys: Sequence[str],
    *more: str,
    instead: Mapping[int, str] | None = None,
) -> tuple[int, ScriptedTerminal, PlainPadEmulator]:
    (folder / "agent.toml").touch()
    pad, port = start_pad(emulators, folder, made)
    technician = AtThePad(lambda key: emulators.call(lambda: pad.press(key)), keys, instead)
    terminal = ScriptedTerminal(technician)
    return learn(folder, port, terminal, "--keys", ",".join(keys), *more), terminal, pad


def test_a_call_pad_with_digits_works_with_the_profile_that_was_learned(tmp_path: Path, emulators: EmulatorThread) -> None:
    made = talk(lambda n: f"02 43 {{n}} {n:02X} {{xor}} 03", CALLS, lambda n: f"02 52 {{n}} {n:02X} {{xor}} 03")
    code, terminal, pad = start_and_learn(tmp_path, emulators, made, CALLS, "--kind", "call-pad")
    assert code == 0, terminal.text
    bench, link = driver_of(tmp_path, tmp_path / "pad", CallPad)
    with bench.connected(link):  # type: ignore[arg-type]
        for key in ("digit-1", "digit-2", "transfer"):
            emulators.call(lambda key=key: pad.press(key))  # type: ignore[misc]
            eventually(lambda: bench.driver.listen(0.05) or not pad.state()["waiting_for_echo"], "the key was taken")
            for _ in range(8):
                bench.driver.listen(0.02)
        eventually(lambda: bench.driver.listen(0.05) or bench.events, "the operation is heard")
    [event] = bench.events
    assert isinstance(event, KeyPressed)
    assert (event.key, event.digits) == ("transfer", "12")


def test_a_wrong_key_is_asked_for_again_and_the_rest_is_kept(tmp_path: Path, emulators: EmulatorThread) -> None:
    made = talk(lambda n: f"AA {n:02X} 55", RATINGS)
    code, terminal, _ = start_and_learn(tmp_path, emulators, made, RATINGS, instead={5: "BAD"})
    assert code == 0, terminal.text
    assert "The presses of good don't agree: press that key again." in terminal.text
    profile = tomllib.loads((tmp_path / "profiles" / "unseen.toml").read_text(encoding="utf-8"))
    assert profile["keys"] == {"01": "VERY_GOOD", "02": "GOOD", "03": "FAIR", "04": "BAD"}


def test_keys_that_send_the_same_are_named_and_nothing_is_written(tmp_path: Path, emulators: EmulatorThread) -> None:
    made = talk(lambda n: f"AA {min(n, 3):02X} 55", RATINGS)
    code, terminal, _ = start_and_learn(tmp_path, emulators, made, RATINGS)
    assert code == 1
    assert "These keys send the same" in terminal.text
    assert "fair" in terminal.text
    assert "No profile was written" in terminal.text
    assert not (tmp_path / "profiles").exists()


def test_a_pad_that_waits_for_an_echo_gets_it(tmp_path: Path, emulators: EmulatorThread) -> None:
    base = talk(lambda n: f"68 {n:02X} {{sum8}} 16", RATINGS)
    made = PlainPadTalk(base.keys, base.releases, wants="echo")
    code, terminal, pad = start_and_learn(tmp_path, emulators, made, RATINGS, "--quiet-ms", "450")
    assert code == 0, terminal.text
    profile = tomllib.loads((tmp_path / "profiles" / "unseen.toml").read_text(encoding="utf-8"))
    assert profile["host"] == {"echo_keys": True}
    before = emulators.call(pad.state)["unacknowledged"]
    bench, link = driver_of(tmp_path, tmp_path / "pad", RatingPad)
    with bench.connected(link):  # type: ignore[arg-type]
        bench.perform(Ask(ask=new_id(), window=3, ticket="A001", timeout_s=20))
        emulators.call(lambda: pad.press("GOOD"))
        eventually(lambda: bench.driver.listen(0.05) or not emulators.call(pad.state)["waiting_for_echo"], "the pad was answered")
    assert len(bench.events) == 1
    assert emulators.call(pad.state)["unacknowledged"] == before


class MovingPad:
    """A pad that speaks at one speed only: at any other the host hears what its receiver makes of the line."""

    def __init__(self, path: Path, baud: int) -> None:
        self._peer = PtyPeer(path)
        self._speed = getattr(termios, f"B{baud}")
        self._random = random.Random(4)

    def press(self, key: int) -> None:
        frame = bytes((0xAA, 0x10 + key, 0x55))
        right = termios.tcgetattr(self._peer.master)[4] == self._speed
        self._peer.send(frame if right else self._random.choice((b"\x00\xf8", b"\xfe\x80\x00", b"\xe0\xff\xfc\xf0")))

    def close(self) -> None:
        self._peer.unplug()


def test_the_pad_s_speed_is_found_by_itself(tmp_path: Path) -> None:
    (tmp_path / "agent.toml").touch()
    pad = MovingPad(tmp_path / "pad", 19_200)
    keys = ("GOOD", "BAD")
    try:
        terminal = ScriptedTerminal(AtThePad(lambda key: pad.press(keys.index(key)), keys))
        assert learn(tmp_path, tmp_path / "pad", terminal, "--keys", "GOOD,BAD") == 0, terminal.text
    finally:
        pad.close()
    assert "Nothing sensible at 9600 8N1" in terminal.text
    assert "Nothing sensible at 115200 8N1" in terminal.text
    assert "baud = 19200" in terminal.text
    assert tomllib.loads((tmp_path / "profiles" / "unseen.toml").read_text(encoding="utf-8"))["baud"] == 19_200


def test_a_pad_behind_a_serial_server_is_learned_by_tcp(tmp_path: Path, emulators: EmulatorThread) -> None:
    (tmp_path / "agent.toml").touch()
    wire = TcpWire(0)
    pad = PlainPadEmulator("pad", wire, PROTOCOLS["start, key, end"], clock_s=time.monotonic, randomness=random.Random(1))
    emulators.start(pad)
    terminal = ScriptedTerminal(AtThePad(lambda key: emulators.call(lambda: pad.press(key)), ("GOOD", "BAD")))
    place = Path(f"127.0.0.1:{wire.port}")
    assert learn(tmp_path, place, terminal, "--keys", "GOOD,BAD") == 0, terminal.text
    assert f"port = {wire.port}" in terminal.text


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("--keys", "GOOD,BEST"), "noSuchMeaning"),
        (("--name", "Großes Pad"), "profileName"),
        (("--port", "nowhere"), "port"),
        (("--port", "/dev/none"), "portFails"),
    ],
)
def test_what_cannot_be_begun_is_said(tmp_path: Path, words: tuple[str, ...], error: str) -> None:
    with pytest.raises(ToolError) as refused:
        learn(tmp_path, tmp_path / "none", ScriptedTerminal(lambda _: ""), *words)
    assert refused.value.key == f"error.{error}"
