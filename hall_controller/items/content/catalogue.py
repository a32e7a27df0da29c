"""The catalogue of a hall's items: what `items` answers. A value; versions are made of what it holds."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from api.messages.item_views import (
    ItemDepartmentView,
    ItemIndexView,
    ItemStep,
    ItemView,
    PrintStep,
    QueryStep,
    SubmitStep,
    ZoneItemsView,
    ZoneView,
)

VERSION_SIGNS = 16
"""Hex signs of a version: 64 bits, against accidents only."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    zones: tuple[ZoneView, ...]
    departments: tuple[ItemDepartmentView, ...]
    items: Mapping[str, ItemView]
    """By id, in the order in which they are offered."""

    def index(self, reachable: Mapping[str, bool]) -> ItemIndexView:
        """`reachable`: departments that are joined to the hall and answered lately."""
        return ItemIndexView(
            version=digest(zone.version for zone in self.zones),
            zones=self.zones,
            departments=tuple(
                department.model_copy(update={"reachable": reachable.get(department.id, False)})
                for department in self.departments
            ),
        )

    def zone(self, zone: str) -> ZoneItemsView | None:
        """None: there is no such zone."""
        view = next((one for one in self.zones if one.id == zone), None)
        if view is None:
            return None
        return ZoneItemsView(zone=zone, version=view.version, items=self.of_zone(zone))

    def of_zone(self, zone: str) -> tuple[ItemView, ...]:
        return tuple(item for item in self.items.values() if item.zone == zone)


NO_ITEMS = Catalogue((), (), {})
"""Of a hall that names no folder of items."""


def digest(parts: Iterable[str]) -> str:
    """The same parts, the same version."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:VERSION_SIGNS]


def version_of(zone: Mapping[str, object], items: Iterable[ItemView]) -> str:
    """Of a zone: its own texts and all of its items."""
    return digest([json.dumps(zone, sort_keys=True, ensure_ascii=False), *(item.model_dump_json() for item in items)])


def queries(item: ItemView) -> frozenset[str]:
    """What its department can be asked."""
    return frozenset(step.call for step in item.steps if isinstance(step, QueryStep))


def documents(item: ItemView) -> frozenset[str]:
    """What can be taken from its department for printing."""
    return frozenset(step.call for step in item.steps if isinstance(step, PrintStep) and step.call is not None)


def submits(item: ItemView) -> bool:
    return any(isinstance(step, SubmitStep) for step in item.steps)


def asks_department(step: ItemStep) -> bool:
    """Whether this step needs the hall and the department behind it."""
    return isinstance(step, QueryStep | SubmitStep) or (isinstance(step, PrintStep) and step.call is not None)
