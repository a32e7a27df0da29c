"""Where touches come from: on KMS the touch panel itself, elsewhere the display server's pointer; never both for one touch."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SHOW = """
import json, sys
from pathlib import Path
from kiosk.theme.kivy_setup import set_up_kivy
set_up_kivy(Path(sys.argv[1]), 1080, 1920, fullscreen=True, rotation=90)
from kivy.config import Config
print(json.dumps(dict(Config.items("input"))))
"""


@pytest.mark.parametrize(
    ("driver", "sources"),
    [
        ("kmsdrm", {"mouse,disable_multitouch", "probesysfs,provider=mtdev"}),
        ("x11", {"mouse,disable_multitouch"}),
        ("offscreen", set()),
    ],
)
def test_touches_come_from_one_source(driver: str, sources: set[str], tmp_path: Path) -> None:
    """A process of its own: Kivy reads its settings once."""
    environment = {**os.environ, "SDL_VIDEODRIVER": driver}
    told = subprocess.run(
        [sys.executable, "-c", SHOW, str(tmp_path)], env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    assert set(json.loads(told.stdout).values()) == sources
