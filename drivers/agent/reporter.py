"""Tells the bus what workers report: retained state from their threads to the loop, events to the bus or the outbox."""

import asyncio
from collections.abc import Callable

from api.bus.outbox import OutboxEntry
from api.bus.port import BusPort
from api.messages.base import Message
from api.messages.device_commands import DEVICE_COMMANDS, CancelCommand, Diagnose, Reset
from api.messages.device_events import BUSINESS_EVENTS, DEVICE_EVENTS, DeviceEvent
from api.messages.state import Describe, Faults, Status
from api.messages.topics import Channel, topic
from drivers.agent.settings import BusSection, DeviceSection
from drivers.agent.store import AgentStore
from drivers.core.driver import Driver, Identity
from drivers.core.worker import Outputs

_EVENT_NAMES = {model: name for name, model in DEVICE_EVENTS.items()}
_COMMON_COMMANDS = (CancelCommand, Reset, Diagnose)


class Reporter:
    """One device's voice. Its methods are called in the worker's thread."""

    def __init__(
        self,
        section: DeviceSection,
        driver_class: type[Driver],
        bus: BusPort,
        store: AgentStore,
        loop: asyncio.AbstractEventLoop,
        make_id: Callable[[], str],
        wake_outbox: Callable[[], None],
        line: BusSection | None = None,
    ) -> None:
        self._section = section
        self._driver_class = driver_class
        self._bus = bus
        self._store = store
        self._loop = loop
        self._make_id = make_id
        self._wake_outbox = wake_outbox
        self._line = line

    def outputs(self) -> Outputs:
        return Outputs(self._on_status, self._on_faults, self._on_event, self._on_identity)

    def _on_status(self, status: Status) -> None:
        self._set("status", status)

    def _on_faults(self, faults: Faults) -> None:
        self._set("fault", faults)

    def _on_identity(self, identity: Identity) -> None:
        known = (set(self._driver_class.commands) - identity.lacks) | set(_COMMON_COMMANDS)
        self._set(
            "describe",
            Describe(
                kind=self._section.kind,
                maker=identity.maker,
                model=identity.model,
                serial=identity.serial,
                firmware=identity.firmware,
                driver=f"{self._driver_class.__module__}:{self._driver_class.__name__}",
                place=self._section.place,
                line=self._section.bus or "",
                line_place=self._line.place if self._line else "",
                switch=self._section.switch or (self._line.switch if self._line else ""),
                capabilities=dict(identity.capabilities)
                | {"verified_on": [f"{verified.model} {verified.date}" for verified in self._driver_class.verified_on]},
                commands=tuple(name for name, model in DEVICE_COMMANDS.items() if model in known),
                picture=self._section.picture,
            ),
        )

    def _on_event(self, event: DeviceEvent) -> None:
        name = _EVENT_NAMES[type(event)]
        if name not in BUSINESS_EVENTS:
            self._post(lambda: self._bus.emit(self._section.id, name, event))
            return
        address = topic(self._bus.site, self._bus.node, self._section.id, Channel.EVENT, name)
        self._store.keep(OutboxEntry(self._make_id(), address, event), self._wake_outbox)

    def _set(self, name: str, body: Message) -> None:
        self._post(lambda: self._bus.set_state(self._section.id, name, body))

    def _post(self, call: Callable[[], None]) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(call)
