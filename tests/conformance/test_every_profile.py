"""Every profile and register map works: its driver, set up by it, gets along with an emulated device of that model."""

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from api.ids import new_id
from api.messages.completion import Completion
from api.messages.device_commands import (
    Ask,
    DeviceCommand,
    Identify,
    Open,
    PadDisplay,
    Print,
    ReadCard,
    ReadKeys,
    Say,
    Scan,
    Show,
    TestPattern,
)
from api.messages.state import Status
from api.messages.words import DeviceState
from drivers.core.clock import SystemClock
from drivers.core.job import Job
from drivers.core.lifecycle import WorkerState
from drivers.core.link import Link
from drivers.core.links import InputLinkConfig, SerialLinkConfig, TcpLinkConfig, UdpLinkConfig, make_link
from drivers.core.registry import load_bus_codec, load_driver
from drivers.core.shared_bus import SharedBus
from drivers.core.worker import Outputs, Worker
from drivers.emulators.config import Section
from drivers.emulators.device import Emulator
from drivers.emulators.kinds import Bench, build
from tests.support.emulated import EmulatorThread
from tests.support.pad_broker import PadOnBroker
from tests.support.peers import eventually
from tests.support.voice import clips
from tingtang.demo.models import LINES, PORT_WIRES, Model, load_models
from tingtang.ports import free_ports

__all__ = ["clips"]

CONFIGS = Path(__file__).parents[2] / "firmware_configs"
SHIPPED = {path.stem for folder in ("profiles", "modbus") for path in (CONFIGS / folder).glob("*.toml")}
MODELS = load_models()
WITHOUT_PROFILE = frozenset({"speaker", "nut"})
"""Models whose driver needs no profile."""
NEVER_ANSWER = {
    "escpos-80mm-gb2312-mute": "printer.neverAnswers",
    "hub75-wled-128x32": "board.neverAnswers",
    "ff68-no-echo": "pad.notHeardYet",
    "keys-one-byte": "pad.notHeardYet",
}
"""Models that give no sign of life: `unknown` is the honest word for them, with its reason."""
ADDRESS = 5
READY_S = 20.0

COMMANDS: dict[str, DeviceCommand] = {
    "led-board": Show(layout="calling", data={"ticket": "A012", "window": "3"}),
    "receipt-printer": Print(template="ticket", data={"number": "A012"}),
    "document-printer": Print(template="test-page", data={"printer": "profile-1", "profile": "ipp"}),
    "call-pad": PadDisplay(waiting=5, ticket="A012"),
    "rating-pad": Ask(ask=new_id(), window=3, ticket="A012", timeout_s=5),
    "speaker": Say(template="call", arguments={"ticket": "A012", "window": "3"}),
    "zone-door": Open(pulse_ms=500),
    "climate": TestPattern(),
    "ups": TestPattern(),
    "id-card-reader": ReadCard(purpose="identify", timeout_s=5),
    "scanner": Scan(purpose="identify", timeout_s=5),
    "keypad": ReadKeys(timeout_s=5),
}
OTHER_COMMANDS: dict[str, DeviceCommand] = {"keys-call-pad": Identify(label="3", seconds=1)}
"""Where the model can't do the usual command of its kind: this pad has no display."""
ATTENDED = {"id-card-reader": "resident", "scanner": "A012", "keypad": "volume-up"}
"""Somebody stands before the terminal's inputs: lays a card, shows a code, presses a key."""


def test_every_shipped_profile_has_an_emulated_model() -> None:
    assert set(MODELS) - WITHOUT_PROFILE == SHIPPED


class Set:
    """One model's emulator and worker."""

    def __init__(self, name: str, model: Model, folder: Path, clips: Path) -> None:
        self.name = name
        self.model = model
        self.statuses: list[Status] = []
        self.completions: list[Completion] = []
        self._folder = folder
        self._bus: SharedBus | None = None
        self.emulator: Emulator
        if model.wire == "mqtt":
            pad = PadOnBroker(folder, clock_s=time.monotonic, randomness=random.Random(7))
            link: Callable[[], Link] = pad.link
            self.emulator = pad
        else:
            link, emulator = self._wired(model, dict(model.emulator), clips)
            self.emulator = build(Section(emulator, name), Bench(time.monotonic, random.Random(7), folder)).emulator
        driver_class = load_driver(model.kind)
        options = dict(model.options)
        if "window" in driver_class.Config.model_fields:
            options["window"] = 3
        if model.on_line and "address" in driver_class.Config.model_fields:
            options["address"] = ADDRESS
        if model.kind == "speaker":
            options["clips"] = clips
        self.worker = Worker(
            "profile-1",
            driver_class,
            driver_class.Config.model_validate(options),
            link,
            Outputs(self.statuses.append, lambda _: None, lambda _: None, lambda _: None),
            clock=SystemClock(),
            random=lambda: 0.5,
            data_dir=folder,
        )

    def _wired(self, model: Model, emulator: dict[str, Any], clips: Path) -> tuple[Callable[[], Link], dict[str, Any]]:
        path = self._folder / "port"
        if model.on_line:
            kind, key = LINES[model.wire]
            config = SerialLinkConfig(type="serial", port=str(path))
            self._bus = bus = SharedBus("line", lambda: make_link(config), load_bus_codec(model.wire), SystemClock())
            unit = {"id": "device", "address": ADDRESS} | emulator
            line = {"id": "line", "kind": kind, "listen": {"type": "pty", "path": str(path)}, key: [unit]}
            return (lambda: bus.member(ADDRESS)), line
        emulator |= {"id": "device"}
        if model.kind in ATTENDED:
            emulator["attended"] = ATTENDED[model.kind]
        if model.kind == "speaker":
            emulator |= {"clips": str(clips), "speed": 20.0}
        if model.wire in PORT_WIRES:
            (port,) = free_ports(1)
            emulator["listen"] = {"type": model.wire, "port": port}
            shape = TcpLinkConfig if model.wire == "tcp" else UdpLinkConfig
            return (lambda: make_link(shape.model_validate({"type": model.wire, "host": "127.0.0.1", "port": port}))), emulator
        emulator["listen"] = {"type": "pty", "path": str(path)}
        if model.wire == "input":
            return (lambda: make_link(InputLinkConfig(type="input", device=str(path), grab=False))), emulator
        serial = SerialLinkConfig.model_validate({"type": "serial", "port": str(path)} | model.link)
        return (lambda: make_link(serial)), emulator

    def perform(self) -> Completion:
        command = OTHER_COMMANDS.get(self.name, COMMANDS[self.model.kind])
        job = Job(new_id(), command, time.monotonic(), 60.0, self.completions.append)
        self.worker.submit(job)
        eventually(lambda: bool(self.completions), "answered", READY_S)
        return self.completions[0]

    def close(self) -> None:
        self.worker.close()
        if self._bus is not None:
            self._bus.close()


@pytest.fixture
def emulators() -> Iterator[EmulatorThread]:
    with EmulatorThread() as thread:
        yield thread


@pytest.mark.parametrize("name", sorted(MODELS))
def test_the_driver_gets_along_with_its_model(name: str, emulators: EmulatorThread, tmp_path: Path, clips: Path) -> None:
    model = MODELS[name]
    one = Set(name, model, tmp_path, clips)
    emulators.start(one.emulator)
    try:
        one.worker.start()
        eventually(lambda: one.worker.state is WorkerState.READY, f"{name} ready", READY_S)
        completion = one.perform()
        if name in NEVER_ANSWER:
            assert (one.worker.status.device, one.worker.status.reason) == (DeviceState.UNKNOWN, NEVER_ANSWER[name])
        else:
            assert completion.succeeded, completion
            assert one.worker.status.device is DeviceState.ONLINE, one.worker.status
    finally:
        one.close()
