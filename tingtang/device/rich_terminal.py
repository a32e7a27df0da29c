"""The real terminal: rich draws, single keys come in without Enter. On a pipe each line is one key."""

import codecs
import contextlib
import os
import select
import signal
import sys
import termios
import threading
import time
import tty
from collections.abc import Callable, Iterator, Sequence
from types import FrameType
from typing import IO, Any

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table as RichTable
from rich.text import Text

from tingtang.device.terminal import ENTER, Hangup, Style, Table

_COLOURS = {
    Style.PLAIN: "",
    Style.TITLE: "bold",
    Style.GOOD: "green",
    Style.BAD: "bold red",
    Style.WARN: "yellow",
    Style.DIM: "dim",
    Style.QUESTION: "bold cyan",
}
READ_BYTES = 1024
_Handler = Callable[[int, FrameType | None], Any] | int | signal.Handlers | None
"""What `signal.signal` gives back."""


class RichTerminal:
    """A context manager: the terminal's settings are put back at the end.

    Args:
        output: standard output, or standard error where standard output carries JSON.
    """

    def __init__(self, output: IO[str], descriptor: int | None = None) -> None:
        self._console = Console(file=output, highlight=False, markup=False, emoji=False)
        self._descriptor = sys.stdin.fileno() if descriptor is None else descriptor
        self._typed = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._settings: list[object] | None = None
        self._live: Live | None = None
        self._ended = False
        self._interrupted = False
        self._handler: _Handler = None
        self._woken, self._waker = os.pipe()
        os.set_blocking(self._woken, False)
        os.set_blocking(self._waker, False)

    def __enter__(self) -> "RichTerminal":
        if os.isatty(self._descriptor):
            self._settings = termios.tcgetattr(self._descriptor)
            tty.setcbreak(self._descriptor)
        if threading.current_thread() is threading.main_thread():
            self._handler = signal.signal(signal.SIGINT, self._interrupt)
        return self

    def _interrupt(self, *_: object) -> None:
        """Ctrl-C. Python loses the exception where it can't be raised, such as in a finaliser: then the next wait raises it."""
        self._interrupted = True
        raise KeyboardInterrupt

    def __exit__(self, *_: object) -> None:
        if self._handler is not None:
            signal.signal(signal.SIGINT, self._handler)
        if self._live is not None:
            self._live.stop()
        if self._settings is not None:
            termios.tcsetattr(self._descriptor, termios.TCSADRAIN, self._settings)  # type: ignore[arg-type]
        os.close(self._woken)
        os.close(self._waker)

    @property
    def interactive(self) -> bool:
        """Somebody can type."""
        return self._settings is not None

    def say(self, text: str = "", style: Style = Style.PLAIN) -> None:
        self._console.print(Text(text, style=_COLOURS[style]), soft_wrap=True)

    def table(self, table: Table) -> None:
        self._console.print(_drawn(table))

    def redraw(self, tables: Sequence[Table], note: str) -> None:
        picture = Group(*(_drawn(table) for table in tables), Text(note, style=_COLOURS[Style.DIM]))
        if not self._console.is_terminal:
            self._console.print(picture)
            return
        if self._live is None:
            self._live = Live(console=self._console, auto_refresh=False)
            self._live.start()
        self._live.update(picture, refresh=True)

    def key(self, timeout_s: float) -> str:
        if not self._typed:
            self._fill(timeout_s)
        if not self._typed:
            return ""
        if self._settings is None:
            line, found, rest = self._typed.partition("\n")
            if not found and not self._ended:
                return ""
            self._typed = rest
            return line.strip()[:1] or ENTER
        key, self._typed = self._typed[0], self._typed[1:]
        if key != ENTER and self._typed.startswith(ENTER):
            # Typed by habit: it must not be taken for the answer to the next question.
            self._typed = self._typed[1:]
        return ENTER if key == "\r" else key

    def line(self, prompt: str) -> str:
        self._console.print(Text(prompt, style=_COLOURS[Style.QUESTION]), end=" ", soft_wrap=True)
        with self._whole_lines():
            while "\n" not in self._typed and not self._ended:
                self._fill(None)
        line, _, self._typed = self._typed.partition("\n")
        if self._ended and not line:
            raise Hangup
        return line.strip()

    def wake(self) -> None:
        with contextlib.suppress(BlockingIOError, OSError):
            os.write(self._waker, b"!")

    def _fill(self, timeout_s: float | None) -> None:
        """Take what was typed, waiting at most so long for it; None waits for ever."""
        deadline_s = None if timeout_s is None else time.monotonic() + timeout_s
        while True:
            if self._interrupted:
                raise KeyboardInterrupt
            left_s = None if deadline_s is None else max(0.0, deadline_s - time.monotonic())
            ready, _, _ = select.select([self._descriptor, self._woken], [], [], left_s)
            if self._descriptor in ready:
                break
            if self._woken in ready:
                with contextlib.suppress(BlockingIOError):
                    os.read(self._woken, READ_BYTES)
                if timeout_s is None:
                    continue
                return
            if not ready:
                return
        try:
            data = os.read(self._descriptor, READ_BYTES)
        except OSError:
            # EIO: the terminal is gone, as when an SSH connection broke.
            data = b""
        if not data:
            self._ended = True
            if not self._typed:
                raise Hangup
            return
        self._typed += self._decoder.decode(data).replace("\r", ENTER)

    @contextlib.contextmanager
    def _whole_lines(self) -> Iterator[None]:
        """Typing is shown and may be corrected until Enter."""
        if self._settings is None:
            yield
            return
        termios.tcsetattr(self._descriptor, termios.TCSADRAIN, self._settings)  # type: ignore[arg-type]
        try:
            yield
        finally:
            tty.setcbreak(self._descriptor)


def _drawn(table: Table) -> RichTable:
    drawn = RichTable(title=Text(table.title, style="bold") if table.title else None, title_justify="left", expand=False)
    for column in table.columns:
        drawn.add_column(Text(column), overflow="fold")
    for row in table.rows:
        drawn.add_row(*(Text(cell.text, style=_COLOURS[cell.style]) for cell in row))
    return drawn
