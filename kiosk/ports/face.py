"""The camera's comparisons as identification's steps ask for them. Implements `kiosk.flow.identity.ports.FacePort`."""

from collections.abc import Callable

from api.messages.identity_words import Assurance
from kiosk.flow.identity.ports import FaceReport, Readiness
from kiosk.vision.client import STARTING, VisionClient
from kiosk.vision.messages import Guided, StartFace

COMPARING_ADAPTERS = frozenset({"ctid"})
"""Platforms that compare a picture with the state's own; the others know documents only."""
NOTHING_TO_COMPARE = "vision.nothingToCompare"
NO_MODELS = "vision.models"


class VisionFace:
    """Args:
    adapters: platforms that the hall can ask now.
    decodes_photos: the photo on a card's chip can be read here.
    """

    def __init__(
        self, client: VisionClient, *, adapters: Callable[[], frozenset[str]], decodes_photos: Callable[[], bool]
    ) -> None:
        self._client = client
        self._adapters = adapters
        self._decodes_photos = decodes_photos

    @property
    def level(self) -> Assurance:
        ready = self._client.ready
        return Assurance.L0 if ready is None else ready.level

    @property
    def keeps_people(self) -> bool:
        ready = self._client.ready
        return ready is not None and ready.stored > 0

    def readiness(self) -> Readiness:
        if lack := self._client.lack:
            return Readiness(False, lack)
        ready = self._client.ready
        if ready is None:
            return Readiness(False, STARTING)
        if ready.level is Assurance.L0:
            # No detector, no engine or no judge of life.
            return Readiness(False, ready.lacks[0] if ready.lacks else NO_MODELS)
        if self._adapters() & COMPARING_ADAPTERS:
            return Readiness(True)
        if not self.keeps_people and not self._decodes_photos():
            return Readiness(False, NOTHING_TO_COMPARE)
        return Readiness(True)

    async def compare(self, order: StartFace, on_guided: Callable[[Guided], None]) -> FaceReport:
        done = await self._client.compare(order, on_guided)
        return FaceReport(
            outcome=done.outcome,
            reason=done.reason,
            assurance=done.assurance,
            band=done.band,
            engine=done.engine,
            models=done.models,
            cues=done.cues,
            source=done.source,
            picture=done.picture,
        )
