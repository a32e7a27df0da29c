"""What the process does with the camera, one thing at a time: compare a face, look for codes, see whether the camera works.

Each is stepped by the process's loop, so that an order that comes in between is never kept waiting for longer than one frame.
"""

import base64
from collections.abc import Callable
from typing import Protocol

from api.messages.identity_words import IdentityOutcome
from api.messages.state import Status
from kiosk.vision.attempt import End, Tell
from kiosk.vision.camera_hold import CameraHold
from kiosk.vision.comparison import Comparison
from kiosk.vision.messages import CodeSeen, FaceDone, Guided, Report, StartFace, StartScan
from kiosk.vision.parts import CodeFinder, Parts

FRAME_WAIT_S = 0.1
"""Longest wait for a frame in one step."""
PROBE_FRAMES = 12
"""More than a camera's judge wants to agree on before it says a word."""
PROBE_S = 12.0
"""A camera that gave nothing for so long after it was opened gives nothing."""
COVERED = "camera.covered"
GUIDED_EVERY_S = 0.1
"""People can't follow more, and the screen has other things to draw."""

Send = Callable[[Report], None]


class Work(Protocol):
    id: str

    def step(self) -> bool:
        """One frame, or a wait for one. False: it is over."""
        ...

    def close(self) -> None:
        """Camera, preview and everything of a person are gone."""
        ...

    def abandon(self) -> None:
        """It is ended from outside: say so where somebody waits for it. Before `close`."""
        ...


class Comparing:
    """Works on a `Comparison` until its verdict."""

    def __init__(
        self, order: StartFace, comparison: Comparison, parts: Parts, camera: CameraHold, send: Send, now_s: Callable[[], float]
    ) -> None:
        self.id = order.id
        self._comparison = comparison
        self._parts = parts
        self._camera = camera
        self._send = send
        self._now_s = now_s
        self._told: Tell | None = None
        self._told_s = 0.0

    def step(self) -> bool:
        frame = self._camera.next(FRAME_WAIT_S)
        if frame is None:
            if lost := self._camera.lost:
                return self._end(End(IdentityOutcome.UNAVAILABLE, lost))
            ended = self._comparison.nothing(self._now_s())
            return True if ended is None else self._end(ended)
        answer = self._comparison.look(frame.pixels, frame.at_s)
        if isinstance(answer, End):
            return self._end(answer)
        self._tell(answer, frame.at_s)
        return True

    def abandon(self) -> None:
        self._send(FaceDone(id=self.id, outcome=IdentityOutcome.ABANDONED))

    def close(self) -> None:
        self._camera.close()
        self._comparison.wipe()

    def _tell(self, tell: Tell, at_s: float) -> None:
        other_word = self._told is None or (self._told.guidance, self._told.step) != (tell.guidance, tell.step)
        if tell == self._told or (not other_word and at_s - self._told_s < GUIDED_EVERY_S):
            return
        self._told, self._told_s = tell, at_s
        self._send(
            Guided(id=self.id, guidance=tell.guidance, step=tell.step, steps=tell.steps, progress=tell.progress, box=tell.box)
        )

    def _end(self, end: End) -> bool:
        outcome, reason = end.outcome, end.reason
        if outcome is IdentityOutcome.NON_RESPONSE and self._camera.status.reason == COVERED:
            outcome, reason = IdentityOutcome.UNAVAILABLE, COVERED
        verified = outcome is IdentityOutcome.VERIFIED
        engine = self._parts.engine
        done = FaceDone(
            id=self.id,
            outcome=outcome,
            reason=reason,
            assurance=end.assurance,
            band=end.band,
            engine="" if engine is None or end.band is None else engine.name,
            models=self._parts.models,
            cues=end.cues,
            source=self._comparison.source if end.band is not None else None,
            picture=self._comparison.picture if verified else "",
        )
        # First nothing is left, then it is said.
        self.close()
        self._send(done)
        return False


class Scanning:
    """Codes until it is stopped. Faces aren't looked for."""

    def __init__(self, order: StartScan, finder: CodeFinder, camera: CameraHold, send: Send) -> None:
        self.id = order.id
        self._finder = finder
        self._camera = camera
        self._send = send

    def step(self) -> bool:
        frame = self._camera.next(FRAME_WAIT_S)
        if frame is not None:
            for data in self._finder.read(frame.pixels):
                self._send(CodeSeen(id=self.id, data=base64.b64encode(data).decode()))
        return True

    def abandon(self) -> None:
        pass

    def close(self) -> None:
        self._camera.close()


class Probing:
    """Opens the camera for some frames, without a preview: does it work, is there light, is it covered?"""

    id = ""

    def __init__(self, camera: CameraHold, now_s: Callable[[], float], on_done: Callable[[Status], None]) -> None:
        self._camera = camera
        self._now_s = now_s
        self._on_done = on_done
        self._until_s = now_s() + PROBE_S

    def step(self) -> bool:
        frame = self._camera.next(FRAME_WAIT_S)
        seen_enough = frame is not None and self._camera.frames >= PROBE_FRAMES
        if not (seen_enough or self._camera.lost or self._now_s() >= self._until_s):
            return True
        status = self._camera.status
        self.close()
        self._on_done(status)
        return False

    def abandon(self) -> None:
        pass

    def close(self) -> None:
        self._camera.close()
