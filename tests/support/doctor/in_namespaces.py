"""A child process in namespaces of its own, whose findings come back; nothing of this machine is touched."""

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tingtang.doctor.finding import Finding

ROOT = Path(__file__).parents[3]
MOST_S = 60.0


@cache
def steps_of(module: str, *namespaces: str) -> dict[str, dict[str, Any]]:
    """By name, as the module printed them, one JSON object a line; run once for all tests that ask."""
    steps = [json.loads(line) for line in output_of(module, *namespaces).splitlines()]
    return {step["step"]: step for step in steps}


def findings_of(module: str, *namespaces: str) -> dict[str, list[Finding]]:
    """What the doctor found at each step."""
    steps = steps_of(module, *namespaces)
    return {name: [Finding(code, arguments) for code, arguments in step["findings"]] for name, step in steps.items()}


def output_of(module: str, *namespaces: str) -> str:
    """What the module printed."""
    if os.geteuid() != 0:
        pytest.skip("namespaces of its own need root")
    command = ["unshare", *namespaces, sys.executable, "-m", module]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=MOST_S, check=False, cwd=ROOT)
    if "unshare failed" in ended.stderr or "Operation not permitted" in ended.stderr:
        pytest.skip(f"this machine doesn't let a test have namespaces: {ended.stderr.strip()[:200]}")
    assert ended.returncode == 0, ended.stderr
    return ended.stdout
