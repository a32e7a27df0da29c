"""Topic builders and the one table of the contract.

`hall/v1/{site}/{node}/{device}/{channel}/{name}`: absolute, so a link between halls needs no renaming.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from api.messages.base import MAX_PAYLOAD_BYTES, Message
from api.messages.beside_commands import BESIDE_REPORTS, PERSONAL_COMMANDS, TERMINAL_COMMANDS
from api.messages.completion import Acknowledgement, Completion
from api.messages.device_commands import DEVICE_COMMANDS, PASSING_COMMANDS
from api.messages.device_events import BUSINESS_EVENTS, DEVICE_EVENTS
from api.messages.hall_commands import HALL_COMMANDS
from api.messages.state import Availability, Describe, Faults, Status

PREFIX = "hall/v1"
CONTROLLER_NODE = "ctl"
HALL_DEVICE = "hall"
NODE_DEVICE = "node"
"""The device name that stands for the host itself."""
LONGER_COMMANDS = {"check-identity": 262_144}
"""Bytes, where a command may be longer than others: this one holds a picture."""

_ID = re.compile(r"[a-z0-9-]{1,32}")


class Channel(StrEnum):
    STATE = "state"
    EVENT = "evt"
    COMMAND = "cmd"
    REPLY = "rep"


class Receiver(StrEnum):
    """Who a row of the table is for; the access list is made of it."""

    CONTROLLER = "controller"
    DEVICE = "device"
    ANYONE = "anyone"


@dataclass(frozen=True, slots=True)
class Address:
    """A topic taken apart."""

    site: str
    node: str
    device: str
    channel: Channel
    name: str

    def __str__(self) -> str:
        return f"{PREFIX}/{self.site}/{self.node}/{self.device}/{self.channel.value}/{self.name}"


def require_id(value: str, what: str) -> str:
    """`value` if it may stand in a topic.

    Raises:
        ValueError: it isn't 1 to 32 characters of a-z, 0-9 and `-`.
    """
    if not _ID.fullmatch(value):
        raise ValueError(f"{what} {value!r}: 1 to 32 characters of a-z, 0-9 and '-' are allowed")
    return value


def topic(site: str, node: str, device: str, channel: Channel, name: str) -> str:
    """The topic of one message.

    Raises:
        ValueError: a part isn't a valid id.
    """
    require_id(site, "site")
    require_id(node, "node")
    require_id(device, "device")
    require_id(name, "name")
    return f"{PREFIX}/{site}/{node}/{device}/{channel.value}/{name}"


def parse_topic(text: str) -> Address:
    """A topic's parts.

    Raises:
        ValueError: it isn't a topic of this contract.
    """
    parts = text.split("/")
    if len(parts) != 7 or f"{parts[0]}/{parts[1]}" != PREFIX:
        raise ValueError(f"topic {text!r} isn't {PREFIX}/site/node/device/channel/name")
    site, node, device, channel, name = parts[2:]
    for value, what in ((site, "site"), (node, "node"), (device, "device"), (name, "name")):
        require_id(value, what)
    return Address(site, node, device, Channel(channel), name)


def largest_payload(address: Address) -> int:
    """Bytes that are taken of a message on this topic, answers apart."""
    return LONGER_COMMANDS.get(address.name, MAX_PAYLOAD_BYTES) if address.channel is Channel.COMMAND else MAX_PAYLOAD_BYTES


def is_personal(address: Address) -> bool:
    """A question that holds somebody's data: sent in passing (QoS 0), so that no broker keeps it for a receiver that is away."""
    return address.channel is Channel.COMMAND and address.name in PERSONAL_COMMANDS | PASSING_COMMANDS


def availability_topic(site: str, node: str) -> str:
    return topic(site, node, NODE_DEVICE, Channel.STATE, "availability")


def command_topic(site: str, node: str, device: str, name: str) -> str:
    return topic(site, node, device, Channel.COMMAND, name)


def hall_command_topic(site: str, name: str) -> str:
    return command_topic(site, CONTROLLER_NODE, HALL_DEVICE, name)


def reply_topic(site: str, node: str, name: str) -> str:
    """Where `node` wants its answers; `name` is its own choice."""
    return topic(site, node, NODE_DEVICE, Channel.REPLY, name)


@dataclass(frozen=True, slots=True)
class TopicRow:
    """One row of the contract."""

    channel: Channel
    name: str
    """`*` where the requester chooses it."""
    model: type[Message]
    retain: bool
    qos: int
    receiver: Receiver
    expiry_s: int | None
    """MQTT 5 message expiry; None: none, or for commands the command's own time-out."""
    outbox: bool
    """Waits at its source until the receiver's application-level acknowledgement."""
    summary: str


def _first_line(model: type[Message]) -> str:
    return (model.__doc__ or model.__name__).strip().splitlines()[0]


def _state(name: str, model: type[Message], summary: str) -> TopicRow:
    return TopicRow(Channel.STATE, name, model, True, 1, Receiver.ANYONE, None, False, summary)


TOPICS: tuple[TopicRow, ...] = (
    _state("availability", Availability, "Is the node there? Birth, clean stop, last will."),
    _state("describe", Describe, "What the device is."),
    _state("status", Status, "Full status document, on change and after each connect."),
    _state("fault", Faults, "Open faults; empty when well."),
    *(
        TopicRow(Channel.EVENT, name, model, False, 1, Receiver.CONTROLLER, None, name in BUSINESS_EVENTS, _first_line(model))
        for name, model in DEVICE_EVENTS.items()
    ),
    *(
        TopicRow(Channel.COMMAND, name, model, False, 1, Receiver.CONTROLLER, None, True, _first_line(model))
        for name, model in HALL_COMMANDS.items()
    ),
    *(
        TopicRow(
            Channel.COMMAND,
            name,
            model,
            False,
            1,
            Receiver.CONTROLLER,
            None,
            name in BESIDE_REPORTS,
            _first_line(model),
        )
        for name, model in TERMINAL_COMMANDS.items()
    ),
    *(
        TopicRow(Channel.COMMAND, name, model, False, 1, Receiver.DEVICE, None, False, _first_line(model))
        for name, model in DEVICE_COMMANDS.items()
    ),
    TopicRow(Channel.REPLY, "*", Completion, False, 1, Receiver.ANYONE, 60, False, "The answer to a command."),
    TopicRow(Channel.REPLY, "*", Acknowledgement, False, 1, Receiver.ANYONE, 60, False, "The command is being worked on."),
)
"""The whole contract. Broker access list and AsyncAPI document are generated from it."""
