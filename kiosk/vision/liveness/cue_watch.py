"""Deny cues over time: one frame proves nothing, many do."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kiosk.vision.liveness.frame_cues import has_bezel, has_glare, moire_peak, thumb
from kiosk.vision.liveness.settings import LivenessSettings
from kiosk.vision.liveness.words import Deny

if TYPE_CHECKING:
    from kiosk.vision.faces import Face, Pixels


class CueWatch:
    """Of one attempt."""

    def __init__(self, settings: LivenessSettings) -> None:
        self._settings = settings
        self._frames = 0
        self._looked = 0
        self._seen = dict.fromkeys((Deny.BEZEL, Deny.GLARE, Deny.MOIRE), 0)
        self._two_faces = 0
        self._repeated = 0
        self._thumb = b""

    def look(self, pixels: "Pixels", faces: Sequence["Face"], face: "Face") -> None:
        self._watch_repeats(pixels)
        self._watch_others(faces, face)
        if self._frames % self._settings.cues.every == 0:
            self._looked += 1
            self._seen[Deny.BEZEL] += has_bezel(pixels, face, self._settings.bezel)
            self._seen[Deny.GLARE] += has_glare(pixels, face, self._settings.glare)
            self._seen[Deny.MOIRE] += moire_peak(pixels, face, self._settings.moire) >= self._settings.moire.peak
        self._frames += 1

    def denied(self) -> frozenset[Deny]:
        rules = self._settings.cues
        found = {cue for cue, count in self._seen.items() if count >= rules.frames and count >= rules.part * self._looked}
        if self._two_faces >= rules.second_face_frames:
            found.add(Deny.SECOND_FACE)
        if self._repeated >= rules.repeated_frames:
            found.add(Deny.REPEATED_FRAMES)
        return frozenset(found)

    def _watch_repeats(self, pixels: "Pixels") -> None:
        now = thumb(pixels)
        if self._repeated < self._settings.cues.repeated_frames:
            self._repeated = self._repeated + 1 if now == self._thumb else 0
        self._thumb = now

    def _watch_others(self, faces: Sequence["Face"], face: "Face") -> None:
        wide = self._settings.cues.second_face_width * face.width
        self._two_faces += any(other is not face and other.width >= wide for other in faces)
