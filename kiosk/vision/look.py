"""Good frames from the front, one after the other, until they suffice for a word about who it is. Pure."""

from api.messages.identity_words import ScoreBand
from kiosk.vision.bands import FRAMES_MIN, Bands, decide

REJECTED_AFTER = 5
"""Good frames before somebody is told that it is another person: one's own worst frames are rarely five."""
UNSURE_AFTER = 9
"""Between the bands more frames are taken, up to so many: two seconds at the rate of a Raspberry Pi."""


class Look:
    """Args:
    bands: of the engine that compares; None: nothing is compared, frames are counted.
    """

    def __init__(self, bands: Bands | None) -> None:
        self._bands = bands
        self._similarities: list[float] = []
        self._good = 0

    def add(self, similarity: float | None) -> None:
        """A good frame, with its similarity where it was compared."""
        self._good += 1
        if similarity is not None:
            self._similarities.append(similarity)

    @property
    def band(self) -> ScoreBand | None:
        """None where nothing is compared, and before there are enough good frames."""
        return None if self._bands is None else decide(self._similarities, self._bands)

    @property
    def suffices(self) -> bool:
        if self._bands is None:
            return self._good >= FRAMES_MIN
        match self.band:
            case ScoreBand.ACCEPT:
                return True
            case ScoreBand.STEP_UP:
                # More frames change nothing where the engine may not decide alone.
                return not self._bands.alone or len(self._similarities) >= UNSURE_AFTER
        return False

    @property
    def is_somebody_else(self) -> bool:
        return len(self._similarities) >= REJECTED_AFTER and self.band is ScoreBand.REJECT

    @property
    def progress(self) -> float:
        """0 to 1."""
        return min(1.0, self._good / FRAMES_MIN)
