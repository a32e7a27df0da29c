"""A node with devices as the controller meets it on the bus: real MQTT, no driver behind.

What each device does with a command is set by the test: `well` completes, `silent` hears nothing, `refusing` says no.
"""

from dataclasses import dataclass, field
from enum import Enum

from api.bus.client import MqttBus
from api.bus.codec import decode_command
from api.bus.port import Received
from api.messages.base import Message
from api.messages.completion import Acknowledgement, Completion
from api.messages.device_commands import DEVICE_COMMANDS, DeviceCommand
from api.messages.state import Describe, Status
from api.messages.topics import NODE_DEVICE, PREFIX, Channel, topic
from api.messages.words import CompletionCode, DeviceState


class Mood(Enum):
    WELL = "well"
    SILENT = "silent"
    REFUSING = "refusing"
    SLOW = "slow"
    """Acknowledges and completes when told to."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command as it arrived."""

    id: str
    device: str
    name: str
    body: DeviceCommand


@dataclass
class DeviceNode:
    """`devices`: id to kind."""

    bus: MqttBus
    devices: dict[str, str]
    answers_presence: bool = True
    heard: list[Command] = field(default_factory=list)
    """Every arrival, repeats included; not what a silent device was sent."""
    done: list[Command] = field(default_factory=list)
    """What had an effect: each id once."""
    held: list[tuple[Received, Command]] = field(default_factory=list)
    moods: dict[str, Mood] = field(default_factory=dict)

    def listen(self) -> "DeviceNode":
        self.bus.listen(f"{PREFIX}/{self.bus.site}/{self.bus.node}/+/{Channel.COMMAND}/+", self._on_command)
        for device, kind in self.devices.items():
            self.bus.set_state(device, "describe", Describe(kind=kind, model="test", place="test"))
            self.bus.set_state(device, "status", Status(device=DeviceState.ONLINE))
        return self

    def report(self, device: str, state: DeviceState) -> None:
        self.bus.set_state(device, "status", Status(device=state))

    async def tell(self, device: str, event: str, body: Message, event_id: str, timeout_s: float = 10.0) -> Completion:
        """A business event as an outbox tells it: under its id, until the hall's completion."""
        address = topic(self.bus.site, self.bus.node, device, Channel.EVENT, event)
        return await self.bus.request(address, body, command_id=event_id, timeout_s=timeout_s)

    def done_by(self, device: str, name: str) -> list[Command]:
        return [command for command in self.done if (command.device, command.name) == (device, name)]

    def complete_held(self) -> None:
        for received, command in self.held:
            self._complete(received, command)
        self.held.clear()

    def _on_command(self, received: Received) -> None:
        received.acknowledge()
        device, name = received.address.device, received.address.name
        envelope, body = decode_command(received.payload, DEVICE_COMMANDS[name])
        command = Command(envelope.id, device, name, body)
        if device == NODE_DEVICE:
            if self.answers_presence:
                self.bus.reply(received, Completion(id=command.id, code=CompletionCode.SUCCESS))
            return
        mood = self.moods.get(device, Mood.WELL)
        if mood is Mood.SILENT:
            return
        self.heard.append(command)
        if mood is Mood.REFUSING:
            answer = Completion(id=command.id, code=CompletionCode.DEVICE_NOT_READY, error_code="link.lost")
            self.bus.reply(received, answer)
        elif mood is Mood.SLOW:
            self.bus.reply(received, Acknowledgement(id=command.id))
            if all(command.id != waiting.id for _, waiting in self.held):
                self.held.append((received, command))
        else:
            self._complete(received, command)

    def _complete(self, received: Received, command: Command) -> None:
        if all(command.id != known.id for known in self.done):
            self.done.append(command)
        self.bus.reply(received, Completion(id=command.id, code=CompletionCode.SUCCESS))
