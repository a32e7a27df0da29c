"""The AsyncAPI 3.0 document of the contract, generated from the one table of topics and the models' own schemas.

Operations are written from the side of who sends (`action: send`); `x-receiver` names who listens.
Source of the format: https://www.asyncapi.com/docs/reference/specification/v3.0.0
"""

from typing import Any

from pydantic.json_schema import models_json_schema

from api.messages.base import REVISION, CommandEnvelope, Envelope, EventEnvelope, Message
from api.messages.topics import CONTROLLER_NODE, HALL_DEVICE, NODE_DEVICE, PREFIX, TOPICS, Channel, Receiver, TopicRow

_SCHEMAS = "#/components/schemas/"
_PARAMETERS = {
    "site": "Area code and serial of the hall: `150426-07`.",
    "node": "Host or service: `ctl`, `kiosk-03`, `kiosk-03-agent`.",
    "device": "Role and number: `receipt-1`, `led-1`; `node` is the host itself.",
    "name": "The asker's own choice.",
}


def channel_id(row: TopicRow) -> str:
    """`state-status`, `event-rated`, `hall-command-take`, `device-command-print`, `reply`: unique per address."""
    if row.channel is Channel.REPLY:
        return "reply"
    if row.channel is Channel.COMMAND:
        return f"{'hall' if row.receiver is Receiver.CONTROLLER else 'device'}-command-{row.name}"
    return f"{'event' if row.channel is Channel.EVENT else 'state'}-{row.name}"


def message_id(row: TopicRow) -> str:
    """The channel's id; the two answers share a channel and go by their model."""
    return f"reply-{row.model.__name__.lower()}" if row.channel is Channel.REPLY else channel_id(row)


def address(row: TopicRow) -> str:
    """The topic with `{…}` for what varies."""
    if row.channel is Channel.REPLY:
        return f"{PREFIX}/{{site}}/{{node}}/{NODE_DEVICE}/{row.channel.value}/{{name}}"
    if row.channel is Channel.COMMAND and row.receiver is Receiver.CONTROLLER:
        return f"{PREFIX}/{{site}}/{CONTROLLER_NODE}/{HALL_DEVICE}/{row.channel.value}/{row.name}"
    device = NODE_DEVICE if row.name == "availability" else "{device}"
    return f"{PREFIX}/{{site}}/{{node}}/{device}/{row.channel.value}/{row.name}"


def envelope(row: TopicRow) -> type[Envelope]:
    """Which envelope the row's messages carry beside their body."""
    if row.channel is Channel.COMMAND:
        return CommandEnvelope
    return EventEnvelope if row.channel is Channel.EVENT and row.outbox else Envelope


def document() -> dict[str, Any]:
    """The whole document, ready for JSON."""
    channels: dict[str, Any] = {}
    operations: dict[str, Any] = {}
    messages: dict[str, Any] = {}
    for row in TOPICS:
        name, message = channel_id(row), message_id(row)
        messages[message] = {
            "name": message,
            "summary": row.summary,
            "contentType": "application/json",
            "payload": {"allOf": [{"$ref": _SCHEMAS + model.__name__} for model in (envelope(row), row.model)]},
        }
        channel = channels.setdefault(name, _channel(row))
        channel["messages"][message] = {"$ref": f"#/components/messages/{message}"}
        operation = operations.setdefault(f"send-{name}", _operation(row, name))
        operation["messages"].append({"$ref": f"#/channels/{name}/messages/{message}"})
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Tingtang hall",
            "version": f"1.{REVISION}",
            "description": "Every message between the parts of a government service hall, over MQTT 5. "
            "Receivers ignore unknown fields and take unknown words as `unknown`.",
        },
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": operations,
        "components": {"messages": messages, "schemas": _schemas()},
    }


def _channel(row: TopicRow) -> dict[str, Any]:
    text = address(row)
    parameters = {key: {"description": words} for key, words in _PARAMETERS.items() if f"{{{key}}}" in text}
    return {"address": text, "messages": {}, "parameters": parameters}


def _operation(row: TopicRow, name: str) -> dict[str, Any]:
    mqtt: dict[str, Any] = {"qos": row.qos, "retain": row.retain, "bindingVersion": "0.2.0"}
    if row.expiry_s is not None:
        mqtt["messageExpiryInterval"] = row.expiry_s
    operation: dict[str, Any] = {
        "action": "send",
        "channel": {"$ref": f"#/channels/{name}"},
        "messages": [],
        "bindings": {"mqtt": mqtt},
        "x-receiver": row.receiver.value,
        "x-outbox": row.outbox,
    }
    if row.channel is Channel.COMMAND or row.outbox:
        operation["reply"] = {
            "address": {"location": "$message.header#/responseTopic", "description": "MQTT 5 response topic"},
            "channel": {"$ref": "#/channels/reply"},
        }
    return operation


def _schemas() -> dict[str, Any]:
    models: list[type[Message]] = [Envelope, EventEnvelope, CommandEnvelope]
    models += [row.model for row in TOPICS if row.model not in models]
    _, schema = models_json_schema([(model, "validation") for model in models], ref_template=_SCHEMAS + "{model}")
    definitions: dict[str, Any] = schema["$defs"]
    return dict(sorted(definitions.items()))
