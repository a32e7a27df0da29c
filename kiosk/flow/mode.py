"""Ways to show and tell the same thing, for people who see, reach or hear differently. Whoever stands there turns them on."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Mode:
    """All off: what nobody asked for."""

    large: bool = False
    """长辈模式: larger text and targets, one thing at a time, twice the time before the kiosk asks whether anybody is there."""
    contrast: bool = False
    """Black ground, white and yellow ink: 7:1 and more."""
    reach: bool = False
    """轮椅: what can be touched stands in the lower half."""
    voice: bool = False
    """Everything is said aloud, and the tactile keypad does what a touch does."""

    def fits(self, usual: int) -> int:
        """How many things a page holds of which it usually holds `usual`: fewer larger ones, half in half the height."""
        larger = usual * LARGE_OF_TWELVE // 12 if self.large else usual
        return max(FEWEST, larger // 2 if self.reach else larger)

    def toggled(self, name: str) -> "Mode":
        """This mode with one of its ways turned over; the same for a name that is none."""
        if name not in MODE_NAMES:
            return self
        return replace(self, **{name: not getattr(self, name)})


LARGE_OF_TWELVE = 5
"""So many large cards in one column take the room of twelve usual ones in two."""
FEWEST = 2
MODE_NAMES = ("large", "contrast", "reach", "voice")
USUAL = Mode()
