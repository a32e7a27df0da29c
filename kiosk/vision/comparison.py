"""Frames of one consented comparison through detector, gates, recogniser and judge of life. Holds the only way to the engines.

Made from a `StartFace`, which can't be without a consent's id. `wipe` overwrites what it kept of a face.
"""

import base64
import binascii
from dataclasses import replace
from typing import TYPE_CHECKING

import cv2
import numpy as np
import structlog

from api.messages.identity_words import IdentityOutcome, IdentitySource
from kiosk.vision.attempt import Attempt, Box, End, Life, LifeVerdict, Seen, Tell, Wants
from kiosk.vision.engines.base import FaceEngine
from kiosk.vision.faces import Face, Template
from kiosk.vision.messages import Guidance, StartFace
from kiosk.vision.parts import FaceFinder, LifeJudge, Parts
from kiosk.vision.quality import judge
from kiosk.vision.registry import Registry
from kiosk.vision.tracker import Track, Tracker

if TYPE_CHECKING:
    from kiosk.vision.faces import Pixels

NO_REFERENCE = "face.noReference"
BROKEN = "vision.failed"
PHOTO_SIDE_PX = 480
"""A card's photo has 102 × 126 pixels; enlarged, the detector finds its face as surely as a camera's."""
PICTURE_SIDE_PX = 640
PICTURE_QUALITY = 85
"""JPEG; with PICTURE_SIDE_PX 40 to 90 kB, and platforms take 150 kB at most."""
PICTURE_MARGIN = 0.6
"""Of the face's size on each side: hair and shoulders as on a document's photo."""
DARK_MEAN, BRIGHT_MEAN = 30.0, 235.0
"""Of the whole frame, 0 to 255: where no face is found, it is the light and not the person's place."""
GRID = 8
BOX_DIGITS = 3
"""A thousandth of the picture is less than a pixel of the preview; more would be a message for each trembling."""


ROUNDS_MAX = 3
"""Times that a face may leave the picture and the turns begin anew, in another order: nobody may wait for a handy one."""
TRACK_LOST = "deny.track-lost"
SAME_PERSON_EVERY = 3
"""Frames of a turn, and each one before it is asked for: embedding takes 70 ms on a Raspberry Pi 4, and a turn has to be followed
at ten frames a second.
"""


class Unusable(Exception):
    """Detector, engine or judge of life is missing."""


class NoReference(Exception):
    """Nothing to compare with."""


class Comparison:
    """One attempt of one person; for one thread.

    Args:
        begun_s: of the clock that frames are stamped with.

    Raises:
        Unusable: nobody can be looked at.
        NoReference: the person isn't in the register, or the photo shows no face.
        RegistryUnusable: the register can't be read.
    """

    def __init__(self, order: StartFace, parts: Parts, registry: Registry | None, begun_s: float) -> None:
        if parts.detector is None or parts.make_judge is None or parts.engine is None or parts.bands is None:
            # Without an engine nobody could tell whether it is one person all the time, whoever compares in the end.
            raise Unusable
        self._order = order
        self._detector: FaceFinder = parts.detector
        self._engine: FaceEngine = parts.engine
        self._make_judge = parts.make_judge
        self._log = structlog.get_logger("kiosk.vision")
        self._reference = None if order.picture_wanted else self._find_reference(registry)
        self.source = self._source_of_reference()
        self._attempt = Attempt(
            level=order.level,
            bands=None if self._reference is None else parts.bands,
            # A person and themselves a moment ago: that an engine may not tell strangers apart alone doesn't matter.
            again=parts.bands if self._reference is not None else replace(parts.bands, alone=True),
            time_limit_s=order.time_limit_s,
            begun_s=begun_s,
        )
        self._tracker = Tracker()
        self._judge: LifeJudge | None = None
        self._rounds = 0
        self._turning = False
        self._front: Template | None = None
        """The person before the camera, from the front, before life was judged: what comes later is compared with it."""
        self._picture: Pixels | None = None

    def look(self, pixels: "Pixels", at_s: float) -> Tell | End:
        """One frame. Anything that breaks on the way ends it as not live: nobody is let through by an error."""
        try:
            return self._attempt.see(self._seen(pixels, at_s))
        except Exception as error:
            # The text may hold anything of the frame; the type is enough.
            self._log.error("comparison failed", error=type(error).__name__)
            return End(IdentityOutcome.NOT_LIVE, BROKEN)

    def nothing(self, at_s: float) -> End | None:
        return self._attempt.nothing(at_s)

    @property
    def picture(self) -> str:
        """The person from the front as JPEG in base64, for a platform that compares; empty when none was wanted."""
        if self._picture is None or not self._order.picture_wanted:
            return ""
        done, encoded = cv2.imencode(".jpg", self._picture, [cv2.IMWRITE_JPEG_QUALITY, PICTURE_QUALITY])
        text = base64.b64encode(encoded.tobytes()).decode() if done else ""
        encoded.fill(0)
        return text

    def wipe(self) -> None:
        _wipe(self._reference)
        _wipe(self._front)
        if self._picture is not None:
            self._picture.fill(0)
        self._reference = self._front = self._picture = self._judge = None
        self._tracker.forget()

    # --- one frame ---

    def _seen(self, pixels: "Pixels", at_s: float) -> Seen:
        faces = self._detector.detect(pixels)
        track = self._tracker.update(faces, at_s)
        if track is None:
            return Seen(at_s, 0, _light(pixels) or Guidance.NO_FACE)
        if track.number != self._attempt.track:
            self._begin_anew()
        box = _box(pixels, track.face)
        turning = self._attempt.wants is Wants.LIFE and self._judge is not None
        quality = judge(pixels, track, turning=turning)
        hindrance = None if quality.is_good else quality.guidance
        if self._attempt.wants is Wants.LIFE and track.number == self._attempt.track:
            return Seen(at_s, track.number, hindrance, box, life=self._life(pixels, faces, track, at_s))
        similarity = self._compare(pixels, track) if quality.is_good else None
        return Seen(at_s, track.number, hindrance, box, similarity)

    def _compare(self, pixels: "Pixels", track: Track) -> float | None:
        """Of a good frame from the front."""
        self._keep_picture(pixels, track.face)
        template = self._engine.embed(pixels, track.face)
        if self._attempt.is_alive and self._front is not None:
            similarity = self._engine.similarity(self._reference or self._front, template)
            template.vector.fill(0)
            return similarity
        _wipe(self._front)
        self._front = template
        return None if self._reference is None else self._engine.similarity(self._reference, template)

    def _life(self, pixels: "Pixels", faces: list[Face], track: Track, at_s: float) -> Life:
        if self._judge is None:
            self._rounds += 1
            if self._rounds > ROUNDS_MAX:
                return Life(LifeVerdict.NOT_LIVE, cues=(TRACK_LOST,))
            self._judge = self._make_judge(self._order.level, self._order.seed + self._rounds)
        every = SAME_PERSON_EVERY if self._turning else 1
        same = self._same_person(pixels, track.face) if track.frames % every == 0 else None
        life = self._judge.observe(pixels, faces, track.face, at_s, same)
        self._turning = life.steps > 0
        return life

    def _same_person(self, pixels: "Pixels", face: Face) -> float | None:
        if self._front is None:
            return None
        template = self._engine.embed(pixels, face)
        similarity = self._engine.similarity(self._front, template)
        template.vector.fill(0)
        return similarity

    def _begin_anew(self) -> None:
        _wipe(self._front)
        self._judge = self._front = self._picture = None
        self._turning = False

    def _keep_picture(self, pixels: "Pixels", face: Face) -> None:
        if self._order.picture_wanted:
            self._picture = _portrait(pixels, face)

    # --- the reference ---

    def _find_reference(self, registry: Registry | None) -> Template:
        if self._order.photo:
            return self._from_photo(self._order.photo)
        found = None
        if registry is not None and self._order.person is not None:
            found = registry.find(self._order.person, self._engine.name, self._engine.models)
        if found is None:
            raise NoReference
        return found

    def _from_photo(self, photo: str) -> Template:
        try:
            encoded = np.frombuffer(base64.b64decode(photo, validate=True), np.uint8)
            pixels = cv2.imdecode(encoded, cv2.IMREAD_COLOR)
        except (binascii.Error, ValueError, cv2.error):
            raise NoReference from None
        if pixels is None:
            raise NoReference
        height, width = pixels.shape[:2]
        scale = max(1.0, PHOTO_SIDE_PX / max(height, width))
        large = np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC), np.uint8)
        faces = self._detector.detect(large)
        try:
            if not faces:
                raise NoReference
            return self._engine.embed(large, faces[0])
        finally:
            large.fill(0)
            pixels.fill(0)

    def _source_of_reference(self) -> IdentitySource | None:
        if self._reference is None:
            return None
        return IdentitySource.CARD_CHIP if self._order.photo else IdentitySource.LOCAL_REGISTRY


def _wipe(template: Template | None) -> None:
    if template is not None:
        template.vector.fill(0)


def _light(pixels: "Pixels") -> Guidance | None:
    mean = float(pixels[::GRID, ::GRID].mean())
    if mean < DARK_MEAN:
        return Guidance.TOO_DARK
    return Guidance.TOO_BRIGHT if mean > BRIGHT_MEAN else None


def _box(pixels: "Pixels", face: Face) -> Box:
    height, width = pixels.shape[:2]
    return (_part(face.left, width), _part(face.top, height), _part(face.width, width), _part(face.height, height))


def _part(length: float, of: int) -> float:
    return round(min(1.0, max(0.0, length / of)), BOX_DIGITS)


def _portrait(pixels: "Pixels", face: Face) -> "Pixels":
    """The face with its surroundings, no side longer than PICTURE_SIDE_PX; a copy."""
    height, width = pixels.shape[:2]
    across, down = face.width * PICTURE_MARGIN, face.height * PICTURE_MARGIN
    left, right = max(0, int(face.left - across)), min(width, int(face.left + face.width + across))
    top, bottom = max(0, int(face.top - down)), min(height, int(face.top + face.height + down))
    part = pixels[top:bottom, left:right]
    scale = min(1.0, PICTURE_SIDE_PX / max(part.shape[:2]))
    return np.array(cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
