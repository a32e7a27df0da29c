"""Touches and the camera's picture on identification's real screens: `python -m tests.ui.identity_hands` prints JSON."""

import gc
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from kiosk.theme.kivy_setup import register_fonts, set_up_kivy
from kiosk.theme.sizes import Display
from kiosk.theme.theme import Theme
from kiosk.vision.preview import HEIGHT_MAX, WIDTH_MAX
from tests.support.identity_views import NONCE_CODE, NUMBER
from tests.support.kiosk import test_fonts
from tests.support.kiosk_views import every_picture
from tests.support.preview_pictures import preview_of_a_person

RED, BLUE, GREEN = b"\xd0\x00\x00", b"\x00\x00\xd0", b"\x00\xd0\x00"
FRAMES = 8


def halves(left: bytes, right: bytes) -> bytes:
    """A camera's picture in two colours."""
    return (left * (WIDTH_MAX // 2) + right * (WIDTH_MAX // 2)) * HEIGHT_MAX


def main() -> None:
    with tempfile.TemporaryDirectory() as home, preview_of_a_person() as (reader, writer):
        set_up_kivy(Path(home), 1080, 1920, fullscreen=False)
        register_fonts(test_fonts())
        from kivy.base import EventLoop
        from kivy.graphics.fbo import Fbo  # noqa: F401 (reading a texture's pixels needs it)

        from kiosk.screens.glass import Glass, targets
        from kiosk.screens.picture import FrameReader
        from kiosk.widgets.camera_preview import CameraPreview, texture
        from kiosk.widgets.qr_code import QrCode
        from kiosk.widgets.touchable import Touchable
        from kiosk.widgets.words import Words
        from tests.ui.stage import Stage

        stage = Stage(Theme(Display(1080, 1920, 21.5)), reader)
        glass = Glass()
        glass.install()
        pixels = FrameReader()
        pictures = every_picture("zh-CN", 12)
        found: dict[str, Any] = {}

        def frames(count: int = FRAMES) -> None:
            for _ in range(count):
                EventLoop.idle()

        def touch(name: str) -> list[list[str]]:
            target = next(target for target in targets() if target.name == name)
            glass.touch(target.x, target.y)
            frames()
            intents = [[intent.kind.value, intent.value] for intent in stage.posted]
            stage.posted.clear()
            return intents

        def sizes(start: str) -> list[list[int]]:
            buttons = [widget for widget in stage.frame.walk(restrict=True) if isinstance(widget, Touchable)]
            return sorted([round(w.width), round(w.height)] for w in buttons if w.target_name.startswith(start))

        def preview() -> CameraPreview:
            return next(widget for widget in stage.frame.walk(restrict=True) if isinstance(widget, CameraPreview))

        def colours_beside_the_middle() -> list[list[int]]:
            """What stands left and right of the oval's middle, red-green-blue."""
            taken: list[tuple[int, int, bytes]] = []
            pixels.read(taken.append)
            while not taken:
                EventLoop.idle()
            width, _, rows = taken[0]
            box = preview()
            places = [(box.center_x + side * box.width * 0.15, box.center_y) for side in (-1, 1)]
            starts = [(int(y) * width + int(x)) * 3 for x, y in places]
            return [list(rows[start : start + 3]) for start in starts]

        def living(text: str) -> int:
            gc.collect()
            said = [thing.words for thing in gc.get_objects() if type(thing) is Words]
            said += [thing.text for thing in gc.get_objects() if type(thing) is QrCode]
            return sum(text in words for words in said)

        stage.show(pictures["identity-hub"])
        found["ways"] = [touch(f"way.{way}") for way in ("face", "show-code", "card", "document", "person")]
        found["sizes of ways"] = sizes("way.")
        stage.show(pictures["identity-hub-some"])
        found["grey way"] = touch("way.face")

        stage.show(pictures["identity-consent-face-compare"])
        found["answers"] = [touch("consent.yes"), touch("consent.no")]
        found["sizes of answers"] = sizes("consent.")

        stage.show(pictures["identity-number-shown"])
        found["keys"] = [touch("key.6"), touch("key.X"), touch("key.erase"), touch("number.eye")]
        shown = "610122 19520304 123X"
        found["number on its screen"] = living(shown)
        stage.show(pictures["identity-scan-nonce"])
        found["code on its screen"] = living(NONCE_CODE)
        stage.show(pictures["home"])
        found["number after it"] = living(shown) + living(NUMBER)
        found["code after it"] = living(NONCE_CODE)

        writer.show(halves(RED, BLUE), WIDTH_MAX, HEIGHT_MAX, 2)
        stage.show(pictures["identity-face-look-here"])
        frames()
        found["mirrored"] = colours_beside_the_middle()
        found["redraws"] = stage.redraws_without_change()
        writer.show(halves(GREEN, GREEN), WIDTH_MAX, HEIGHT_MAX, 3)
        frames()
        found["next picture"] = colours_beside_the_middle()
        found["another way"] = touch("face.other")
        first = texture()
        writer.wipe()
        frames()
        found["dark"] = preview().live
        found["left in the texture when dark"] = sum(texture().pixels[channel::4].count(0xD0) for channel in range(3))
        writer.show(halves(RED, RED), WIDTH_MAX, HEIGHT_MAX, 4)
        frames()
        found["live again"] = preview().live
        stage.show(pictures["home"])
        found["left in the texture"] = sum(texture().pixels[channel::4].count(0xD0) for channel in range(3))
        stage.show(pictures["identity-scan"])
        found["one texture"] = texture() is first
        glass.remove()
        sys.stdout.write(json.dumps(found, ensure_ascii=False))


main()
