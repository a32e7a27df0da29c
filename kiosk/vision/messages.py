"""What kiosk and vision process say to each other: one JSON object a line over the process's own socket pair.

Nothing of it touches a disk or a network. Orders carry a consent's id; without one no frame reaches a face engine.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, TypeAdapter

from api.messages.base import Message
from api.messages.hall_command import Holder
from api.messages.identity_words import Assurance, IdentityOutcome, IdentitySource, ScoreBand
from api.messages.state import Status


class Guidance(StrEnum):
    """What the person before the camera should do now; each has a text, an icon and a spoken sentence."""

    LOOK_HERE = "look-here"
    NO_FACE = "no-face"
    COME_CLOSER = "come-closer"
    STEP_BACK = "step-back"
    CENTRE = "centre"
    """The face is outside the oval."""
    ONE_PERSON = "one-person"
    FACE_FRONT = "face-front"
    HOLD_STILL = "hold-still"
    TOO_DARK = "too-dark"
    TOO_BRIGHT = "too-bright"
    TAKE_OFF_MASK = "take-off-mask"
    """Nose and mouth aren't seen."""
    TURN_LEFT = "turn-left"
    """To the person's own left."""
    TURN_RIGHT = "turn-right"
    TURN_BACK = "turn-back"
    """To the front again."""
    CHECKING = "checking"
    GOOD = "good"


class StartFace(Message):
    """Compare whoever stands there with a reference. One at a time; a new one ends the one before."""

    order: Literal["start-face"] = "start-face"
    id: str
    consent: str = Field(min_length=1)
    """Id of the consent that was given on the screen."""
    level: Assurance
    """L1: judged by its look; L2 and above: by a turn of the head as well."""
    person: Holder | None = Field(default=None, repr=False)
    """Look the reference up in the local registry."""
    photo: str = Field(default="", max_length=400_000, repr=False)
    """Or compare with this picture (JPEG or PNG, base64), such as a card's; not kept."""
    picture_wanted: bool = False
    """Compare nothing here: check that the person is alive and hand one picture back, for a platform that compares."""
    seed: int
    """Of direction and order of the turns; from the kiosk's randomness."""
    time_limit_s: float = 30.0


class StartScan(Message):
    """Look for codes in the camera's picture. Faces aren't looked for."""

    order: Literal["start-scan"] = "start-scan"
    id: str


class StartWatch(Message):
    """Say when something moves, until anything else is ordered. No faces, no codes, no preview."""

    order: Literal["start-watch"] = "start-watch"
    id: str


class Stop(Message):
    """End what is running and wipe it: frames, templates, the preview."""

    order: Literal["stop"] = "stop"
    id: str = ""


class Forget(Message):
    """Delete these people from the local registry."""

    order: Literal["forget"] = "forget"
    persons: tuple[Holder, ...] = Field(repr=False)


class Quit(Message):
    order: Literal["quit"] = "quit"


class Ready(Message):
    """First word of a process that has loaded what it needs, and again when any of it changes."""

    report: Literal["ready"] = "ready"
    engine: str
    """Of the local comparison: `sface`, `dlib`; empty: none can be used."""
    models: str = ""
    """SHA-256 over the hashes of all models in use."""
    lacks: tuple[str, ...] = ()
    """Reason keys of what is missing, such as `vision.models`, `vision.registryOff`, `vision.opencv`."""
    stored: int = 0
    """People in the local registry."""
    level: Assurance = Assurance.L0
    """The best a face alone can reach here: L0 without detector, engine or any judge of life; no L2 without landmarks."""


class CameraSeen(Message):
    """The camera's status changed."""

    report: Literal["camera"] = "camera"
    status: Status


class Guided(Message):
    """What to tell the person; about ten times a second at most, and only when it changed."""

    report: Literal["guided"] = "guided"
    id: str
    guidance: Guidance
    step: int = 0
    steps: int = 0
    """Of the turns; 0: none asked yet."""
    progress: float = Field(default=0.0, ge=0, le=1)
    box: tuple[float, float, float, float] | None = None
    """The face: left, top, width, height as parts of the picture, from the top left, not mirrored."""


class FaceDone(Message):
    """How it ended. After it nothing of the attempt is left in the process."""

    report: Literal["face-done"] = "face-done"
    id: str
    outcome: IdentityOutcome
    reason: str = ""
    """A dotted key with texts: `face.tooDark`, `face.twoFaces`, `face.mask`, `face.notLive`, `face.otherPerson`,
    `face.unsure`, `face.noReference`, `face.timeOut`, `camera.…`, `vision.…`."""
    assurance: Assurance = Assurance.L0
    band: ScoreBand | None = None
    engine: str = ""
    models: str = ""
    cues: tuple[str, ...] = ()
    source: IdentitySource | None = None
    picture: str = Field(default="", repr=False)
    """JPEG, base64; only where one was wanted and the person judged alive."""


class CodeSeen(Message):
    """A code before the camera: each payload once while it stays there."""

    report: Literal["code-seen"] = "code-seen"
    id: str
    data: str = Field(repr=False)
    """Base64 of the payload's bytes."""


class Stirred(Message):
    """Something moved before the camera; the first one of a watch says that it has begun."""

    report: Literal["stirred"] = "stirred"
    id: str


class Forgotten(Message):
    report: Literal["forgotten"] = "forgotten"
    count: int


Order = Annotated[StartFace | StartScan | StartWatch | Stop | Forget | Quit, Field(discriminator="order")]
Report = Annotated[Ready | CameraSeen | Guided | FaceDone | CodeSeen | Stirred | Forgotten, Field(discriminator="report")]
_NOTHING_KEPT = ConfigDict(cache_strings="none")
"""pydantic keeps short texts for the next parsing; here they may be of a person."""
ORDERS: TypeAdapter[Order] = TypeAdapter(Order, config=_NOTHING_KEPT)
REPORTS: TypeAdapter[Report] = TypeAdapter(Report, config=_NOTHING_KEPT)
