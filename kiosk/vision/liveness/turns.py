"""The head turn: both sides in an order that chance chose, seen on the way, back to the front between them. Pure."""

import random
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np

from kiosk.vision.liveness import shape
from kiosk.vision.liveness.nose import Look, stands_out
from kiosk.vision.liveness.relief import has_relief, looks_flat, middle_of
from kiosk.vision.liveness.settings import IdentitySettings, ReliefSettings, TurnSettings
from kiosk.vision.liveness.shape import Turned
from kiosk.vision.liveness.words import Deny
from kiosk.vision.messages import Guidance

if TYPE_CHECKING:
    from kiosk.vision.faces import Pixels, Points

STEPS = 2


class Phase(Enum):
    FRONT = "front"
    TURN = "turn"
    BACK = "back"
    DONE = "done"


@dataclass(slots=True)
class _Way:
    """One excursion from the front."""

    held: list[Turned] = field(default_factory=list)
    same: list[float] = field(default_factory=list)
    between: int = 0
    wrong: bool = False
    """To the other side."""
    missed: bool = False
    """There at once, not seen on the way."""


class HeadTurn:
    """One challenge. Fed with the landmarks of each frame; says what to ask and, in the end, whether it was a head.

    Args:
        seed: decides which side comes first.
    """

    def __init__(self, seed: int, turn: TurnSettings, relief: ReliefSettings, identity: IdentitySettings) -> None:
        self._randomness = random.Random(seed)  # noqa: S311 (the seed is the kiosk's own good randomness)
        self._turn, self._relief, self._identity = turn, relief, identity
        self.denied: set[Deny] = set()
        self.confirmed = False
        self.restart(0.0)

    def restart(self, at_s: float) -> None:
        """From the beginning, with another order; what was denied stays."""
        first = self._randomness.choice((1, -1))
        self.sides: tuple[int, ...] = (first, -first)
        """1: to the person's own left."""
        self.phase = Phase.FRONT
        self.step = 0
        self.since_s = at_s
        """When the present phase's request was made."""
        self._front_frames: list[Points] = []
        self._front: Points | None = None
        self._look: Look | None = None
        self._way = _Way()
        self._wrong = 0
        self._back = 0
        self._flat = 0
        self._sides_done: list[Turned] = []
        self._last: tuple[float, float] | None = None

    @property
    def guidance(self) -> Guidance:
        if self.phase is Phase.FRONT:
            return Guidance.HOLD_STILL if self._front_frames else Guidance.FACE_FRONT
        if self.phase is Phase.TURN and not (self._way.wrong or self._way.missed):
            return Guidance.TURN_LEFT if self.sides[self.step] > 0 else Guidance.TURN_RIGHT
        return Guidance.CHECKING if self.phase is Phase.DONE else Guidance.TURN_BACK

    @property
    def progress(self) -> float:
        if self.phase is Phase.FRONT:
            return 0.2 * len(self._front_frames) / self._turn.front_frames
        return min(1.0, 0.2 + 0.4 * self.step + (0.2 if self.phase is Phase.BACK else 0.0))

    def add(self, points: "Points", pixels: "Pixels", at_s: float, same: float | None) -> None:
        """
        Args:
            points: 68 × 2, pixels of `pixels`.
            pixels: the frame, height × width × 3, blue-green-red. One is kept, from the front, until the turn is over.
            at_s: seconds of a clock that never goes back.
            same: likeness with this attempt's first frames; None: not measured on this frame.

        Raises:
            kiosk.vision.liveness.shape.BadShape: no face's points.
        """
        if self.phase is Phase.DONE:
            return
        if self._front is None:
            self._look_for_front(points, pixels, at_s)
            return
        pose = shape.turned_against(self._front, points)
        self._watch_speed(pose.yaw, at_s)
        self._watch_flat(pose)
        if self.phase is Phase.TURN:
            self._turn_to_side(pose, Look(points, pixels), at_s, same)
        else:
            self._turn_back(pose, at_s)

    def _look_for_front(self, points: "Points", pixels: "Pixels", at_s: float) -> None:
        frames = self._front_frames
        if abs(shape.absolute_yaw(points)) > self._turn.front_yaw or (frames and not self._is_still(points)):
            frames.clear()
            return
        frames.append(points)
        if len(frames) == self._turn.front_frames:
            self._front = np.median(np.stack(frames), axis=0).astype(np.float32)
            # Copied, since the camera may draw its next frame into the same memory.
            self._look = Look(points, pixels.copy())
            self._enter(Phase.TURN, at_s)

    def _is_still(self, points: "Points") -> bool:
        before = self._front_frames[-1]
        moved = np.linalg.norm(points - before, axis=1) / shape.eye_distance(before)
        return bool(np.median(moved) <= self._turn.still)

    def _turn_to_side(self, pose: Turned, look: Look, at_s: float, same: float | None) -> None:
        towards = pose.yaw * self.sides[self.step]
        way, turn = self._way, self._turn
        if abs(pose.yaw) <= turn.between_low:
            # At the front again: what follows is another try.
            self._way = _Way()
        elif towards <= -turn.turned_yaw:
            self._turned_wrong()
        elif turn.between_low < towards < turn.turned_yaw:
            way.between += 1
        elif towards >= turn.turned_yaw and not way.held and way.between < turn.between_frames:
            way.missed = True
        elif towards >= turn.turned_yaw and not way.wrong and not way.missed:
            if self._look is not None:
                pose = replace(pose, nose=stands_out(self._look, look))
            way.held.append(pose)
            if same is not None:
                way.same.append(same)
            if len(way.held) >= turn.turned_frames and way.same:
                self._reached(way, at_s)

    def _turned_wrong(self) -> None:
        if not self._way.wrong:
            self._way.wrong = True
            self._wrong += 1
            if self._wrong > self._turn.wrong_turns_max:
                self.denied.add(Deny.WRONG_TURNS)

    def _reached(self, way: _Way, at_s: float) -> None:
        if not max(way.same) >= self._identity.turned:
            self.denied.add(Deny.OTHER_PERSON)
        self._sides_done.append(middle_of(way.held))
        self._enter(Phase.BACK, at_s)

    def _turn_back(self, pose: Turned, at_s: float) -> None:
        if abs(pose.yaw) > self._turn.back_yaw:
            self._back = 0
            return
        self._back += 1
        if self._back < self._turn.back_frames:
            return
        self.step += 1
        if self.step < STEPS:
            self._enter(Phase.TURN, at_s)
            return
        self._enter(Phase.DONE, at_s)
        self._look = None
        if has_relief(self._sides_done, self._relief):
            self.confirmed = True
        else:
            self.denied.add(Deny.FLAT)

    def _enter(self, phase: Phase, at_s: float) -> None:
        self.phase, self.since_s = phase, at_s
        self._way, self._wrong, self._back = _Way(), 0, 0

    def _watch_speed(self, yaw: float, at_s: float) -> None:
        if self._last is not None:
            before_yaw, before_s = self._last
            if abs(yaw - before_yaw) > self._turn.speed_max * max(at_s - before_s, 0.0) + self._turn.speed_slack:
                self.denied.add(Deny.IMPOSSIBLE_TIMING)
        self._last = (yaw, at_s)

    def _watch_flat(self, pose: Turned) -> None:
        if looks_flat(pose, self._relief):
            self._flat += 1
            if self._flat >= self._relief.flat_frames:
                self.denied.add(Deny.FLAT)
