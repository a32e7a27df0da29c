"""What the machine test says while it runs, and what stays of it: the log of the docs, with times and pictures."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class Record:
    """Args: clock: seconds, monotonic."""

    folder: Path
    clock: Callable[[], float] = time.monotonic
    lines: list[str] = field(default_factory=list)
    began_s: float = 0.0

    def __post_init__(self) -> None:
        self.began_s = self.clock()
        self.folder.mkdir(parents=True, exist_ok=True)

    def say(self, text: str) -> None:
        """A line of the log, with the seconds since the beginning."""
        line = f"{self.clock() - self.began_s:7.1f} s  {text}"
        self.lines.append(line)
        print(line, flush=True)

    def picture(self, name: str) -> Path:
        """Where a picture of the screen goes."""
        return self.folder / f"{name}.png"

    def save(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(self.lines) + "\n", "utf-8")
