"""Bytes on the wire: one flat JSON object, the envelope's fields beside the body's.

Pure functions. They know no topic, no clock and no connection; the caller brings the stamp.
"""

from dataclasses import dataclass
from typing import Any, TypeVar

import orjson
from pydantic import ValidationError

from api.messages.base import REVISION, CommandEnvelope, Envelope, EventEnvelope, Message
from api.messages.completion import Acknowledgement, Completion

Body = TypeVar("Body", bound=Message)
Head = TypeVar("Head", bound=Envelope)

MAX_REPLY_BYTES = 1_048_576
"""Largest answer taken from a `rep` topic. A county hall's catalogue (1118 services, two languages) is about 400 KiB."""


class Malformed(ValueError):
    """The payload isn't a message of this model. The text names fields and rules, never the values that were sent."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the envelope says about the moment of publishing."""

    at: int
    """UTC ms."""
    session: str
    seq: int


def encode_state(body: Message, stamp: Stamp) -> bytes:
    """Retained state, a one-time event, or an answer."""
    return orjson.dumps(_head(stamp) | body.model_dump(mode="json"))


def encode_event(body: Message, stamp: Stamp, event_id: str) -> bytes:
    """A business event under its outbox id."""
    return orjson.dumps(_head(stamp) | {"id": event_id} | body.model_dump(mode="json"))


def encode_command(body: Message, stamp: Stamp, *, command_id: str, by: str, timeout_ms: int) -> bytes:
    """A command under its idempotency key."""
    head = _head(stamp) | {"id": command_id, "by": by, "timeout_ms": timeout_ms}
    return orjson.dumps(head | body.model_dump(mode="json"))


def decode_state(payload: bytes, model: type[Body]) -> tuple[Envelope, Body]:
    """State or a one-time event.

    Raises:
        Malformed: not JSON, not an object, or a field breaks its rule.
    """
    return _decode(payload, Envelope, model)


def decode_event(payload: bytes, model: type[Body]) -> tuple[EventEnvelope, Body]:
    """A business event.

    Raises:
        Malformed: as above, or it carries no id.
    """
    return _decode(payload, EventEnvelope, model)


def decode_command(payload: bytes, model: type[Body]) -> tuple[CommandEnvelope, Body]:
    """A command.

    Raises:
        Malformed: as above, or id, asker or time-out are missing.
    """
    return _decode(payload, CommandEnvelope, model)


def decode_answer(payload: bytes) -> Acknowledgement | Completion:
    """What came on a `rep` topic.

    Raises:
        Malformed: neither an acknowledgement nor a completion.
    """
    fields = _object(payload)
    model: type[Acknowledgement] | type[Completion] = Acknowledgement if fields.get("kind") == "ack" else Completion
    return _validated(model, fields)


def decode_object(payload: bytes) -> dict[str, Any]:
    """The bare fields, for a tool that shows any message.

    Raises:
        Malformed: not a JSON object.
    """
    return _object(payload)


def _head(stamp: Stamp) -> dict[str, Any]:
    return {"rev": REVISION, "at": stamp.at, "session": stamp.session, "seq": stamp.seq}


def _decode(payload: bytes, head: type[Head], model: type[Body]) -> tuple[Head, Body]:
    fields = _object(payload)
    return _validated(head, fields), _validated(model, fields)


def _object(payload: bytes) -> dict[str, Any]:
    try:
        fields = orjson.loads(payload)
    except orjson.JSONDecodeError as error:
        raise Malformed(f"not JSON: {error.msg} at byte {error.pos}") from None
    if not isinstance(fields, dict):
        raise Malformed(f"a JSON object was expected, not {type(fields).__name__}")
    return fields


def _validated(model: type[Body], fields: dict[str, Any]) -> Body:
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        # Values stay out of the text: they may be a citizen's, and the text goes to logs.
        faults = "; ".join(
            f"{'.'.join(str(part) for part in fault['loc']) or model.__name__}: {fault['type']}"
            for fault in error.errors(include_url=False, include_context=False, include_input=False)
        )
        raise Malformed(f"{model.__name__}: {faults}") from None
