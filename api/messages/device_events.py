"""Bodies of events from devices (`<node>/<device>/evt/<name>`)."""

from pydantic import Field

from api.messages.base import Message, Ulid
from api.messages.words import PadKey, RatingLevel, RatingOutcome


class DeviceEvent(Message):
    """Base of all device events."""


class KeyPressed(DeviceEvent):
    """A key of a window's call pad. A business event: waits in the agent's outbox until the controller has committed it."""

    window: int
    key: PadKey
    digits: str = Field(default="", max_length=6)


class Rated(DeviceEvent):
    """The one outcome of an ask. A business event."""

    ask: Ulid
    window: int
    outcome: RatingOutcome
    level: RatingLevel | None = None


class Said(DeviceEvent):
    """A phrase was spoken to its end; `caption` is what was heard."""

    caption: str = Field(max_length=200)


class PaperThreshold(DeviceEvent):
    paper: str


DEVICE_EVENTS: dict[str, type[DeviceEvent]] = {
    "key-pressed": KeyPressed,
    "rated": Rated,
    "said": Said,
    "paper-threshold": PaperThreshold,
}

BUSINESS_EVENTS = frozenset({"key-pressed", "rated"})
"""Kept in the source's outbox until the receiver's acknowledgement; the others are told once."""
