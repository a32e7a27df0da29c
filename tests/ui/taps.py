"""Random touches on the real window over the real flow, as a child at play: `python -m tests.ui.taps COUNT SEED` prints JSON.

Everything that is on the screen can be touched, and time goes by in between, so that warnings and wipes come too. Reports what
was raised, which screens were seen, and the memory on the way.
"""

import asyncio
import json
import logging
import os
import random
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from api.text.catalogue import read_catalogue
from bench.process_cost import resident_megabytes
from kiosk.flow.intents import Intent, IntentKind
from kiosk.flow.ports import PrinterReadiness
from kiosk.theme.kivy_setup import register_fonts, set_up_kivy
from kiosk.theme.sizes import Display
from kiosk.theme.theme import Theme
from kiosk.view_models.kiosk import Presenter
from kiosk.view_models.surroundings import Surroundings
from tests.support.item_rig import ItemRig
from tests.support.kiosk import test_fonts
from tests.support.kiosk_views import CHINA, LANGUAGES, NOW, catalogue_view

SIZE = (540, 960)
"""A quarter of a terminal's pixels: all sizes are in millimetres, and four times as many touches fit into a test."""
AT_A_TARGET = 0.7
"""The others go anywhere: between buttons, onto words, into the hidden corner."""
LONGEST_PAUSE_S = 6.0
WALKS_AWAY = 0.01
AWAY_S, LONG_GONE_S = 90.0, 600.0
FRAMES = 1
TIDY_EVERY = 25
QUARTERS = 4
"""Memory is told after each quarter of the touches."""


async def play(count: int, dice: random.Random) -> dict[str, Any]:
    from kivy.base import EventLoop, ExceptionHandler, ExceptionManager

    from kiosk.memory import limit_hoarding, loaded, started, tidy
    from kiosk.screens.glass import Glass, targets
    from tests.ui.stage import Stage

    raised: list[str] = []

    class Noting(ExceptionHandler):
        def handle_exception(self, exception: BaseException) -> Any:
            raised.append(repr(exception))
            return ExceptionManager.PASS

    limit_hoarding()
    ExceptionManager.add_handler(Noting())
    rig, presenter = ItemRig(), Presenter(read_catalogue(), LANGUAGES, lambda ms: datetime.fromtimestamp(ms / 1000, CHINA))
    around = Surroundings(catalogue_view(), True, PrinterReadiness(True), NOW, scans=True, faces=True, items=True)
    stage = Stage(Theme(Display(*SIZE, 21.5)))
    glass = Glass()
    glass.install()
    loaded()
    stage.show(presenter.present(rig.engine.shown, around))
    started()
    seen: set[str] = set()
    megabytes: list[float] = []
    for number in range(count):
        places = [target for target in targets() if target.enabled]
        if places and dice.random() < AT_A_TARGET:
            target = dice.choice(places)
            glass.touch(target.x, target.y)
        else:
            glass.touch(dice.random(), dice.random())
        for _ in range(FRAMES):
            EventLoop.idle()
        for intent in [Intent(IntentKind.TOUCHED), *stage.posted]:
            rig.engine.post(intent)
        stage.posted.clear()
        await rig.settle()
        away = dice.random() < WALKS_AWAY
        rig.now_s += AWAY_S if away else dice.uniform(0.1, LONGEST_PAUSE_S)
        rig.engine.tick()
        await rig.settle()
        seen.add(rig.view)
        assert stage.shell is not None
        stage.shell.vm = presenter.present(rig.engine.shown, around)
        EventLoop.idle()
        if number % TIDY_EVERY == 0:
            tidy()
        if (number + 1) % (count // QUARTERS) == 0:
            # Always before the same screen: whoever was there has walked away.
            rig.now_s += LONG_GONE_S
            rig.engine.tick()
            await rig.settle()
            stage.show(presenter.present(rig.engine.shown, around))
            tidy()
            megabytes.append(round(resident_megabytes(os.getpid()), 1))
    failures = [event.code for event in rig.audit.events if event.kind.value == "failsafe"]
    await rig.engine.close()
    return {"raised": raised, "failsafes": failures, "seen": sorted(seen), "mb": megabytes}


def main() -> None:
    count, seed = int(sys.argv[1]), int(sys.argv[2])
    logging.disable(logging.ERROR)
    with tempfile.TemporaryDirectory() as home:
        set_up_kivy(Path(home), *SIZE, fullscreen=False)
        register_fonts(test_fonts())
        found = asyncio.run(play(count, random.Random(seed)))
    sys.stdout.write(json.dumps(found) + "\n")
    sys.stdout.flush()
    os._exit(0)


main()
