"""What is known of the card on the reader, and since when. Pure: the clock's readings come from outside."""

from api.messages.words import CardMedia


class Presence:
    """A card is found, selected, read, left behind, taken away."""

    def __init__(self, left_behind_s: float) -> None:
        self._left_behind_s = left_behind_s
        self._since_s: float | None = None
        self._was_read = False
        self.media = CardMedia.UNKNOWN
        self.is_selected = False
        """The card that lies there answers no `find` any more until it is lifted."""

    def forget(self) -> None:
        """Nothing is known: the reader is gone."""
        self._set(CardMedia.UNKNOWN, None)

    def found(self, now_s: float) -> bool:
        """A card that wasn't selected yet lies there. True when one that was read must have gone before."""
        gone = self._was_read
        is_new = self.media is not CardMedia.PRESENT or self.is_selected
        self._set(CardMedia.PRESENT, now_s if is_new else self._since_s)
        return gone

    def selecting(self) -> None:
        """Said before: when its answer isn't waited for, the card may have been selected all the same."""
        self.is_selected = True

    def not_selected(self) -> None:
        self.is_selected = False

    def read(self, now_s: float) -> None:
        self._set(CardMedia.PRESENT, now_s)
        self.is_selected = self._was_read = True

    def gone(self) -> bool:
        """No card lies there. True when it is one that was read."""
        was_read = self._was_read
        self._set(CardMedia.NOT_PRESENT, None)
        return was_read

    def unclear(self) -> None:
        """A card that was selected can't be asked whether it is still there."""
        self.media = CardMedia.UNKNOWN

    def is_left_behind(self, now_s: float) -> bool:
        return self.media is CardMedia.PRESENT and self._since_s is not None and now_s - self._since_s >= self._left_behind_s

    def _set(self, media: CardMedia, since_s: float | None) -> None:
        self.media, self._since_s = media, since_s
        self.is_selected = self._was_read = False
