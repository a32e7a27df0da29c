"""How services of this machine ended badly in the last day, as systemd wrote it into the journal.

One that runs again looks well otherwise.
"""

import json
import subprocess
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

SINCE = "-24h"
ASKED_S = 20.0
FAILED = "d9b373ed55a64feb8242e02dbe79a49c"
"""sd-messages.h, SD_MESSAGE_UNIT_FAILURE_RESULT: `UNIT_RESULT` tells how, such as `watchdog` or `oom-kill`."""

Past = Mapping[str, Mapping[str, int]]
"""By unit: how often with which result."""


def past_failures(folder: Path | None = None) -> Past:
    """Empty where there is no journal, or this account may not read it. `folder`: of journal files; None: this machine's."""
    place = [f"--directory={folder}"] if folder is not None else []
    fields = "--output-fields=UNIT,USER_UNIT,UNIT_RESULT"
    command = ["journalctl", *place, "--output=json", fields, f"--since={SINCE}", "--no-pager", "--quiet", f"MESSAGE_ID={FAILED}"]
    try:
        asked = subprocess.run(command, capture_output=True, text=True, timeout=ASKED_S, check=True)
    except (OSError, subprocess.SubprocessError):
        return {}
    return count_failures(asked.stdout.splitlines())


def count_failures(lines: Iterable[str]) -> Past:
    """Of journalctl's JSON (systemd.journal-fields(7)), one object a line."""
    found: dict[str, Counter[str]] = {}
    for line in lines:
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        unit = entry.get("UNIT") or entry.get("USER_UNIT")
        if isinstance(unit, str) and isinstance(result := entry.get("UNIT_RESULT"), str):
            found.setdefault(unit, Counter())[result] += 1
    return found
