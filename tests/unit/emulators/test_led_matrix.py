"""The picture of a board, read back dot by dot from its PNG."""

import io

from PIL import Image

from drivers.emulators.led_matrix import FRAME, PITCH, board_png


def test_a_dot_glows_where_it_is_lit_and_nowhere_else() -> None:
    light = Image.new("RGB", (20, 10))
    lit = {(0, 0): (255, 0, 0), (19, 9): (0, 255, 0), (7, 3): (255, 255, 0)}
    for place, colour in lit.items():
        light.putpixel(place, colour)
    with Image.open(io.BytesIO(board_png(light))) as png:
        picture = png.convert("RGB")
    assert picture.size == (20 * PITCH + 2 * FRAME, 10 * PITCH + 2 * FRAME)
    for y in range(10):
        for x in range(20):
            centre = picture.getpixel((FRAME + x * PITCH + PITCH // 2, FRAME + y * PITCH + PITCH // 2))
            assert isinstance(centre, tuple)
            wanted = lit.get((x, y), (0, 0, 0))
            assert all((seen > 150) == (level > 0) for seen, level in zip(centre, wanted, strict=True)), (x, y, centre)
