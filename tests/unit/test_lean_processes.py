"""What a process that serves doesn't load, and what its log never shows."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FAIL = """
import sys
{before}
import structlog
from api.process.logs import configure_logs
configure_logs("console", "info")
def read(words):
    name = "unlikely" + words
    raise ValueError("wrong")
try:
    read("-canary")
except ValueError:
    structlog.get_logger("look").exception("failed")
print("rich" in sys.modules and sys.modules["rich"] is not None)
"""
LEAVE_OUT = "from api.process.lean import leave_out; leave_out()"


@pytest.mark.parametrize("before", ["", LEAVE_OUT], ids=["rich is there", "left out"])
def test_a_traceback_in_the_log_shows_no_local_variable(before: str) -> None:
    asked = subprocess.run(
        [sys.executable, "-c", FAIL.format(before=before)], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert "ValueError: wrong" in asked.stderr
    assert "unlikely-canary" not in asked.stderr
    assert asked.stdout.strip() == str(not before)


@pytest.mark.parametrize("program", ["kiosk", "drivers.agent", "hall_controller"])
def test_a_program_runs_without_what_is_left_out(program: str) -> None:
    look = f"{LEAVE_OUT}; import {program}.program, sys; print(sys.modules['rich'])"
    asked = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, cwd=ROOT, check=True)
    assert asked.stdout.strip() == "None"
