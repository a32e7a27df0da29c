"""Lets others ask whether this node is there: a `diagnose` to its own `node` device is answered at once.

For processes without a device agent's own answer. The controller asks after the broker's restart (contract rule 5).
"""

from typing import Any

from api.bus.codec import Malformed, decode_command
from api.bus.port import BusPort, Received
from api.messages.completion import Completion
from api.messages.device_commands import Diagnose
from api.messages.topics import NODE_DEVICE, command_topic
from api.messages.words import CompletionCode


def answer_presence(bus: BusPort) -> None:
    """Register with the bus; once, before it starts. Result: `session` of the present connection."""

    def answer(received: Received) -> None:
        received.acknowledge()
        try:
            envelope, _ = decode_command(received.payload, Diagnose)
        except Malformed:
            return
        result: dict[str, Any] = {"session": bus.session}
        bus.reply(received, Completion(id=envelope.id, code=CompletionCode.SUCCESS, result=result))

    bus.listen(command_topic(bus.site, bus.node, NODE_DEVICE, "diagnose"), answer)
