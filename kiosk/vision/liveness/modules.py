"""Slot for hardware that sees depth or infrared. A module has a name, and settings name the ones to use. None is shipped."""

import importlib
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from kiosk.vision.faces import Face, Pixels


class Opinion(StrEnum):
    ALIVE = "alive"
    ATTACK = "attack"
    """Vetoes."""
    ABSTAINS = "abstains"
    """Says nothing either way."""


class LivenessModule(Protocol):
    """One sensor with its judge. Used by one thread."""

    @property
    def name(self) -> str: ...

    def judge(self, pixels: "Pixels", face: "Face", at_s: float) -> Opinion:
        """About this face, now. What it raises counts as a failed judge: not live."""
        ...

    def close(self) -> None: ...


Factory = Callable[[], LivenessModule]


class UnknownModule(ValueError):
    """Settings name a module that isn't installed."""


class ModuleRegistry:
    """Modules by name. An installation adds its own before the vision process reads its settings."""

    def __init__(self) -> None:
        self._factories: dict[str, Factory] = {}

    def add(self, name: str, factory: Factory) -> None:
        """
        Raises:
            ValueError: the name is taken.
        """
        if name in self._factories:
            raise ValueError(f"a liveness module named {name} is there already")
        self._factories[name] = factory

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self._factories))

    def make(self, names: Iterable[str]) -> tuple[LivenessModule, ...]:
        """
        Args:
            names: that were added here, or `module:function` of the factory itself.

        Raises:
            UnknownModule: before any is made.
        """
        return tuple(factory() for factory in [self._factory(name) for name in names])

    def _factory(self, name: str) -> Factory:
        if name in self._factories:
            return self._factories[name]
        module, colon, function = name.partition(":")
        if not colon:
            raise UnknownModule(f"no liveness module named {name}; installed: {', '.join(self.names) or 'none'}")
        try:
            found: Factory = getattr(importlib.import_module(module), function)
        except (ImportError, AttributeError) as error:
            raise UnknownModule(f"the liveness module {name} can't be imported") from error
        return found


MODULES = ModuleRegistry()
"""Of this process."""
