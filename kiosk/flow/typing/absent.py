"""A kiosk without input methods: letters and digits are what can be typed."""

from dataclasses import dataclass

from kiosk.flow.typing.ports import Candidate, Stroke


@dataclass(frozen=True, slots=True)
class NoInputMethods:
    """Implements `TypingPort`."""

    pinyin: bool = False
    handwriting: bool = False

    def by_sound(self, keys: str) -> tuple[Candidate, ...]:
        return ()

    def by_hand(self, strokes: tuple[Stroke, ...]) -> tuple[str, ...]:
        return ()

    def forget(self) -> None:
        """There is nothing."""
