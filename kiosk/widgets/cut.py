"""Which part of a camera's picture fills a room of another shape. No Kivy."""

from kiosk.vision.preview import HEIGHT_MAX, WIDTH_MAX


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
