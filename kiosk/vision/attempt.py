"""One comparison from the first look to its verdict. Pure: what was seen comes in, what to tell or how it ended comes out.

Three phases: enough good frames from the front, the signs of life that the level asks for, the verdict. Whoever goes out of the
picture and comes back begins anew, so that nobody is compared and somebody else turns the head.
"""

from collections import Counter
from dataclasses import dataclass
from enum import Enum

from api.messages.identity_words import Assurance, IdentityOutcome, ScoreBand
from kiosk.vision.bands import FRAMES_MIN, Bands, decide
from kiosk.vision.messages import Guidance

REJECTED_AFTER = 5
"""Good frames before somebody is told that it is another person: one's own worst frames are rarely five."""
UNSURE_AFTER = 9
"""Between the bands more frames are taken, up to so many: two seconds at the rate of a Raspberry Pi."""
HINDERED_S = 10.0
"""The same hindrance for so long won't go away by itself: end with its name, and offer the other ways."""

Box = tuple[float, float, float, float]

REASON_OF_HINDRANCE = {
    Guidance.NO_FACE: "face.nobody",
    Guidance.COME_CLOSER: "face.tooFar",
    Guidance.STEP_BACK: "face.tooNear",
    Guidance.ONE_PERSON: "face.twoFaces",
    Guidance.HOLD_STILL: "face.blurred",
    Guidance.TOO_DARK: "face.tooDark",
    Guidance.TOO_BRIGHT: "face.tooBright",
    Guidance.TAKE_OFF_MASK: "face.mask",
}
TIME_OUT = "face.timeOut"
NOT_LIVE = "face.notLive"
OTHER_PERSON = "face.otherPerson"
UNSURE = "face.unsure"


class LifeVerdict(Enum):
    PENDING = "pending"
    LIVE = "live"
    NOT_LIVE = "not-live"
    """Denied, not confirmed in time, or the judge abstained."""


@dataclass(frozen=True, slots=True)
class Life:
    """What the judge of life says after a frame."""

    verdict: LifeVerdict = LifeVerdict.PENDING
    guidance: Guidance = Guidance.LOOK_HERE
    step: int = 0
    steps: int = 0
    progress: float = 0.0
    cues: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """One frame, looked at as `Attempt.wants` asked for."""

    at_s: float
    track: int
    """Of the one face; another number: it was away in between. 0: no face, or several."""
    hindrance: Guidance | None = None
    """What must change before this is a good frame from the front; None for one."""
    box: Box | None = None
    similarity: float | None = None
    """With the reference; of good frames from the front only."""
    life: Life | None = None


class Wants(Enum):
    """What is worth its time on the next good frame."""

    FRONT = "front"
    """A similarity, or just a good frame where nothing is compared here."""
    LIFE = "life"


@dataclass(frozen=True, slots=True)
class Tell:
    """What the person is told now."""

    guidance: Guidance
    box: Box | None = None
    step: int = 0
    steps: int = 0
    progress: float = 0.0


@dataclass(frozen=True, slots=True)
class End:
    outcome: IdentityOutcome
    reason: str = ""
    assurance: Assurance = Assurance.L0
    band: ScoreBand | None = None
    cues: tuple[str, ...] = ()


class Attempt:
    """Args:
    bands: of the engine that compares; None: only life is judged here, a platform compares.
    begun_s: of the same clock as `Seen.at_s`.
    """

    def __init__(self, *, level: Assurance, bands: Bands | None, time_limit_s: float, begun_s: float) -> None:
        self._level = level
        self._bands = bands
        self._ends_s = begun_s + time_limit_s
        self._track = 0
        self._similarities: list[float] = []
        self._good = 0
        self._hindrance: Guidance | None = None
        self._hindered_since_s = begun_s
        self._hindrances: Counter[Guidance] = Counter()
        self._cues: tuple[str, ...] = ()

    @property
    def wants(self) -> Wants:
        return Wants.FRONT if self._lacks_front() else Wants.LIFE

    @property
    def track(self) -> int:
        """The face that is judged; 0 before there is one."""
        return self._track

    def see(self, seen: Seen) -> Tell | End:
        if seen.life is not None and seen.life.verdict is LifeVerdict.NOT_LIVE:
            # A deny cue vetoes whatever else was found.
            return self._not_live(seen.life)
        if seen.track and seen.track != self._track:
            self._begin_anew(seen.track)
            if seen.life is not None:
                # Judged with the face before: it says nothing about this one.
                seen = Seen(seen.at_s, seen.track, seen.hindrance, seen.box)
        if seen.life is not None and seen.life.verdict is LifeVerdict.LIVE:
            return self._verdict(seen.life)
        if seen.at_s >= self._ends_s:
            return self._too_late()
        if seen.life is not None:
            self._cues = seen.life.cues
            return self._turning(seen, seen.life)
        return self._front(seen)

    def nothing(self, at_s: float) -> End | None:
        """No frame came. Ends it when the time is over."""
        return self._too_late() if at_s >= self._ends_s else None

    # --- the phases ---

    def _front(self, seen: Seen) -> Tell | End:
        if seen.hindrance is not None:
            self._hindrances[seen.hindrance] += 1
            if seen.hindrance is not self._hindrance:
                self._hindrance, self._hindered_since_s = seen.hindrance, seen.at_s
            if seen.at_s - self._hindered_since_s >= HINDERED_S:
                return self._no_response(seen.hindrance)
            return Tell(seen.hindrance, seen.box, progress=self._progress())
        self._hindrance = None
        self._good += 1
        if seen.similarity is not None:
            self._similarities.append(seen.similarity)
        if self._is_somebody_else():
            return End(IdentityOutcome.REJECTED, OTHER_PERSON, band=ScoreBand.REJECT, cues=self._cues)
        guidance = Guidance.LOOK_HERE if self._lacks_front() else Guidance.CHECKING
        return Tell(guidance, seen.box, progress=self._progress())

    def _turning(self, seen: Seen, life: Life) -> Tell | End:
        hindered = seen.hindrance if seen.hindrance in (Guidance.NO_FACE, Guidance.ONE_PERSON) else None
        if hindered is None:
            self._hindrance = None
            return Tell(life.guidance, seen.box, life.step, life.steps, life.progress)
        if hindered is not self._hindrance:
            self._hindrance, self._hindered_since_s = hindered, seen.at_s
        if seen.at_s - self._hindered_since_s >= HINDERED_S:
            return self._no_response(hindered)
        return Tell(hindered, seen.box, life.step, life.steps, life.progress)

    def _verdict(self, life: Life) -> End:
        if self._lacks_front():
            # Alive, but never seen well enough: nothing is known of who it is.
            return End(IdentityOutcome.NON_RESPONSE, TIME_OUT, cues=life.cues)
        band = self._band()
        if band is ScoreBand.REJECT:
            return End(IdentityOutcome.REJECTED, OTHER_PERSON, band=band, cues=life.cues)
        if band is ScoreBand.STEP_UP:
            return End(IdentityOutcome.STEP_UP, UNSURE, band=band, cues=life.cues)
        reached = min(self._level, Assurance.L2)
        return End(IdentityOutcome.VERIFIED, assurance=reached, band=band, cues=life.cues)

    def _not_live(self, life: Life) -> End:
        # Who didn't turn in time showed neither life nor an attack.
        outcome = IdentityOutcome.NON_RESPONSE if life.reason == TIME_OUT else IdentityOutcome.NOT_LIVE
        return End(outcome, life.reason or NOT_LIVE, cues=life.cues)

    def _too_late(self) -> End:
        """Good frames may have come now and then: what was in the way most of the time is why it took too long."""
        most = self._hindrances.most_common(1)
        return self._no_response(most[0][0] if most and self._lacks_front() else self._hindrance)

    def _no_response(self, hindrance: Guidance | None) -> End:
        reason = TIME_OUT if hindrance is None else REASON_OF_HINDRANCE.get(hindrance, TIME_OUT)
        return End(IdentityOutcome.NON_RESPONSE, reason, cues=self._cues)

    # --- what is known so far ---

    def _begin_anew(self, track: int) -> None:
        self._track = track
        self._similarities.clear()
        self._good = 0
        self._cues = ()

    def _band(self) -> ScoreBand | None:
        """None where nothing is compared here, and before there are enough good frames."""
        return None if self._bands is None else decide(self._similarities, self._bands)

    def _lacks_front(self) -> bool:
        if self._bands is None:
            return self._good < FRAMES_MIN
        match self._band():
            case ScoreBand.ACCEPT:
                return False
            case ScoreBand.STEP_UP if self._bands.alone:
                return len(self._similarities) < UNSURE_AFTER
            case ScoreBand.STEP_UP:
                # More frames change nothing where the engine may not decide alone.
                return False
        return True

    def _is_somebody_else(self) -> bool:
        return len(self._similarities) >= REJECTED_AFTER and self._band() is ScoreBand.REJECT

    def _progress(self) -> float:
        return min(1.0, self._good / FRAMES_MIN)
