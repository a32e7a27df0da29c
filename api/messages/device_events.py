"""Bodies of events from devices (`<node>/<device>/evt/<name>`)."""

from pydantic import Field

from api.messages.base import Message, Ulid
from api.messages.words import ClimateState, PadKey, RatingLevel, RatingOutcome


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
    labels: tuple[str, ...] = Field(default=(), max_length=8)
    """Codes of the rating reasons that were ticked on a pad with a screen."""
    label_set: str = Field(default="", max_length=20)
    """Version of the set that these codes are of; empty without labels."""


class Said(DeviceEvent):
    """A phrase was spoken to its end; `caption` is what was heard."""

    caption: str = Field(max_length=200)


class PaperThreshold(DeviceEvent):
    paper: str


class CardRemoved(DeviceEvent):
    """The card that was read isn't on the reader any more."""


class DoorOpened(DeviceEvent):
    """The contact says so."""

    commanded: bool
    """By `open`; else by the inside button or the key."""


class DoorClosed(DeviceEvent):
    open_s: float = Field(ge=0)


class DoorForced(DeviceEvent):
    """Open without a command, a button or a key. Latched as fault `door.forced` until it is cleared."""


class DoorHeldOpen(DeviceEvent):
    """Open for longer than allowed."""

    open_s: float = Field(ge=0)


class HelpCalled(DeviceEvent):
    """The SOS button was pressed. Latched as fault `door.sos` until it is cleared."""


class OccupancyChanged(DeviceEvent):
    """How many people are in the zone, by its counting sensor."""

    people: int = Field(ge=0)
    limit: int = Field(ge=0)
    """0: none."""


class HeadphonesChanged(DeviceEvent):
    inserted: bool


class PowerLost(DeviceEvent):
    """The UPS feeds from its battery."""

    runtime_s: int | None = Field(default=None, ge=0)


class PowerBack(DeviceEvent):
    pass


class BatteryLow(DeviceEvent):
    """The UPS is about to end; hosts should stop in good order."""

    runtime_s: int | None = Field(default=None, ge=0)


class ClimateChanged(DeviceEvent):
    state: ClimateState
    celsius: float
    humidity_percent: float | None = None


DEVICE_EVENTS: dict[str, type[DeviceEvent]] = {
    "key-pressed": KeyPressed,
    "rated": Rated,
    "said": Said,
    "paper-threshold": PaperThreshold,
    "card-removed": CardRemoved,
    "door-opened": DoorOpened,
    "door-closed": DoorClosed,
    "door-forced": DoorForced,
    "door-held-open": DoorHeldOpen,
    "help-called": HelpCalled,
    "occupancy-changed": OccupancyChanged,
    "headphones-changed": HeadphonesChanged,
    "power-lost": PowerLost,
    "power-back": PowerBack,
    "battery-low": BatteryLow,
    "climate-changed": ClimateChanged,
}

BUSINESS_EVENTS = frozenset({"key-pressed", "rated"})
"""Kept in the source's outbox until the receiver's acknowledgement; the others are told once."""
