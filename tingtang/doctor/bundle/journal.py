"""The newest lines of our services in the journal: when, which service, how grave, and the event's fixed name. No arguments.

What our processes log holds no personal data by rule; a line here holds less still.
"""

import json
import re
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

SINCE = "-48h"
MOST_LINES = 5_000
ASKED_S = 20.0
LONGEST = 80
UNITS = ("tingtang-*", "mosquitto", "chrony")
_NAME = re.compile(r"[A-Za-z][A-Za-z_ .,:;'()/-]*")
"""Letters of our own words: a name in Chinese, a quotation or a number of any kind ends the line."""
_COMMAND = (
    "journalctl",
    "--output=json",
    "--output-fields=MESSAGE,PRIORITY,_SYSTEMD_UNIT",
    f"--since={SINCE}",
    f"--lines={MOST_LINES}",
    "--no-pager",
)


def read_journal(folder: Path | None = None, units: Sequence[str] = UNITS) -> list[dict[str, Any]]:
    """Empty where there is no journal, or this account may not read it. `folder`: of journal files; None: this machine's."""
    wanted = [part for unit in units for part in ("--unit", unit)]
    place = [f"--directory={folder}"] if folder is not None else []
    try:
        asked = subprocess.run([*_COMMAND, *place, *wanted], capture_output=True, text=True, timeout=ASKED_S, check=True)
    except (OSError, subprocess.SubprocessError):
        return []
    return list(read_lines(asked.stdout.splitlines()))


def read_lines(lines: Iterable[str]) -> Iterable[dict[str, Any]]:
    """Of journalctl's JSON (systemd.journal-fields(7)), one object a line."""
    for line in lines:
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict):
            yield {
                "at_us": str(entry.get("__REALTIME_TIMESTAMP", "")),
                "unit": str(entry.get("_SYSTEMD_UNIT", "")),
                "priority": str(entry.get("PRIORITY", "")),
                "event": event_name(entry.get("MESSAGE")),
            }


def event_name(message: object) -> str:
    """Of one line: structlog's event, or how the text begins."""
    if not isinstance(message, str):
        # A line that isn't UTF-8 comes as a list of bytes: not ours.
        return "…"
    try:
        document = json.loads(message)
    except ValueError:
        document = message
    said = document.get("event", "") if isinstance(document, dict) else document
    found = _NAME.match(str(said))
    return found.group()[:LONGEST].strip() if found else "…"
