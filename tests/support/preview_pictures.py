"""A camera's picture for the screens' pictures: one of the invented faces, in the shared memory that the kiosk draws from."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

from kiosk.vision.preview import HEIGHT_MAX, WIDTH_MAX, PreviewReader, PreviewWriter, make_memory

FACES = Path("drivers/emulators/persons/faces")
FACE_PX = 270
BLUR_PX = 3.0


def person_before_the_camera(person: str = "person-21") -> bytes:
    """RGB rows of WIDTH_MAX × HEIGHT_MAX, first row on top."""
    picture = Image.new("RGB", (WIDTH_MAX, HEIGHT_MAX), (176, 186, 196))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, 150, HEIGHT_MAX), fill=(196, 204, 212))
    draw.ellipse((130, 330, 510, 700), fill=(64, 84, 112))
    with Image.open(FACES / person / "a.png") as face:
        large = face.convert("RGB").resize((FACE_PX, FACE_PX), Image.Resampling.BICUBIC)
    mask = Image.new("L", (FACE_PX, FACE_PX), 0)
    ImageDraw.Draw(mask).ellipse((30, 4, FACE_PX - 30, FACE_PX - 2), fill=255)
    picture.paste(large, ((WIDTH_MAX - FACE_PX) // 2, 96), mask.filter(ImageFilter.GaussianBlur(BLUR_PX)))
    return picture.tobytes()


@contextmanager
def preview_of_a_person() -> Iterator[tuple[PreviewReader, PreviewWriter]]:
    """Both ends of a preview that shows somebody."""
    descriptor = make_memory()
    reader, writer = PreviewReader(descriptor), PreviewWriter(descriptor)
    os.close(descriptor)
    writer.show(person_before_the_camera(), WIDTH_MAX, HEIGHT_MAX, 1)
    try:
        yield reader, writer
    finally:
        writer.close()
        reader.close()
