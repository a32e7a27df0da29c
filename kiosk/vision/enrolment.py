"""A template to keep: several good frames of one person from the front, and of these the one most like all the others."""

from typing import TYPE_CHECKING

from kiosk.vision.bands import Bands
from kiosk.vision.engines.base import FaceEngine
from kiosk.vision.faces import Template
from kiosk.vision.messages import Guidance
from kiosk.vision.parts import FaceFinder
from kiosk.vision.quality import Gates, judge
from kiosk.vision.tracker import Tracker

if TYPE_CHECKING:
    from kiosk.vision.faces import Pixels

FRAMES = 5
"""Good frames that one template is chosen from."""


class NotOnePerson(Exception):
    """The good frames aren't alike: two people, or pictures that show nobody well enough."""


class Enrolment:
    """Feed it frames until it is `complete`; then `template`, then `wipe`.

    Args:
        follow: frames of one camera, where whoever leaves and comes back begins anew. False: single pictures of one person.
    """

    def __init__(
        self, detector: FaceFinder, engine: FaceEngine, bands: Bands, *, follow: bool, gates: Gates | None = None
    ) -> None:
        self._detector = detector
        self._engine = engine
        self._bands = bands
        self._follow = follow
        self._gates = gates
        self._tracker = Tracker()
        self._track = 0
        self._templates: list[Template] = []

    @property
    def good(self) -> int:
        """Good frames so far."""
        return len(self._templates)

    @property
    def complete(self) -> bool:
        return self.good >= FRAMES

    def look(self, pixels: "Pixels", at_s: float) -> Guidance:
        """GOOD: the frame was taken. Else what the person should do."""
        if not self._follow:
            self._tracker.forget()
        track = self._tracker.update(self._detector.detect(pixels), at_s)
        quality = judge(pixels, track, self._gates)
        if track is not None and self._follow and track.number != self._track:
            self.wipe()
            self._track = track.number
        if track is not None and quality.is_good and not self.complete:
            self._templates.append(self._engine.embed(pixels, track.face))
        return quality.guidance

    def template(self, least: int = FRAMES) -> Template:
        """The one most like all the others. `least`: good frames it needs.

        Raises:
            NotOnePerson: too few good frames, or they aren't alike.
        """
        templates = self._templates
        if len(templates) < least:
            raise NotOnePerson(f"{len(templates)} good frames of {least}")
        totals = []
        for one in templates:
            alike = [self._engine.similarity(one, other) for other in templates if other is not one]
            if any(similarity < self._bands.accept for similarity in alike):
                raise NotOnePerson("the frames don't show one person")
            totals.append(sum(alike))
        chosen = templates[totals.index(max(totals))]
        return Template(chosen.vector.copy(), chosen.engine, chosen.models)

    def wipe(self) -> None:
        for template in self._templates:
            template.vector.fill(0)
        self._templates.clear()
