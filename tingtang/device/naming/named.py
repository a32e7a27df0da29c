"""One frame's name."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Named:
    """A sentence of the catalogue (`trace.frame.<key>`) with its arguments."""

    key: str
    arguments: Mapping[str, object] = field(default_factory=dict)
