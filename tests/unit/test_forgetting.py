"""Kiosk, agent and controller run with a memory that overwrites what is freed, whoever starts them."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from api.process.forgetting import OVERWRITES_FREED, run_forgetful

ROOT = Path(__file__).parents[2]
LOOK = """
import re, sys
from api.process.forgetting import run_forgetful
if sys.argv[1] == "forgetful":
    run_forgetful()
half = "CANARY"
texts = ["%d %s" % (number, half * 3) for number in range(1000)]
del texts
found = 0
needle = (half * 3).encode()
with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
    for line in maps:
        place, rights = line.split()[:2]
        if rights.startswith("rw") and "[v" not in line:
            low, high = (int(part, 16) for part in place.split("-"))
            memory.seek(low)
            try:
                found += len(re.findall(b"[0-9]+ " + needle, memory.read(high - low)))
            except OSError:
                pass
print(found)
"""


def found(how: str) -> int:
    environment = {name: value for name, value in os.environ.items() if name not in OVERWRITES_FREED}
    asked = subprocess.run(
        [sys.executable, "-c", LOOK, how], capture_output=True, text=True, cwd=ROOT, env=environment, check=True
    )
    return int(asked.stdout)


def test_what_is_freed_is_gone() -> None:
    assert found("plain") > 100, "the search finds what a usual process leaves"
    assert found("forgetful") == 0


def test_a_process_that_has_the_settings_goes_on() -> None:
    executed: list[tuple[str, Sequence[str], Mapping[str, str]]] = []

    def execute(path: str, argv: list[str], env: Mapping[str, str], /) -> None:
        executed.append((path, argv, env))

    run_forgetful(execute, OVERWRITES_FREED, ("python", "-m", "kiosk"))
    assert executed == []
    run_forgetful(execute, {"LANG": "C"}, ("python", "-m", "kiosk", "--config", "x"))
    [(path, argv, env)] = executed
    assert (path, argv[1:]) == (sys.executable, ["-m", "kiosk", "--config", "x"])
    assert env == {"LANG": "C", **OVERWRITES_FREED}


def settings_of(unit: Path) -> set[str]:
    return {line.removeprefix("Environment=") for line in unit.read_text("utf-8").splitlines() if line.startswith("Environment=")}


def test_the_units_give_them_from_the_start() -> None:
    common = settings_of(ROOT / "systemd" / "tingtang-.service.d" / "locked-down.conf")
    assert {f"{name}={value}" for name, value in OVERWRITES_FREED.items()} <= common


@pytest.mark.parametrize("broker", ["hall", "terminal"])
def test_both_brokers_have_the_settings_of_the_c_library(broker: str) -> None:
    settings = settings_of(ROOT / "systemd" / "mosquitto.service.d" / f"{broker}.conf")
    assert f"GLIBC_TUNABLES={OVERWRITES_FREED['GLIBC_TUNABLES']}" in settings


@pytest.mark.parametrize("program", ["kiosk", "drivers.agent", "hall_controller"])
def test_nothing_big_is_loaded_before_the_new_start(program: str) -> None:
    look = f"import {program}.__main__, sys; print(sorted({{'pydantic', 'structlog', 'asyncio'}} & sys.modules.keys()))"
    asked = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, cwd=ROOT, check=True)
    assert asked.stdout.strip() == "[]"
