"""A command in a process of its own, at the far end of a pseudo-terminal, as a technician sees and types it."""

import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).parents[2]
WAIT_S = 40.0
"""Starting Python and its libraries takes a second on an idle machine."""
_CONTROL = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b[@-_]|\r")
COLUMNS, ROWS = 160, 50


class TerminalChild:
    """`python -m tingtang …` on a terminal of 160 by 50. A context manager; the child is killed at the end if it still runs."""

    def __init__(self, words: Sequence[str], folder: Path) -> None:
        self._master, slave = os.openpty()
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG"))},
            "LANG": "en_US.UTF-8",
            "TERM": "xterm-256color",
            "COLUMNS": str(COLUMNS),
            "LINES": str(ROWS),
            "PYTHONPATH": str(ROOT),
            "PYTHONUTF8": "1",
        }
        self._child = subprocess.Popen(
            # Its own session with this terminal as the controlling one, or Ctrl-C would reach nobody.
            ["setsid", "--ctty", sys.executable, "-m", "tingtang", *words],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=folder,
            env=environment,
        )
        os.close(slave)
        self.raw = b""
        self._read_to = 0

    def __enter__(self) -> "TerminalChild":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._child.poll() is None:
            self._child.kill()
        self._child.wait()
        os.close(self._master)

    @property
    def text(self) -> str:
        """All that was shown, without colours."""
        return _CONTROL.sub("", self.raw.decode("utf-8", "replace"))

    def expect(self, wanted: str) -> None:
        """Wait until this is shown, after what was expected before.

        Raises:
            AssertionError: it isn't, in time or before the end.
        """
        deadline_s = time.monotonic() + WAIT_S
        while (found := self.text.find(wanted, self._read_to)) < 0:
            if not self._take(deadline_s):
                raise AssertionError(f"{wanted!r} isn't shown in:\n{self.text[-3000:]}")
        self._read_to = found + len(wanted)

    def type(self, keys: str) -> None:
        os.write(self._master, keys.encode())

    def ends(self) -> int:
        """Its exit code, when all that it showed was read."""
        deadline_s = time.monotonic() + WAIT_S
        while self._take(deadline_s):
            continue
        return self._child.wait(max(0.1, deadline_s - time.monotonic()))

    def _take(self, deadline_s: float) -> bool:
        ready, _, _ = select.select([self._master], [], [], max(0.0, deadline_s - time.monotonic()))
        if not ready:
            return False
        try:
            data = os.read(self._master, 65_536)
        except OSError:
            # EIO: the child has closed its end.
            return False
        self.raw += data
        return bool(data)
