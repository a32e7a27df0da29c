"""What the screens of identification show: frozen values with finished texts."""

from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.view_models.parts import Button, Fact, Tone


@dataclass(frozen=True, slots=True)
class HubModel:
    """The ways, each as large as the others."""

    title: str
    subtitle: str
    notice: str
    """Why the way before didn't work, or what the kiosk can't do just now; often empty."""
    ways: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class NoticeModel:
    """What is done with a face, point by point, and two answers that look alike: neither of them is the expected one."""

    title: str
    points: tuple[Fact, ...]
    version: str
    answers: tuple[Button, ...]
    previous: Button | None = None
    next: Button | None = None


class Arrow(StrEnum):
    """Where the head turns, as the person sees themselves in the mirrored picture."""

    NONE = ""
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class FaceModel:
    """The camera's picture with its oval, and one thing to do."""

    icon: str
    tone: Tone
    text: str
    step: str
    """`第 1 步，共 2 步`; empty while no turn is asked."""
    progress: float
    """Round the oval, 0 to 1."""
    arrow: Arrow
    left: str
    note: str
    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class ScanModel:
    """A code is to be shown: to the camera, with its picture, or to a scanner, with a drawing."""

    title: str
    text: str
    by_camera: bool
    problem: str
    left: str
    buttons: tuple[Button, ...]
    code: str = field(default="", repr=False)
    """Text of the code that the phone scans first; empty: none."""
    code_title: str = ""
    code_text: str = ""


@dataclass(frozen=True, slots=True)
class CardModel:
    """A large drawing of what to do with a card."""

    icon: str
    tone: Tone
    title: str
    text: str
    problem: str
    left: str
    buttons: tuple[Button, ...]


IdentityScreenModel = HubModel | NoticeModel | FaceModel | ScanModel | CardModel
