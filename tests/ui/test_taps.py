"""A child at play: random touches raise nothing, break nothing, and leave the memory as it was."""

import json
import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.ui

TAPS = int(os.environ.get("TINGTANG_TAPS", "300"))
"""A terminal is accepted with 1500 (docs/kiosk/terminal.md); so many fit into every run of the tests."""
ACCEPTED_TAPS = 1500
FLAT_MB = 5.0 if TAPS >= ACCEPTED_TAPS else 12.0
"""From the half to the end. In a short run letters of sizes not met before are still being loaded, 2.5 MB for each."""
SEED = 20261122


def test_random_touches_raise_nothing_and_memory_stays_flat() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.ui.taps", str(TAPS), str(SEED)],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
        env={**os.environ, "SDL_VIDEODRIVER": "offscreen"},
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    found = json.loads(ended.stdout.splitlines()[-1])
    assert found["raised"] == []
    assert found["failsafes"] == []
    assert len(found["seen"]) >= 8, "a child that comes no further than the home screen shows nothing"
    half, end = found["mb"][1], found["mb"][3]
    assert abs(end - half) <= FLAT_MB, found["mb"]
