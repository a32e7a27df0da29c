"""Devices that fail together because they share something: one line that names the place to go. Pure.

Thirty boards without an answer are thirty lines on a board and one loose plug. What they share is known from their agents:
the agent itself, the line (bus), the switch or power strip. Each device is explained by one place at most, by the agent before
the switch and by the switch before the line, unless the line alone explains as many.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Literal, TypeVar

from api.messages.topics import NODE_DEVICE
from api.messages.views import DeviceView, FaultPlace
from api.messages.words import AvailabilityState, DeviceState

_Key = TypeVar("_Key")

SILENT_STATES = frozenset({DeviceState.UNKNOWN, DeviceState.NO_DEVICE, DeviceState.POWER_OFF})
"""What a common cause makes of a device. One that answers, even with a defect, has a fault of its own."""
LEAST_TOGETHER = 2
"""Fewer are a device's own fault."""


def fault_places(views: Sequence[DeviceView]) -> tuple[FaultPlace, ...]:
    """The places to go, the one with most devices first.

    Args:
        views: all devices of the board.
    """
    found: list[FaultPlace] = []
    heard = [view for view in views if view.node_state is AvailabilityState.ONLINE]
    away = [view for view in views if view.node_state is not AvailabilityState.ONLINE]
    for node, members in _by(away, lambda view: view.node).items():
        if _fail_together(members):
            found.append(_place("agent", node, node, _place_of_node(members), members))
    lines = {
        key: members
        for key, members in _by(heard, lambda view: (view.node, view.line) if view.line else None).items()
        if _fail_together(members)
    }
    switches = {
        name: members
        for name, members in _by(heard, lambda view: view.switch or None).items()
        if _fail_together(members) and not any(_silent(members) <= _silent(line) for line in lines.values())
    }
    explained = frozenset[str]().union(*(_silent(members) for members in switches.values()))
    for name, members in switches.items():
        found.append(_place("switch", _only(view.node for view in members), name, name, members))
    for (node, line), members in lines.items():
        if not _silent(members) <= explained:
            found.append(_place("line", node, line, _only(view.line_place for view in members), members))
    return tuple(sorted(found, key=lambda place: (-len(place.devices), place.kind, place.node, place.shared)))


def _by(views: Iterable[DeviceView], key: Callable[[DeviceView], _Key | None]) -> dict[_Key, list[DeviceView]]:
    groups: dict[_Key, list[DeviceView]] = {}
    for view in views:
        shared = key(view)
        if shared is not None:
            groups.setdefault(shared, []).append(view)
    return groups


def _is_silent(view: DeviceView) -> bool:
    return view.status in SILENT_STATES


def _silent(views: Iterable[DeviceView]) -> frozenset[str]:
    return frozenset(_address(view) for view in views if _is_silent(view))


def _fail_together(views: Sequence[DeviceView]) -> bool:
    silent = len(_silent(views))
    return silent >= LEAST_TOGETHER and 2 * silent >= len(views)


def _place(
    kind: Literal["agent", "line", "switch"], node: str, shared: str, place: str, members: Sequence[DeviceView]
) -> FaultPlace:
    silent = sorted((view for view in members if _is_silent(view)), key=lambda view: view.since)
    reasons = Counter(view.reason for view in silent)
    # When it became a common fault: one that was out since yesterday isn't when the line went down.
    became = silent[max(LEAST_TOGETHER, (len(members) + 1) // 2) - 1].since
    return FaultPlace(
        kind=kind,
        place=place,
        node=node,
        shared=shared,
        reason=max(reasons, key=lambda reason: (reasons[reason], reason)),
        since=became,
        devices=tuple(sorted(_address(view) for view in silent)),
        of=len(members),
    )


def _place_of_node(members: Sequence[DeviceView]) -> str:
    """The host's own place, or the one that all its devices share."""
    own = [view.place for view in members if view.device == NODE_DEVICE and view.place]
    return own[0] if own else _only(view.place for view in members if view.device != NODE_DEVICE)


def _only(words: Iterable[str]) -> str:
    """The one word that all agree on; empty when they don't."""
    different = set(words)
    return different.pop() if len(different) == 1 else ""


def _address(view: DeviceView) -> str:
    return f"{view.node}/{view.device}"
