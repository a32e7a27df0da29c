"""Feeds the registry from the bus: retained state of all nodes, and the question whether a remembered node is really there.

A broker that lost its power remembers nodes as online that died with it. So whoever stands as online in its memory (a message
with the retain flag) has to answer a `diagnose` to its `node` device; any answer counts. A terminal with a broker of its own is
away while its bridge is, and what that broker remembers comes without the flag when the bridge is back: its nodes are asked too.
"""

import asyncio
from collections.abc import Callable
from typing import TypeVar

import structlog

from api.bus.codec import Malformed, decode_state
from api.bus.port import BusPort, NotAnswered, Received
from api.messages.base import Envelope, Message
from api.messages.device_commands import Diagnose
from api.messages.links import LINK_STATE, LINK_UP, is_behind, is_link
from api.messages.state import Availability, Describe, Faults, Status
from api.messages.topics import NODE_DEVICE, PREFIX, Channel, command_topic
from api.messages.words import AvailabilityState, DeviceState
from hall_controller.devices.registry import DeviceChange, DeviceRegistry, NodeChange

CONFIRM_WITHIN_S = 15.0
"""A node that is alive reconnects within its keepalive (10 s) and its first back-off after the broker's restart."""
NEW_NODES_AT_ONCE = 16
"""Questions under way at a time: a county hall has hundreds of nodes and one broker."""

Body = TypeVar("Body", bound=Message)


class DeviceWatch:
    """`on_back` is told the addresses whose shown content is unknown from now on: the device or its node was away."""

    def __init__(
        self,
        bus: BusPort,
        registry: DeviceRegistry,
        now_ms: Callable[[], int],
        make_id: Callable[[], str],
        on_back: Callable[[list[str]], None],
    ) -> None:
        self._bus = bus
        self._registry = registry
        self._now_ms = now_ms
        self._make_id = make_id
        self._on_back = on_back
        self._log = structlog.get_logger("hall_controller.devices")
        self._questions: dict[str, asyncio.Task[None]] = {}
        self._links: dict[str, bool] = {}
        """Bridges of terminals, and whether each is up."""
        self._gate = asyncio.Semaphore(NEW_NODES_AT_ONCE)
        self.malformed = 0

    def listen(self) -> None:
        """Register with the bus; once, before it starts."""
        everything = f"{PREFIX}/{self._bus.site}/+/+/{Channel.STATE}"
        self._bus.listen(f"{everything}/availability", self._on_availability)
        self._bus.listen(f"{everything}/describe", self._on_describe)
        self._bus.listen(f"{everything}/status", self._on_status)
        self._bus.listen(f"{everything}/fault", self._on_faults)
        self._bus.listen(f"{PREFIX}/{self._bus.site}/+/{NODE_DEVICE}/{Channel.STATE}/{LINK_STATE}", self._on_link)
        self._bus.on_connection(self._link_changed)

    async def close(self) -> None:
        questions = list(self._questions.values())
        for question in questions:
            question.cancel()
        await asyncio.gather(*questions, return_exceptions=True)

    def _link_changed(self, connected: bool) -> None:
        if not connected:
            self._registry.link_lost(self._now_ms())

    def _on_availability(self, received: Received) -> None:
        node = received.address.node
        if node == self._bus.node:
            return
        if not received.payload:
            self._registry.node_forgotten(node)
            return
        decoded = self._decode(received, Availability)
        if decoded is None:
            return
        envelope, body = decoded
        online = body.state is AvailabilityState.ONLINE
        link = self._link_of(node)
        if online and link is not None and not self._links[link]:
            # Left from before the link was cut; it is said again when the link is back.
            return
        change = self._registry.node_said(node, envelope.session, body.state, body.version, self._now_ms())
        if change is not None:
            self._node_changed(change)
        if online and (received.retained or (link is not None and change is not None)):
            self._ask(node, envelope.session)
        elif link is None or not online:
            self._spare(node)

    def _on_link(self, received: Received) -> None:
        link = received.address.node
        if not is_link(link):
            return
        if not received.payload:
            self._links.pop(link, None)
            return
        up = received.payload == LINK_UP
        if self._links.get(link) is up:
            return
        self._links[link] = up
        if up:
            # Their availability follows over the link.
            return
        behind = [node for node in self._registry.nodes() if is_behind(link, node)]
        for node in behind:
            self._spare(node)
        for change in self._registry.terminal_cut_off(behind, self._now_ms()):
            self._node_changed(change)

    def _link_of(self, node: str) -> str | None:
        """The bridge that the node's words come over; None: it is at the hall's broker itself."""
        return next((link for link in self._links if is_behind(link, node)), None)

    def _on_describe(self, received: Received) -> None:
        decoded = self._decode(received, Describe) if received.payload else None
        if (decoded is not None or not received.payload) and not self._own(received):
            self._registry.described(_address(received), decoded[1] if decoded else None)

    def _on_status(self, received: Received) -> None:
        decoded = self._decode(received, Status) if received.payload else None
        if (decoded is None and received.payload) or self._own(received):
            return
        at = decoded[0].at if decoded else self._now_ms()
        change = self._registry.reported(_address(received), decoded[1] if decoded else None, at)
        if change is not None:
            self._device_changed(change)

    def _on_faults(self, received: Received) -> None:
        decoded = self._decode(received, Faults) if received.payload else None
        if (decoded is not None or not received.payload) and not self._own(received):
            self._registry.faults_reported(_address(received), decoded[1] if decoded else None)

    def _own(self, received: Received) -> bool:
        return received.address.node == self._bus.node

    def _decode(self, received: Received, model: type[Body]) -> tuple[Envelope, Body] | None:
        try:
            envelope, body = decode_state(received.payload, model)
        except Malformed as error:
            self.malformed += 1
            self._log.warning("state.malformed", topic=str(received.address), detail=str(error))
            return None
        if not received.retained and model is not Availability:
            change = self._registry.node_heard(received.address.node, envelope.session, self._now_ms())
            if change is not None:
                self._node_changed(change)
        return envelope, body

    def _node_changed(self, change: NodeChange) -> None:
        online = change.after is AvailabilityState.ONLINE
        if online and change.before is not AvailabilityState.ONLINE:
            self._log.info("node.online", node=change.node)
        elif not online:
            self._log.warning("node.gone", node=change.node, state=change.after.value)
        if online:
            self._on_back(self._registry.devices_of(change.node))

    def _device_changed(self, change: DeviceChange) -> None:
        if change.after is DeviceState.ONLINE:
            self._log.info("device.well", device=change.address)
            self._on_back([change.address])
        elif change.before is DeviceState.ONLINE:
            self._log.warning("device.not_well", device=change.address, status=change.after.value, reason=change.reason)

    def _ask(self, node: str, session: str) -> None:
        self._spare(node)
        self._questions[node] = asyncio.get_running_loop().create_task(self._confirm(node, session), name=f"confirm {node}")

    def _spare(self, node: str) -> None:
        """The node has spoken for itself: the question is settled."""
        question = self._questions.pop(node, None)
        if question is not None:
            question.cancel()

    async def _confirm(self, node: str, session: str) -> None:
        topic = command_topic(self._bus.site, node, NODE_DEVICE, "diagnose")
        try:
            async with self._gate:
                await self._bus.request(topic, Diagnose(), command_id=self._make_id(), timeout_s=CONFIRM_WITHIN_S)
        except NotAnswered:
            change = self._registry.node_silent(node, session, self._now_ms())
            if change is not None:
                self._node_changed(change)
        finally:
            if self._questions.get(node) is asyncio.current_task():
                del self._questions[node]


def _address(received: Received) -> str:
    return f"{received.address.node}/{received.address.device}"
