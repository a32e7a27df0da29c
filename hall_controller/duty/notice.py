"""What kiosks say when they can't go on: whom to ring up, from when on somebody is there, which other terminal works. Pure."""

from collections.abc import Iterable, Mapping

from api.messages.device_views import DeviceView
from api.messages.duty_views import HallNoticeView, TerminalView
from api.messages.duty_words import CallKind
from api.messages.words import Action, AvailabilityState, DeviceState
from hall_controller.config import HallConfig
from hall_controller.duty.hours import DutyHours

KIOSK = "kiosk"
WORKING = frozenset({DeviceState.ONLINE, DeviceState.DEVICE_BUSY})
OUT_OF_SERVICE = "kiosk.outOfService"
"""Reason in a kiosk's own status while it serves nobody."""


def hall_notice(config: HallConfig, hours: DutyHours, devices: Iterable[DeviceView], now: int) -> HallNoticeView:
    staffed = hours.staffed(now)
    return HallNoticeView(
        at=now,
        phone=config.duty.phone,
        maintainer_phone=config.duty.maintainer_phone or config.duty.phone,
        staffed=staffed,
        opens_at=None if staffed else hours.opens_at(now),
        claim_s=config.duty.due_of(CallKind.HELP).claim_s,
        terminals=terminals(config, devices),
    )


def terminals(config: HallConfig, devices: Iterable[DeviceView]) -> tuple[TerminalView, ...]:
    """The configured ones in their order, then others that have a place, by node."""
    screens = {device.node: device for device in devices if device.kind == KIOSK}
    found = [
        TerminalView(node=one.node, names=dict(one.names), zone=one.zone, working=_works(screens.get(one.node)))
        for one in config.terminals
    ]
    named = {one.node for one in config.terminals}
    found += [
        TerminalView(node=node, names={"zh-CN": screen.place}, working=_works(screen))
        for node, screen in sorted(screens.items())
        if node not in named and screen.place
    ]
    return tuple(found)


def place_of(config: HallConfig, devices: Iterable[DeviceView], node: str) -> str:
    """Where a terminal stands, in words for staff; its name when nothing is known."""
    for one in config.terminals:
        if one.node == node:
            names: Mapping[str, str] = one.names
            return names.get("zh-CN") or next(iter(names.values()))
    return next((device.place for device in devices if device.node == node and device.kind == KIOSK and device.place), node)


def _works(screen: DeviceView | None) -> bool:
    if screen is None or screen.node_state is not AvailabilityState.ONLINE:
        return False
    return screen.status in WORKING and screen.reason != OUT_OF_SERVICE and screen.action is not Action.SUSPEND
