"""A finger that types and writes on the real window: `python -m tests.ui.typing_hands` prints what came of it as JSON."""

import gc
import hashlib
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from kiosk.flow.mode import Mode
from kiosk.theme.kivy_setup import register_fonts, set_up_kivy
from kiosk.theme.sizes import Display
from kiosk.theme.theme import Theme
from tests.support.kiosk import test_fonts
from tests.support.kiosk_views import every_picture


def pixels_of(words: Any, theme: Theme, text: str) -> str:
    """The picture of a text, as its hash."""
    label = words(sizes=(theme.title,), size=(200, 100), words=text)
    label.texture_update()
    return hashlib.sha256(label.texture.pixels).hexdigest()


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        set_up_kivy(Path(home), 1080, 1920, fullscreen=False)
        register_fonts(test_fonts())
        from kivy.base import EventLoop
        from kivy.core.window import Window

        from kiosk.screens.glass import Glass, targets
        from kiosk.widgets.pad import WritingPad
        from kiosk.widgets.words import Words
        from tests.ui.stage import Stage

        class Finger(Glass):
            """One that also moves while it is down."""

            def move(self, x: float, y: float) -> None:
                assert self._finger is not None
                self._finger.move((x, 1 - y))
                self._waiting.append(("update", self._finger))

        stage = Stage(Theme(Display(1080, 1920, 21.5)))
        finger = Finger()
        finger.install()
        found: dict[str, Any] = {}

        def frames(count: int = 6) -> None:
            for _ in range(count):
                EventLoop.idle()

        def posted() -> list[list[str]]:
            intents = [[intent.kind.value, intent.value] for intent in stage.posted]
            stage.posted.clear()
            return intents

        def touch(name: str) -> list[list[str]]:
            target = next(target for target in targets() if target.name == name)
            finger.touch(target.x, target.y)
            frames()
            return posted()

        def pads() -> list[Any]:
            gc.collect()
            return [thing for thing in gc.get_objects() if type(thing) is WritingPad]

        def written() -> int:
            """Pads, on the screen or off it, that hold a stroke."""
            return sum(bool(pad.strokes) for pad in pads())

        def says(text: str) -> int:
            gc.collect()
            return sum(text in thing.words for thing in gc.get_objects() if type(thing) is Words)

        def draw(*places: tuple[float, float]) -> list[list[str]]:
            """Places in parts of the pad's side, from its upper left corner."""
            [pad] = [pad for pad in pads() if pad.get_parent_window() is not None]
            left, bottom = pad.to_window(pad.center_x - pad.side / 2, pad.center_y - pad.side / 2)

            def on_glass(across: float, down: float) -> tuple[float, float]:
                return (left + across * pad.side) / Window.width, 1 - (bottom + (1 - down) * pad.side) / Window.height

            finger.press(*on_glass(*places[0]))
            frames(2)
            for place in places[1:]:
                finger.move(*on_glass(*place))
                frames(1)
            finger.release()
            frames()
            return posted()

        pictures = every_picture("zh-CN", 12)
        stage.show(pictures["typing-pinyin"])
        found["letter"] = touch("key.w")
        found["candidate"] = touch("candidate.0")
        found["said"] = says("王晓明")
        stage.show(pictures["typing-pad"])
        found["said on another keyboard"] = says("王晓明")
        found["stroke"] = draw((0.1, 0.5), (0.3, 0.5), (0.6, 0.52), (0.9, 0.5))
        found["over the edge"] = draw((0.5, 0.5), (0.5, 0.8), (0.5, 1.4))
        found["dot"] = draw((0.25, 0.75))
        found["beside"] = draw((-0.2, 0.5), (0.5, 0.5))
        stage.show(pictures["typing-handwriting"])
        found["written"] = written()
        stage.show(pictures["home"])
        found["after the session"] = [written(), says("王小"), says("朩")]
        found["rare"] = pixels_of(Words, stage.theme, "𠀀")
        found["another rare one"] = pixels_of(Words, stage.theme, "𠀁")
        large = every_picture("zh-CN", 12, Mode(large=True))
        stage.show(large["typing-pinyin"])
        found["nine keys"] = touch("key.9")
        stage.show(large["search-sound"])
        found["result"] = touch("service.s0")
        finger.remove()
        sys.stdout.write(json.dumps(found, ensure_ascii=False))


main()
