"""Where a worker tells what happens to its device."""

from collections.abc import Callable
from dataclasses import dataclass

from api.messages.device_events import DeviceEvent
from api.messages.state import Faults, Status
from drivers.core.driver import Identity


@dataclass(frozen=True, slots=True)
class Outputs:
    """Called in the worker's thread."""

    on_status: Callable[[Status], None]
    """Only changes."""
    on_faults: Callable[[Faults], None]
    on_event: Callable[[DeviceEvent], None]
    """Business events are durable when it returns."""
    on_identity: Callable[[Identity], None]
    """At the start, and after each connect."""
