"""One comparison from the first look to its verdict. Pure: what was seen comes in, what to tell or how it ended comes out.

Four phases: enough good frames from the front, the signs of life that the level asks for, another look from the front, the
verdict. The second look is at whoever showed life: without it a photograph could be compared and then give way to a living face.
Whoever goes out of the picture and comes back begins anew, so that nobody is compared and somebody else turns the head.
"""

from collections import Counter
from dataclasses import dataclass
from enum import Enum

from api.messages.identity_words import Assurance, IdentityOutcome, ScoreBand
from kiosk.vision.bands import Bands
from kiosk.vision.look import Look
from kiosk.vision.messages import Guidance

REFUSED_LOOKS_MAX = 3
"""Faces that were another person's and went away in time, one after another: a picture that is shaken begins anew with each jump
and each look is another chance of a lucky median. Somebody's companion may have stood there first, so one or two are nothing.
"""
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
    """Of good frames from the front only: with the reference; in the second look, where there is none, with the first look."""
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
    again: for the second look, which is always compared.
    begun_s: of the same clock as `Seen.at_s`.
    """

    def __init__(self, *, level: Assurance, bands: Bands | None, again: Bands, time_limit_s: float, begun_s: float) -> None:
        self._level = level
        self._bands = bands
        self._bands_again = again
        self._ends_s = begun_s + time_limit_s
        self._track = 0
        self._first, self._second = Look(bands), Look(again)
        self._alive: Life | None = None
        self._steps = 0
        self._refused = 0
        self._hindrance: Guidance | None = None
        self._hindered_since_s = begun_s
        self._hindrances: Counter[Guidance] = Counter()
        self._cues: tuple[str, ...] = ()

    @property
    def wants(self) -> Wants:
        return Wants.LIFE if self._first.suffices and self._alive is None else Wants.FRONT

    @property
    def is_alive(self) -> bool:
        """The second look has begun."""
        return self._alive is not None

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
            if self._refused >= REFUSED_LOOKS_MAX:
                return End(IdentityOutcome.REJECTED, OTHER_PERSON, band=ScoreBand.REJECT)
            if seen.life is not None:
                # Judged with the face before: it says nothing about this one.
                seen = Seen(seen.at_s, seen.track, seen.hindrance, seen.box)
        if seen.at_s >= self._ends_s:
            return self._too_late()
        if seen.life is not None and seen.life.verdict is LifeVerdict.LIVE:
            return self._shown_life(seen, seen.life)
        if seen.life is not None and self._alive is None:
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
            return self._told(seen.hindrance, seen)
        self._hindrance = None
        look = self._first if self._alive is None else self._second
        look.add(seen.similarity)
        if look.is_somebody_else:
            return End(IdentityOutcome.REJECTED, OTHER_PERSON, band=ScoreBand.REJECT, cues=self._cues)
        if self._alive is not None and look.suffices:
            return self._verdict(self._alive)
        guidance = Guidance.CHECKING if look.suffices else Guidance.LOOK_HERE
        return self._told(guidance, seen)

    def _shown_life(self, seen: Seen, life: Life) -> Tell | End:
        self._cues = life.cues
        if not self._first.suffices:
            # Alive, but never seen well enough: nothing is known of who it is.
            return End(IdentityOutcome.NON_RESPONSE, TIME_OUT, cues=life.cues)
        self._alive, self._hindrance = life, None
        return self._told(Guidance.LOOK_HERE, seen)

    def _told(self, guidance: Guidance, seen: Seen) -> Tell:
        progress = self._first.progress if self._alive is None else 1.0
        return Tell(guidance, seen.box, self._steps, self._steps, progress)

    def _turning(self, seen: Seen, life: Life) -> Tell | End:
        self._steps = life.steps
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
        """Of both looks the worse one counts. `is_somebody_else` has ended whatever either rejects."""
        band = self._first.band
        if ScoreBand.STEP_UP in (band, self._second.band):
            return End(IdentityOutcome.STEP_UP, UNSURE, band=ScoreBand.STEP_UP, cues=life.cues)
        reached = min(self._level, Assurance.L2)
        return End(IdentityOutcome.VERIFIED, assurance=reached, band=band, cues=life.cues)

    def _not_live(self, life: Life) -> End:
        # Who didn't turn in time showed neither life nor an attack.
        outcome = IdentityOutcome.NON_RESPONSE if life.reason == TIME_OUT else IdentityOutcome.NOT_LIVE
        return End(outcome, life.reason or NOT_LIVE, cues=life.cues)

    def _too_late(self) -> End:
        """Good frames may have come now and then: what was in the way most of the time is why it took too long."""
        most = self._hindrances.most_common(1)
        return self._no_response(most[0][0] if most and self.wants is Wants.FRONT else self._hindrance)

    def _no_response(self, hindrance: Guidance | None) -> End:
        reason = TIME_OUT if hindrance is None else REASON_OF_HINDRANCE.get(hindrance, TIME_OUT)
        return End(IdentityOutcome.NON_RESPONSE, reason, cues=self._cues)

    # --- what is known so far ---

    def _begin_anew(self, track: int) -> None:
        self._track = track
        if ScoreBand.REJECT in (self._first.band, self._second.band):
            self._refused += 1
        self._first, self._second = Look(self._bands), Look(self._bands_again)
        self._alive = None
        self._steps = 0
        self._cues = ()
