"""Touches on the real window, frame by frame: `python -m tests.ui.hands` prints what came of each as JSON."""

import asyncio
import gc
import json
import sys
import tempfile
from dataclasses import asdict, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from kiosk.demo import Target
from kiosk.theme.kivy_setup import register_fonts, set_up_kivy
from kiosk.theme.sizes import Display
from kiosk.theme.theme import Theme
from tests.support.kiosk import test_fonts
from tests.support.kiosk_flow import Rig
from tests.support.kiosk_views import every_picture
from tests.ui.matrix import mode_of


def remembered(text: str) -> int:
    """How many living widgets say `text`, on the screen or off it."""
    from kiosk.widgets.words import Words

    gc.collect()
    # By type, since Kivy's weak proxies to widgets that are gone raise at any question.
    return sum(text in thing.words for thing in gc.get_objects() if type(thing) is Words)


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        set_up_kivy(Path(home), 1080, 1920, fullscreen=False)
        register_fonts(test_fonts())
        from kivy.base import EventLoop, ExceptionManager

        from kiosk.app import FailsafeHandler, KioskApp, WindowSurface
        from kiosk.screens.glass import Glass, Settling, targets
        from kiosk.screens.picture import FrameReader
        from kiosk.widgets.focus_ring import GROUP
        from kiosk.widgets.touchable import Touchable
        from tests.ui.stage import Stage

        stage = Stage(Theme(Display(1080, 1920, 21.5)))
        glass = Glass()
        glass.install()
        pictures = every_picture("zh-CN", 12)
        found: dict[str, Any] = {}

        def posted() -> list[list[str]]:
            intents = [[intent.kind.value, intent.value] for intent in stage.posted]
            stage.posted.clear()
            return intents

        def frames(count: int = 6) -> None:
            for _ in range(count):
                EventLoop.idle()

        def touch(name: str) -> list[list[str]]:
            target = next(target for target in targets() if target.name == name)
            glass.touch(target.x, target.y)
            frames()
            return posted()

        def ringed(mode: str) -> list[list[str]]:
            """The targets with a ring drawn: at a tile, then at a place of the footer, then at none."""
            home, others = every_picture("zh-CN", 12, mode_of(mode))["home"], []
            for name in ("home.items", "footer.help", ""):
                stage.show(replace(home, focus=name))
                others.append(
                    [
                        widget.target_name
                        for widget in stage.frame.walk(restrict=True)
                        if isinstance(widget, Touchable) and list(widget.canvas.after.get_group(GROUP))
                    ]
                )
            return others

        stage.show(pictures["home"])
        found["start"] = touch("home.take-ticket")
        found["beside"] = (glass.touch(0.5, 0.99), frames(), posted())[-1]
        stage.show(pictures["departments"])
        found["open department"] = touch("department.0.0")
        found["closed department"] = touch("department.0.4")
        stage.show(pictures["rating"])
        found["face"] = touch("rating.VERY_GOOD")

        settling = Settling()
        surface = WindowSurface(SimpleNamespace(engine=None), glass, FrameReader(), settling)
        stage.show(pictures["printing"])
        stage.shell.vm = pictures["paper-given"]
        settling.changed()

        async def listed() -> list[Target]:
            asked = asyncio.create_task(surface.targets())
            while not asked.done():
                await asyncio.sleep(0)
                EventLoop.idle()
            return asked.result()

        found["listed"] = [asdict(target) for target in asyncio.run(listed())]
        frames(10)
        found["where it stays"] = [asdict(target) for target in targets()]

        found["number on its screen"] = remembered("A012")
        stage.show(pictures["home"])
        found["number after the session"] = remembered("A012")

        services = pictures["services"]
        stage.show(services)
        first = services.screen.cards[0]
        changed = replace(first, intent=services.screen.cards[1].intent)
        target = next(target for target in targets() if target.name == first.name)
        glass.press(target.x, target.y)
        frames()
        stage.show(replace(services, screen=replace(services.screen, cards=(changed, *services.screen.cards[1:]))))
        glass.release()
        frames()
        found["changed under the finger"] = posted()

        found["rings"] = {mode: ringed(mode) for mode in ("usual", "contrast", "large+reach")}

        rig = Rig()
        app = KioskApp(SimpleNamespace(engine=rig.engine), stage.theme, None)
        handler = FailsafeHandler(app)
        ExceptionManager.add_handler(handler)
        found["handled"] = [ExceptionManager.handle_exception(ValueError("near 张三")) == ExceptionManager.PASS for _ in range(6)]
        found["after a failure"] = rig.view
        found["exit code"] = app.exit_code
        glass.remove()
        sys.stdout.write(json.dumps(found, ensure_ascii=False))


main()
