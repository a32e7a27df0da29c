"""One person's liveness check from the first frame to the verdict. Implements `kiosk.vision.parts.LifeJudge`."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from api.messages.identity_words import Assurance
from kiosk.vision.attempt import Life, LifeVerdict
from kiosk.vision.liveness.cue_watch import CueWatch
from kiosk.vision.liveness.landmarks import Landmarks
from kiosk.vision.liveness.modules import LivenessModule, Opinion
from kiosk.vision.liveness.passive import Passive
from kiosk.vision.liveness.rule import Seen, decide
from kiosk.vision.liveness.settings import LivenessSettings
from kiosk.vision.liveness.turns import STEPS, HeadTurn, Phase
from kiosk.vision.liveness.words import Confirm, Deny, Judgement, Result
from kiosk.vision.messages import Guidance
from kiosk.vision.tracker import Tracker

if TYPE_CHECKING:
    from kiosk.vision.faces import Face, Pixels, Points


@dataclass(frozen=True, slots=True)
class LivenessParts:
    """What can judge here; what is missing abstains."""

    landmarks: Landmarks | None = None
    passive: Passive | None = None
    modules: tuple[LivenessModule, ...] = ()

    @property
    def level(self) -> Assurance:
        """The best that can be confirmed: without landmarks no turn, so no L2."""
        if self.landmarks is not None:
            return Assurance.L2
        return Assurance.L1 if self.passive is not None or self.modules else Assurance.L0


class Liveness:
    """For one thread and one attempt. Does nothing until the first frame.

    Args:
        level: asked for; L1 is judged by looks and asks for a turn only when looks don't convince.
        seed: of the order of the turns, from the kiosk's own randomness.
    """

    def __init__(self, level: Assurance, seed: int, parts: LivenessParts, settings: LivenessSettings | None = None) -> None:
        self._level = level
        self._parts = parts
        self._settings = settings or LivenessSettings()
        self._watch = CueWatch(self._settings)
        self._tracker = Tracker()
        self._track = 0
        self._breaks = 0
        self._turn: HeadTurn | None = None
        if parts.landmarks is not None:
            self._turn = HeadTurn(seed, self._settings.turn, self._settings.relief, self._settings.identity)
        self._turn_asked = level >= Assurance.L2
        self._begun_s: float | None = None
        self._scores: list[float] = []
        self._strangers = 0
        self._deny: set[Deny] = set()
        self._confirm: set[Confirm] = set()
        self._judgement = Judgement()

    @property
    def judgement(self) -> Judgement:
        return self._judgement

    def observe(self, pixels: "Pixels", faces: Sequence["Face"], face: "Face", at_s: float, same_person: float | None) -> Life:
        """Look at one frame.

        Args:
            pixels: height × width × 3, blue-green-red.
            faces: all in the frame.
            face: the one that is judged.
            at_s: of a clock that never goes back; the pace of the frames doesn't matter between 5 and 60 a second.
            same_person: likeness with this attempt's own first frames; None: not measured on this frame.

        Never raises: whatever fails is "not live".
        """
        if not self._judgement.over:
            try:
                self._look(pixels, faces, face, at_s, same_person)
            except Exception:
                # Whatever a judge fails with, its text could hold anything of the frame; the cue says that it failed.
                self._deny.add(Deny.ERROR)
            self._judgement = decide(self._seen(at_s))
        return self._life()

    def _look(self, pixels: "Pixels", faces: Sequence["Face"], face: "Face", at_s: float, same_person: float | None) -> None:
        if self._begun_s is None:
            self._begun_s = at_s
        self._follow(face, at_s)
        self._watch.look(pixels, faces, face)
        self._deny |= self._watch.denied()
        self._ask_modules(pixels, face, at_s)
        self._watch_person(same_person)
        self._look_passively(pixels, face)
        if self._turn is not None and self._parts.landmarks is not None and self._turn_asked:
            points: Points = self._parts.landmarks.find(pixels, face)
            self._turn.add(points, pixels, at_s, same_person)
            self._deny |= self._turn.denied
            if self._turn.confirmed:
                self._confirm.add(Confirm.TURN)

    def _follow(self, face: "Face", at_s: float) -> None:
        track = self._tracker.update([face], at_s)
        number = 0 if track is None else track.number
        if self._track and number != self._track:
            self._breaks += 1
            self._scores.clear()
            self._confirm.clear()
            if self._turn is not None:
                self._turn.restart(at_s)
            if self._breaks > self._settings.breaks_max:
                self._deny.add(Deny.TRACK_LOST)
        self._track = number

    def _ask_modules(self, pixels: "Pixels", face: "Face", at_s: float) -> None:
        for module in self._parts.modules:
            opinion = module.judge(pixels, face, at_s)
            if opinion is Opinion.ATTACK:
                self._deny.add(Deny.MODULE)
            elif opinion is Opinion.ALIVE:
                self._confirm.add(Confirm.MODULE)

    def _watch_person(self, same_person: float | None) -> None:
        """Somebody else took the place without the track noticing."""
        if same_person is None:
            return
        limits = self._settings.identity
        alike = limits.turned if self._turn_asked else limits.front
        # Written so that what is not a number is a stranger.
        self._strangers = 0 if same_person >= alike else self._strangers + 1
        if self._strangers >= limits.stranger_frames:
            self._deny.add(Deny.OTHER_PERSON)

    def _look_passively(self, pixels: "Pixels", face: "Face") -> None:
        """Only until it is convinced or its patience is over; from then on the turn decides."""
        rules = self._settings.passive
        if self._parts.passive is None or Confirm.PASSIVE in self._confirm or len(self._scores) >= rules.patience_frames:
            return
        self._scores.append(self._parts.passive.score(pixels, face))
        if len(self._scores) >= rules.frames and median(self._scores) >= rules.live:
            self._confirm.add(Confirm.PASSIVE)
        elif len(self._scores) >= rules.patience_frames and self._turn is not None:
            self._turn_asked = True

    def _seen(self, at_s: float) -> Seen:
        return Seen(
            level=self._level,
            deny=frozenset(self._deny),
            confirm=frozenset(self._confirm),
            timed_out=self._timed_out(at_s),
            abstained=self._abstained(),
        )

    def _abstained(self) -> bool:
        """Nobody is left who could confirm."""
        if self._turn is not None:
            return self._turn.phase is Phase.DONE and not self._turn.confirmed
        looks_done = self._parts.passive is None or len(self._scores) >= self._settings.passive.patience_frames
        return self._level >= Assurance.L2 or (looks_done and not self._parts.modules)

    def _timed_out(self, at_s: float) -> bool:
        if self._begun_s is None:
            return False
        if self._turn is None or not self._turn_asked:
            return at_s - self._begun_s > self._settings.front_limit_s
        if self._turn.phase is Phase.FRONT:
            return at_s - max(self._turn.since_s, self._begun_s) > self._settings.front_limit_s
        return at_s - self._turn.since_s > self._settings.turn.step_limit_s

    def _life(self) -> Life:
        judgement = self._judgement
        if judgement.result is Result.LIVE:
            return Life(LifeVerdict.LIVE, Guidance.GOOD, cues=judgement.cues, progress=1.0)
        if judgement.over:
            return Life(LifeVerdict.NOT_LIVE, Guidance.CHECKING, cues=judgement.cues, reason=judgement.reason)
        if self._turn is None or not self._turn_asked:
            done = len(self._scores) / self._settings.passive.patience_frames
            return Life(guidance=Guidance.HOLD_STILL, progress=min(1.0, done), cues=judgement.cues)
        step = 0 if self._turn.phase is Phase.FRONT else min(self._turn.step + 1, STEPS)
        return Life(LifeVerdict.PENDING, self._turn.guidance, step, STEPS, self._turn.progress, judgement.cues)
