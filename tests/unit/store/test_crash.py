"""SIGKILL at any point: nothing that was answered is lost, no number is used twice, the records are whole."""

import json
import random
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from api.messages.hall_commands import Take
from api.messages.words import HandOver
from hall_controller.clock import HallClock
from hall_controller.store.audit import audit
from tests.support.hall_core import KIOSK
from tests.support.hall_store import store_hall
from tests.support.killed_hall import killed_hall_config

ROUNDS = 4
ROOT = Path(__file__).parents[3]


def run_until_killed(path: Path, answers: int) -> list[list[str]]:
    """Lines of a process that was killed soon after its n-th answer."""
    arguments = [sys.executable, "-m", "tests.support.take_until_killed", str(path)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(answers)]
        process.send_signal(signal.SIGKILL)
        lines += process.stdout.readlines()
    return [line.split() for line in lines if line.endswith("\n")]


@pytest.mark.chaos
def test_kill_minus_nine(path: Path) -> None:
    seed = random.randrange(1 << 32)
    chance = random.Random(seed)
    told: dict[str, str] = {}
    for _ in range(ROUNDS):
        lines = run_until_killed(path, chance.randrange(20, 900))
        told |= {ident: number for command, ident, number in lines if command == "Take"}
        assert audit(path, killed_hall_config()) == [], f"seed {seed}"
    assert len(set(told.values())) == len(told), f"seed {seed}"
    connection = sqlite3.connect(path)
    issued = dict(connection.execute("SELECT id, label FROM ticket"))
    stored = {
        ident: json.loads(answer)["result"]["ticket"]["number"]
        for ident, answer in connection.execute("SELECT id, answer FROM command WHERE name = 'take'")
    }
    connection.close()
    assert told.items() <= issued.items(), f"seed {seed}"
    assert stored == issued
    with store_hall(path, killed_hall_config(), HallClock()) as hall:
        answered = next(iter(told.items()))
        take = Take(service="s-a", hand_over=HandOver.SCREEN)
        assert hall.submit(take, KIOSK, answered[0]).result["ticket"]["number"] == answered[1]
        assert hall.do(take).result["ticket"]["number"] == f"A{len(issued) + 1:05d}"
