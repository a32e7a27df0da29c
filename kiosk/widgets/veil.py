"""What lies over the camera's picture: an oval for a face or a frame for a code, and round corners."""

from math import cos, pi, sin

from kivy.graphics import Color, Mesh, SmoothLine
from kivy.properties import ColorProperty, NumericProperty, ObjectProperty
from kivy.uix.widget import Widget

from kiosk.theme.colours import Palette
from kiosk.theme.theme import Theme

OVAL_HEIGHT = 0.76
"""Of the picture's height; a face that fills it is some 280 of 480 pixels high, well above what recognisers need."""
OVAL_SHAPE = 0.76
"""Width over height: a head and its ears."""
FINDER_SIDE = 0.68
"""Of the picture's shorter side: a code on a phone a hand's length away."""
OVAL_STEPS = 96
CORNER_STEPS = 12
VEIL_OPACITY = 0.72


class Veil(Widget):
    """Dims what lies outside, so that a person sees where to be and still where they are."""

    theme: Theme | None = ObjectProperty(None, allownone=True)
    """Its ground is the screen's round the picture, for the corners; nothing is drawn before there is one."""
    radius = NumericProperty(0)
    line = NumericProperty(2)
    """Width of the outline, pixels."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        for name in ("pos", "size", "theme", "radius", "line"):
            self.fbind(name, self._redraw)
        self._redraw()

    def _redraw(self, *_: object) -> None:
        self.canvas.clear()
        if self.theme is None or self.width <= 1 or self.height <= 1:
            return
        with self.canvas:
            Color(*self.theme.colours.CARD[:3], VEIL_OPACITY)
            self._dim()
            Color(*self.theme.colours.GROUND)
            self._corners()
        self.draw(self.theme.colours)

    def draw(self, colours: Palette) -> None:
        """The outline."""

    def _outline(self) -> list[tuple[float, float]]:
        """Round what stays clear, from the middle of its top clockwise and back there; eight steps, or a multiple of them."""
        raise NotImplementedError

    def _dim(self) -> None:
        """The outline's eighths go to the edge's: from the middle of a side to its corner, so that no corner is cut off."""
        around, vertices = self._outline(), []
        for step, point in enumerate(around):
            vertices += [*point, 0, 0, *self._edge(8 * step / (len(around) - 1)), 0, 0]
        Mesh(vertices=vertices, indices=range(2 * len(around)), mode="triangle_strip")

    def _edge(self, eighths: float) -> tuple[float, float]:
        """The picture's edge, so far from the middle of its top, clockwise."""
        side = round(eighths / 2)
        pace = eighths - 2 * side
        across, up = ((pace, 1.0), (1.0, -pace), (-pace, -1.0), (-1.0, pace))[side % 4]
        return self.x + (1 + across) * self.width / 2, self.y + (1 + up) * self.height / 2

    def _corners(self) -> None:
        for corner in range(4):
            right, top = corner in (0, 3), corner < 2
            x, y = self.x + right * self.width, self.y + top * self.height
            middle_x = x + (-self.radius if right else self.radius)
            middle_y = y + (-self.radius if top else self.radius)
            vertices = [x, y, 0, 0]
            for step in range(CORNER_STEPS + 1):
                angle = (corner + step / CORNER_STEPS) * pi / 2
                vertices += [middle_x + self.radius * cos(angle), middle_y + self.radius * sin(angle), 0, 0]
            Mesh(vertices=vertices, indices=range(CORNER_STEPS + 2), mode="triangle_fan")


class FaceOval(Veil):
    """`progress` runs round the oval from the top, clockwise."""

    progress = NumericProperty(0)
    colour = ColorProperty()

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.bind(progress=self._redraw, colour=self._redraw)

    def _outline(self) -> list[tuple[float, float]]:
        high = self.height * OVAL_HEIGHT / 2
        wide = min(high * OVAL_SHAPE, self.width * OVAL_HEIGHT / 2)
        x, y = self.x + self.width / 2, self.y + self.height / 2
        angles = [2 * pi * step / OVAL_STEPS for step in range(OVAL_STEPS + 1)]
        return [(x + wide * sin(angle), y + high * cos(angle)) for angle in angles]

    def draw(self, colours: Palette) -> None:
        around = self._outline()
        done = round(self.progress * OVAL_STEPS)
        with self.canvas:
            Color(*colours.CARD)
            _line(around, self.line)
            Color(*self.colour)
            _line(around, self.line * 0.3)
            if done:
                _line(around[: done + 1], self.line)


class CodeFrame(Veil):
    """A view finder's corners."""

    def _outline(self) -> list[tuple[float, float]]:
        half = min(self.width, self.height) * FINDER_SIDE / 2
        x, y = self.x + self.width / 2, self.y + self.height / 2
        return [
            (x + dx * half, y + dy * half)
            for dx, dy in ((0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1), (0, 1))
        ]

    def draw(self, colours: Palette) -> None:
        half = min(self.width, self.height) * FINDER_SIDE / 2
        arm = half * 0.32
        x, y = self.x + self.width / 2, self.y + self.height / 2
        with self.canvas:
            Color(*colours.PRIMARY)
            for dx, dy in ((1, 1), (1, -1), (-1, -1), (-1, 1)):
                corner = (x + dx * half, y + dy * half)
                _line([(corner[0], corner[1] - dy * arm), corner, (corner[0] - dx * arm, corner[1])], self.line * 0.8)


def _line(points: list[tuple[float, float]], width: float) -> None:
    SmoothLine(points=[value for point in points for value in point], width=width / 2, overdraw_width=1.2)
