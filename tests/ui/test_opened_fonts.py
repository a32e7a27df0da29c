"""Fonts that are closed leave the memory: each size of the Chinese font takes 2 MB, and large letters need a set of their own."""

import os
import subprocess
import sys
from pathlib import Path

from tests.support.whole_hall import ASSETS, ROOT, make_assets

LOOK = """
import sys
from pathlib import Path
from kiosk.memory import limit_hoarding, tidy
from kiosk.theme.kivy_setup import set_up_kivy
limit_hoarding()
set_up_kivy(Path(sys.argv[1]), 200, 200, fullscreen=False)
from kivy.core.text import Label
from kivy.core.window import Window
from kiosk.theme.opened_fonts import close_fonts

def megabytes():
    tidy()
    status = Path("/proc/self/status").read_text()
    return int(status.split("RssAnon:")[1].split()[0]) / 1000

def draw(size):
    Label(font_size=size, font_name=sys.argv[2]).get_extents("\\u653f\\u52a1\\u670d\\u52a1\\u5927\\u5385")

before = megabytes()
for size in range(20, 40):
    draw(size)
opened = megabytes()
close_fonts()
print(opened - before, megabytes() - before)
"""


def test_closed_fonts_leave_the_memory(tmp_path: Path) -> None:
    make_assets()
    font = next((ASSETS / "fonts").glob("*Bold.otf"))
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    asked = subprocess.run(
        [sys.executable, "-c", LOOK, str(tmp_path), str(font)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment,
        check=True,
    )
    opened, closed = (float(number) for number in asked.stdout.split())
    assert opened > 20, "twenty sizes of the Chinese font"
    assert closed < opened / 2
