"""The camera's picture, mirrored as in a looking glass, cut to the widget's shape. The picture goes when the screen goes."""

from kivy.clock import Clock
from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture
from kivy.properties import BooleanProperty, ColorProperty, ObjectProperty
from kivy.uix.widget import Widget

from kiosk.theme.colours import CLEAR
from kiosk.theme.theme import Theme
from kiosk.vision.preview import HEIGHT_MAX, MAX_BYTES, WIDTH_MAX, PreviewReader
from kiosk.widgets.cut import cut

CAMERA_SHAPE = WIDTH_MAX / HEIGHT_MAX
"""Width over height of what a camera shows."""
LOOKS_PER_S = 30
"""How often it is asked for a newer picture; cameras give no more."""

_shared: list[Texture] = []
"""One texture for the process's whole life: making one at each visit would leave pieces in the driver's memory."""


class CameraPreview(Widget):
    """Draws at the camera's rate until `end`; nothing else of the screen is drawn anew for it."""

    preview: PreviewReader | None = ObjectProperty(None, allownone=True)
    live = BooleanProperty(False)
    """There is a picture."""
    theme: Theme | None = ObjectProperty(None, allownone=True)
    ground = ColorProperty(None, allownone=True)
    """Without one; the theme's accent, when none is given."""

    def __init__(self, **kwargs: object) -> None:
        self._number = -1
        self._picture = (WIDTH_MAX, HEIGHT_MAX)
        super().__init__(**kwargs)
        with self.canvas:
            self._colour = Color()
            self._frame = Rectangle()
        self._looking = Clock.create_trigger(self._look, 1 / LOOKS_PER_S, interval=True)
        self.bind(pos=self._place, size=self._place, ground=self._place, theme=self._place, live=self._place)
        self._place()
        self._looking()

    def end(self) -> None:
        """Its screen goes: look no more, and leave nothing behind."""
        self._looking.cancel()
        self._wipe()

    def _look(self, _: float) -> None:
        if self.preview is None or self.preview.dark:
            if self.live:
                self._wipe()
            return
        picture = self.preview.newest(self._number)
        if picture is None:
            return
        self._number = picture.number
        size = (picture.width, picture.height)
        texture().blit_buffer(picture.rgb, size=size, colorfmt="rgb", bufferfmt="ubyte")
        if not self.live or size != self._picture:
            self._picture, self.live = size, True
            self._place()
        self.canvas.ask_update()

    def _wipe(self) -> None:
        """Also out of the graphics memory."""
        self.live, self._number = False, -1
        if _shared:
            texture().blit_buffer(bytes(MAX_BYTES), size=(WIDTH_MAX, HEIGHT_MAX), colorfmt="rgb", bufferfmt="ubyte")

    def _place(self, *_: object) -> None:
        self._frame.pos, self._frame.size = self.pos, self.size
        accent = self.theme.colours.ACCENT if self.theme else CLEAR
        self._colour.rgba = (1, 1, 1, 1) if self.live else self.ground or accent
        self._frame.texture = texture() if self.live else None
        if self.live and self.width > 0 and self.height > 0:
            self._frame.tex_coords = cut(self._picture, (self.width, self.height))


def texture() -> Texture:
    if not _shared:
        _shared.append(Texture.create(size=(WIDTH_MAX, HEIGHT_MAX), colorfmt="rgb"))
    return _shared[0]
