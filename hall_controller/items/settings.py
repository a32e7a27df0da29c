"""`[items]` of the controller's file: the folder of items, and how their departments are reached."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from api.messages.base import Id
from api.process.settings_file import Section, from_folder
from hall_controller.identity.adapters.settings import PlatformSection


class GatewaySection(PlatformSection):
    """`[items.gateways.NAME]`: one way to departments, such as a province's gateway."""

    kind: Literal["http"] = "http"
    account: str = Field(min_length=1, max_length=64)
    """The gateway's `paasid`."""
    token_file: Path
    """The gateway's token."""
    departments: tuple[Id, ...] = ()
    """Behind it; empty: all that no other gateway names."""


class ItemsSection(Section):
    """None of it: kiosks offer no self-service items."""

    folder: Path | None = None
    """Of the items' files, as `tingtang content check` checks it."""
    gateways: dict[Id, GatewaySection] = Field(default_factory=dict, max_length=32)

    @model_validator(mode="after")
    def _each_department_once(self) -> Self:
        named = list(self._named())
        twice = sorted({name for name in named if named.count(name) > 1})
        if twice:
            raise ValueError(f"gateways: {', '.join(twice)} named by more than one")
        if sum(not gateway.departments for gateway in self.gateways.values()) > 1:
            raise ValueError("gateways: only one may be for all other departments")
        return self

    def gateway_of(self, department: str) -> str | None:
        """None: nobody reaches it, and its items are grey."""
        rest = None
        for name, gateway in self.gateways.items():
            if department in gateway.departments:
                return name
            if not gateway.departments:
                rest = name
        return rest

    def _named(self) -> Iterator[str]:
        for gateway in self.gateways.values():
            yield from gateway.departments


def items_in_folder(section: ItemsSection, folder: Path) -> ItemsSection:
    """Relative paths start at the file's folder."""
    gateways = {name: from_folder(one, folder) for name, one in section.gateways.items()}
    return from_folder(section, folder).model_copy(update={"gateways": gateways})
