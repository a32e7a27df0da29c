"""Keeps boards and call pads at the hall's present state: after a change, after a device came back, before its time ends.

Derived state, not deliveries: only the latest counts, at most once a second for each device. What the present state is says
`domain.outputs`; here it is only compared with what each device took last.
"""

import asyncio
from collections.abc import Callable, Iterable
from functools import partial

from api.messages.device_commands import DEVICE_COMMANDS, Blank, DeviceCommand, Show
from hall_controller.devices.bindings import split_address
from hall_controller.devices.registry import DeviceRegistry
from hall_controller.domain.emergency import LAYOUT as EMERGENCY
from hall_controller.domain.outputs import Command
from hall_controller.domain.plates import SHOW_STAFF
from hall_controller.mqtt.fanout import CONVENIENCES, WORK_S, Fanout
from hall_controller.mqtt.lane import Output

COALESCE_S = 1.0
"""A waiting count that changes more often than a person reads is sent once."""
RETRY_AFTER_S = 15.0
"""A device that didn't take it is tried again this often, which also ends its `output.mute`."""
REFRESH_AFTER_S = 120.0
"""Sent again this often, well before the shortest time to live ends, and soon enough after a board lost its memory unnoticed."""
USEFUL_MS = 5_000
"""A present output that couldn't be sent by then has long been replaced."""
NOT_SHOWN_FIELDS = {"ttl_s", "beep", "fresh"}
"""Fields of a command that don't change what a person sees afterwards."""
RUNS_DOWN = "left_s_"
"""Begins the names of an overview list's fields that change each second; the board counts them down by itself."""


class Boards:
    """Compares what devices should show with what they took last, and sends the difference."""

    def __init__(
        self,
        present: Callable[[], Iterable[Command]],
        fanout: Fanout,
        registry: DeviceRegistry,
        now_ms: Callable[[], int],
        make_id: Callable[[], str],
    ) -> None:
        """`present`: for each board and pad the command that brings it to the present state."""
        self._present = present
        self._fanout = fanout
        self._registry = registry
        self._now_ms = now_ms
        self._make_id = make_id
        self._changed = asyncio.Event()
        self._lift_tried: dict[str, int] = {}
        """When a board was last asked to take an emergency back, UTC ms."""

    def came_back(self, addresses: Iterable[str]) -> None:
        """Nobody knows what these show."""
        for address in addresses:
            self._fanout.forget(address)
            self._lift_tried.pop(address, None)
        self.changed()

    def changed(self) -> None:
        """The hall or a device changed."""
        self._changed.set()

    async def run(self) -> None:
        """Until cancelled: at once after a change, then not again for COALESCE_S; and every RETRY_AFTER_S without one."""
        while True:
            try:
                async with asyncio.timeout(RETRY_AFTER_S):
                    await self._changed.wait()
            except TimeoutError:
                pass
            self._changed.clear()
            self.refresh()
            await asyncio.sleep(COALESCE_S)

    def refresh(self) -> None:
        """Send what differs now."""
        useful_until = self._now_ms() + USEFUL_MS
        covered: set[str] = set()
        for address, name, fields in self._present():
            if self._registry.node_session(split_address(address)[0]) is None:
                continue
            if not self._takes(address, name):
                continue
            body = DEVICE_COMMANDS[name].model_validate(fields)
            if isinstance(body, Blank):
                self._lift(address, body, useful_until)
                continue
            if isinstance(body, Show):
                if address in covered:
                    continue
                if body.layout == EMERGENCY:
                    covered.add(address)
                    self._lift_tried.pop(address, None)
                else:
                    # People look up at what moves: only calls themselves do that, not their confirmation.
                    body = body.model_copy(update={"fresh": False})
            if self._fanout.busy(address) or self._differs(address, name, body):
                output = Output(self._make_id(), name, body, useful_until, WORK_S, durable=False)
                self._fanout.show_present(address, output, partial(self._differs, address, name, body))

    def _lift(self, address: str, body: Blank, useful_until: int) -> None:
        """Take an emergency back that may stand on a board which was away when it was lifted."""
        if self._fanout.is_lifted(address):
            return
        tried_at = self._lift_tried.get(address)
        if tried_at is None or self._now_ms() - tried_at >= RETRY_AFTER_S * 1000:
            self._lift_tried[address] = self._now_ms()
            self._fanout.put(address, Output(self._make_id(), "blank", body, useful_until, WORK_S, durable=False))

    def _takes(self, address: str, name: str) -> bool:
        """Few pads have a screen: a plate goes only to one that says so."""
        if name == SHOW_STAFF:
            return self._registry.can(address, name)
        return name not in CONVENIENCES or not self._registry.lacks(address, name)

    def _differs(self, address: str, name: str, body: DeviceCommand) -> bool:
        """Whether the device, as far as known, shows something else."""
        shown = self._fanout.last_shown(address)
        if shown is None:
            return True
        age_s = (self._now_ms() - shown.at) / 1000
        if not shown.done:
            return age_s >= RETRY_AFTER_S
        return age_s >= REFRESH_AFTER_S or shown.name != name or _visible(shown.body) != _visible(body)


def _visible(body: DeviceCommand) -> dict[str, object]:
    fields = body.model_dump(exclude=NOT_SHOWN_FIELDS)
    if isinstance(body, Show):
        fields["data"] = {name: value for name, value in body.data.items() if not name.startswith(RUNS_DOWN)}
    return fields
