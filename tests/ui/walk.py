"""Processes that draw the kiosk's window: what a module prints, and what the lint finds on a display."""

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.support.kiosk_views import every_picture
from tests.ui.matrix import DISPLAYS, mode_of

PROCESS_S = 600.0
"""Of a machine that others use too: a software renderer alone needs half a minute."""
IDLE = "idle/redraws"


async def run(*arguments: str) -> str:
    """A module's standard output; Kivy lives in a process of its own."""
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=environment,
    )
    try:
        out, err = await asyncio.wait_for(process.communicate(), PROCESS_S)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 0, err.decode()[-3000:]
    return out.decode()


@dataclass(frozen=True)
class Walked:
    """What the lint found on one display."""

    looks: tuple[str, ...]
    report: dict[str, list[str]]

    def assert_well(self) -> None:
        """Every screen was walked; each fits, can be read and touched, and isn't drawn while it stands still."""
        missed = {f"{look}/{name}" for look in self.looks for name in names(look)} ^ (self.report.keys() - {IDLE})
        assert not missed, sorted(missed)
        bad = {name: problems for name, problems in self.report.items() if problems}
        assert not bad, "\n".join(f"{name}: {problems}" for name, problems in bad.items())


def walk(out: Path, display: str, looks: Sequence[str]) -> Walked:
    width, height = DISPLAYS[display]
    asyncio.run(run("tests.ui.lint", str(out), str(width), str(height), *looks))
    return Walked(tuple(looks), json.loads((out / "report.json").read_text("utf-8")))


def names(look: str) -> list[str]:
    language, mode = look.split("/")
    return sorted(every_picture(language, 12, mode_of(mode)))
