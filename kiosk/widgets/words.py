"""Text that breaks its lines by the rules of Chinese typesetting, and takes a smaller size of the scale where it must."""

from functools import lru_cache, partial

from kivy.core.text import Label as CoreLabel
from kivy.graphics import Color, Rectangle
from kivy.properties import BooleanProperty, ListProperty, NumericProperty, StringProperty
from kivy.uix.label import Label

from api.text.line_breaking import break_lines, unbreakable_pieces
from kiosk.widgets.rare_face import is_rare, with_rare_face
from kiosk.widgets.upright import columns_of, is_mongolian, lying_word, turned

UPRIGHT = "upright"
COLUMN_EM = 1.5
"""Width of a column of Mongolian."""
MEASURED_MAX = 4096
"""Widths remembered over all texts: a screen asks for the same ones again and again."""


@lru_cache(maxsize=64)
def _ruler(font_name: str, font_size: float, bold: bool) -> CoreLabel:
    return CoreLabel(font_name=font_name, font_size=font_size, bold=bold)


@lru_cache(maxsize=MEASURED_MAX)
def _width(font_name: str, font_size: float, bold: bool, text: str) -> float:
    return float(_ruler(font_name, font_size, bold).get_extents(text)[0])


def forget_measured_texts() -> None:
    """What a citizen was shown stays in no memory of widths."""
    _width.cache_clear()
    lying_word.cache_clear()


class Words(Label):
    """`words` in lines as wide as the widget.

    With `grows` the height follows the text. Without, the first of `sizes` is taken with which the text fits the box. With both
    `grows` and `room`, the first that fits this height is taken, and the height follows it.
    """

    words = StringProperty("")
    sizes = ListProperty(())
    """Font sizes to choose from, largest first, in pixels."""
    grows = BooleanProperty(True)
    room = NumericProperty(0)
    """Height that there is at most, in pixels; 0: any."""
    ink_width = NumericProperty(0)
    """How wide the longest line is, in pixels."""
    ink_height = NumericProperty(0)
    """How high all lines are together, in pixels."""
    overflows = BooleanProperty(False)
    """The text doesn't fit, whatever was tried: what the screens' lint looks for."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._size_hint()
        self.bind(grows=self._size_hint)
        self.bind(words=self._set, sizes=self._set, width=self._set, height=self._set, bold=self._set)
        self.bind(grows=self._set, room=self._set)
        self.bind(pos=self._move, color=self._move)
        self._set()

    def _move(self, *_: object) -> None:
        if is_mongolian(self.words):
            self._set()

    def _size_hint(self, *_: object) -> None:
        self.size_hint_y = None if self.grows else 1

    def _set(self, *_: object) -> None:
        self.canvas.after.remove_group(UPRIGHT)
        if not self.sizes or self.width <= 0:
            return
        if is_mongolian(self.words):
            self._set_upright()
            return
        free = self.grows and not self.room
        wanted, room = self.sizes[:1] if free else self.sizes, self.room if self.grows else self.height
        lines: list[str] = []
        for size in wanted:
            lines = break_lines(self.words, partial(self._fits, size))
            self.font_size = size
            if not self._cut(size) and (free or self._line_height(size) * len(lines) <= room + 1):
                self.overflows = False
                break
        else:
            self.overflows = bool(self.words)
        text = "\n".join(lines)
        self.markup = is_rare(text)
        self.text = with_rare_face(text) if self.markup else text
        self.ink_width = max((self._line_width(self.font_size, line) for line in lines), default=0.0)
        self.ink_height = self._line_height(self.font_size) * len(lines) if self.words else 0.0
        self.text_size = (self.width, None if self.grows else self.height)
        if self.grows:
            self.setter("height")(self, self.ink_height)

    def _set_upright(self) -> None:
        """Columns from left to right; the first size that fits the box."""
        self.text = ""
        for size in self.sizes:
            longest = max((lying_word(word, size)[1] for word in self.words.split()), default=0)
            columns = columns_of(self.words, size, (self.room or longest) if self.grows else self.height)
            thick = size * COLUMN_EM
            if columns is not None and len(columns) * thick <= self.width:
                break
        else:
            self.overflows = True
            return
        self.overflows, self.font_size, self.ink_width = False, size, len(columns) * thick
        tall = max(sum(ink for _, ink in column) + size / 4 * (len(column) - 1) for column in columns)
        self.ink_height = tall
        if self.grows:
            self.setter("height")(self, tall)
        spare = self.width - self.ink_width
        left = self.x + {"center": spare / 2, "right": spare}.get(self.halign, 0.0)
        top = self.y + self.height - (0 if self.grows else (self.height - tall) / 2)
        with self.canvas.after:
            Color(*self.color, group=UPRIGHT)
            for number, column in enumerate(columns):
                y = top
                for texture, ink in column:
                    y -= ink
                    Rectangle(
                        texture=texture,
                        pos=(left + number * thick, y),
                        size=(thick, ink),
                        tex_coords=turned(texture, ink),
                        group=UPRIGHT,
                    )
                    y -= size / 4

    def _fits(self, size: float, line: str) -> bool:
        return bool(self._line_width(size, line) <= self.width)

    def _line_width(self, size: float, line: str) -> float:
        return _width(self.font_name, size, bool(self.bold), line)

    def _cut(self, size: float) -> bool:
        """Whether a word is too long for a line of its own."""
        return any(not self._fits(size, piece.rstrip()) for piece in unbreakable_pieces(self.words.replace("\n", " ")))

    def _line_height(self, size: float) -> float:
        return float(_ruler(self.font_name, size, bool(self.bold)).get_extents("国Ag")[1]) * float(self.line_height)
