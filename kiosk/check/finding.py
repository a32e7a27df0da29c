"""What the check found about one part, without words: a key and its arguments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Part(StrEnum):
    """In the order in which they are told."""

    RENDERER = "renderer"
    FONTS = "fonts"
    TYPING = "typing"
    TOUCH = "touch"
    CAMERA = "camera"
    DISK = "disk"
    BROKER = "broker"
    PRINTER = "printer"


class Verdict(StrEnum):
    WELL = "well"
    LOOK = "look"
    """The kiosk works; somebody should look at it."""
    BROKEN = "broken"
    """Citizens would stand before a kiosk that doesn't do what it should."""


@dataclass(frozen=True, slots=True)
class Finding:
    part: Part
    verdict: Verdict
    key: str
    """Of the section `check`, behind the part's name: `renderer.no-card`."""
    arguments: Mapping[str, object] = field(default_factory=dict)

    @property
    def text_key(self) -> str:
        return f"{self.part}.{self.key}"


def worst(findings: Sequence[Finding]) -> Verdict:
    """WELL when there is none."""
    order = list(Verdict)
    return max((finding.verdict for finding in findings), key=order.index, default=Verdict.WELL)
