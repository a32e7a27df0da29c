"""Lines of the log: who wrote them, which command they are about, and how urgent they are for the journal."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
WRITE = """
import logging, os, sys
import structlog
from api.process.logs import configure_logs
state = os.fstat(sys.stderr.fileno())
told = {{"JOURNAL_STREAM": f"{{state.st_dev}}:{{state.st_ino}}"}} if {journal} else {{}}
configure_logs("json", "info", environment=told, part="agent", node="kiosk-01-agent")
structlog.get_logger("x").info("command failed", command="01JD", node="other")
logging.getLogger("api.bus").warning("outbox entry is parked", extra={{"entry": "01JE", "payload": "secret"}})
structlog.get_logger("x").debug("unseen")
"""


def lines(*, journal: bool) -> list[str]:
    asked = subprocess.run(
        [sys.executable, "-c", WRITE.format(journal=journal)], capture_output=True, text=True, cwd=ROOT, check=True
    )
    return asked.stderr.splitlines()


def test_each_line_names_its_part_its_node_and_what_it_is_about() -> None:
    first, second = (json.loads(line) for line in lines(journal=False))
    assert {first.pop("level"), second.pop("level")} == {"info", "warning"}
    assert first.pop("timestamp") <= second.pop("timestamp")
    assert first == {"event": "command failed", "part": "agent", "node": "other", "command": "01JD"}
    assert second == {"event": "outbox entry is parked", "part": "agent", "node": "kiosk-01-agent", "entry": "01JE"}


def test_the_journal_is_told_how_urgent_a_line_is() -> None:
    found = lines(journal=True)
    assert [line[:3] for line in found] == ["<6>", "<4>"]
    assert json.loads(found[0][3:])["event"] == "command failed"


@pytest.mark.parametrize("program", ["hall_controller.program", "drivers.agent.program", "kiosk.program"])
def test_every_program_says_which_part_it_is(program: str) -> None:
    text = (ROOT / f"{program.replace('.', '/')}.py").read_text("utf-8")
    assert 'configure_logs(settings.log.format, settings.log.level, part="' in text
