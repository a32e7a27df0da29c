"""A command that an output must carry out because of an event."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class DeliveryState(StrEnum):
    PENDING = "pending"
    """Not yet completed by the device: sent again until it is, or until it is too late."""
    DONE = "done"
    FAILED = "failed"
    """The output didn't show or say it; a fault was raised."""


@dataclass(slots=True)
class Delivery:
    """Stored in the same transaction as its event, so that no call is lost between the two."""

    id: str
    """ULID: the device command's id. A rating question's delivery has the question's own id."""
    event_seq: int
    call_seq: int | None
    """Ledger seq of the call it belongs to; None for other changes of a window's outputs."""
    device: str
    """`node/device`."""
    command: str
    """Name in `DEVICE_COMMANDS`."""
    body: dict[str, Any]
    created_at: int
    state: DeliveryState = DeliveryState.PENDING
