"""What a judgement is made of. No OpenCV here."""

from dataclasses import dataclass
from enum import StrEnum

from api.messages.identity_words import Assurance


class Deny(StrEnum):
    """Cues that veto, whatever else was seen."""

    BEZEL = "bezel"
    """Straight edges round the face: paper, a telephone's rim."""
    GLARE = "glare"
    """A lamp mirrored in something smooth."""
    SECOND_FACE = "second-face"
    REPEATED_FRAMES = "repeated-frames"
    """The very same frame again; a camera's noise never repeats."""
    MOIRE = "moire"
    """A screen's pixels beat with the camera's."""
    IMPOSSIBLE_TIMING = "impossible-timing"
    """The head was here and at once there."""
    FLAT = "flat"
    """What turned has no nose: its points moved as those of a sheet do."""
    OTHER_PERSON = "other-person"
    """The face that turned isn't the face that looked."""
    WRONG_TURNS = "wrong-turns"
    TRACK_LOST = "track-lost"
    """The face went away and came back too often."""
    MODULE = "module"
    """An infrared or depth module says so."""
    ERROR = "error"
    """A judge failed."""


class Confirm(StrEnum):
    """Cues that speak for a living person."""

    PASSIVE = "passive"
    """The passive model finds it lifelike."""
    TURN = "turn"
    """Turned as asked, in depth, and was the same person on the way."""
    MODULE = "module"


class Result(StrEnum):
    PENDING = "pending"
    LIVE = "live"
    NOT_LIVE = "not-live"
    NO_RESPONSE = "no-response"
    """What was asked wasn't done in time: no attack seen, nothing confirmed either."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Where a liveness check stands."""

    result: Result = Result.PENDING
    reason: str = ""
    """A dotted key with texts when it is over and not live: `face.notLive`, `face.twoFaces`, `face.otherPerson`,
    `face.timeOut`.
    """
    assurance: Assurance = Assurance.L0
    """What the cues reach; L0 unless live."""
    cues: tuple[str, ...] = ()
    """For the evidence record: `deny.…` and `confirm.…`, sorted."""

    @property
    def over(self) -> bool:
        return self.result is not Result.PENDING
