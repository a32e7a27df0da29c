"""What the demo's processes say: every line into a file each, and to the terminal only what a person must know."""

import sys
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

ALARMING = ("[error", "[critical", "Traceback", "starting it again", "still there after")
"""What the processes' logs and the supervisor write when something is wrong."""


class LogFiles:
    """Files in `folder`, made anew at each run. `verbose`: everything goes to the terminal too."""

    def __init__(self, folder: Path, *, verbose: bool, terminal: TextIO | None = None) -> None:
        self._folder = folder
        self._verbose = verbose
        self._terminal = terminal or sys.stdout
        self._files: dict[str, TextIO] = {}

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for file in self._files.values():
            file.close()
        self._files.clear()

    def say(self, name: str, line: str) -> None:
        """One line of the process `name`."""
        file = self._files.get(name)
        if file is None:
            file = self._files[name] = (self._folder / f"{name}.log").open("w", encoding="utf-8")
        print(line, file=file, flush=True)
        if self._verbose or any(mark in line for mark in ALARMING):
            print(f"{name:>16} │ {line}", file=self._terminal, flush=True)
