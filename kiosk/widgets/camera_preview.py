"""The camera's picture, mirrored as in a looking glass, cut to the widget's shape. The picture leaves with the widget."""

from kivy.clock import Clock
from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture
from kivy.properties import BooleanProperty, ColorProperty, ObjectProperty
from kivy.uix.widget import Widget

from kiosk.theme import colours
from kiosk.vision.preview import HEIGHT_MAX, MAX_BYTES, WIDTH_MAX, PreviewReader

CAMERA_SHAPE = WIDTH_MAX / HEIGHT_MAX
"""Width over height of what a camera shows."""
LOOKS_PER_S = 30
"""How often it is asked for a newer picture; cameras give no more."""

_shared: list[Texture] = []
"""One texture for the process's whole life: making one at each visit would leave pieces in the driver's memory."""


def cut(
    picture: tuple[int, int], room: tuple[float, float], texture: tuple[int, int] = (WIDTH_MAX, HEIGHT_MAX)
) -> tuple[float, ...]:
    """Texture coordinates that fill `room` with the middle of `picture`, mirrored; all sizes in pixels.

    The texture's first row is the picture's uppermost, so that top is 0. Order: lower left, lower right, upper right, upper left.
    """
    width, height = picture
    shape = room[0] / room[1]
    wide, high = min(1.0, shape * height / width), min(1.0, width / (shape * height))
    across, down = width / texture[0], height / texture[1]
    left, right = (1 - wide) / 2 * across, (1 + wide) / 2 * across
    top, bottom = (1 - high) / 2 * down, (1 + high) / 2 * down
    return (right, bottom, left, bottom, left, top, right, top)


class CameraPreview(Widget):
    """Draws at the camera's rate while it stands in a window; nothing else of the screen is drawn anew for it."""

    preview: PreviewReader | None = ObjectProperty(None, allownone=True)
    live = BooleanProperty(False)
    """There is a picture."""
    ground = ColorProperty(colours.ACCENT)
    """Without one."""

    def __init__(self, **kwargs: object) -> None:
        self._number = -1
        self._picture = (WIDTH_MAX, HEIGHT_MAX)
        super().__init__(**kwargs)
        with self.canvas:
            self._colour = Color(*self.ground)
            self._frame = Rectangle()
        self._looking = Clock.create_trigger(self._look, 1 / LOOKS_PER_S, interval=True)
        self.bind(pos=self._place, size=self._place, ground=self._place, live=self._place, parent=self._come_or_go)
        self._place()

    def _come_or_go(self, *_: object) -> None:
        if self.parent is not None:
            self._looking()
            return
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
        self._colour.rgba = (1, 1, 1, 1) if self.live else self.ground
        self._frame.texture = texture() if self.live else None
        if self.live and self.width > 0 and self.height > 0:
            self._frame.tex_coords = cut(self._picture, (self.width, self.height))


def texture() -> Texture:
    if not _shared:
        _shared.append(Texture.create(size=(WIDTH_MAX, HEIGHT_MAX), colorfmt="rgb"))
    return _shared[0]
