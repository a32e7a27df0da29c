"""A technician at the terminal of `tingtang device`, played by a test."""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence

from tingtang.device.terminal import ENTER, Hangup, Style, Table

PATIENCE_S = 60.0
"""So long without a word and without a key, and the test fails."""


class ScriptedTerminal:
    """Keys come from `react`, which is called whenever the command waits for one: with the lines said since, it returns keys.

    An empty answer waits for something else to happen, such as a device's press.
    """

    def __init__(self, react: Callable[[Sequence[str]], str]) -> None:
        self._react = react
        self._changed = threading.Condition()
        self._woken = False
        self._typed: deque[str] = deque()
        self._new: list[str] = []
        self.said: list[str] = []
        self.styled: list[tuple[Style, str]] = []
        self.tables: list[Table] = []
        self._idle_since_s = time.monotonic()

    def say(self, text: str = "", style: Style = Style.PLAIN) -> None:
        if text:
            self._new.append(text)
            self.said.append(text)
            self.styled.append((style, text))

    def table(self, table: Table) -> None:
        self.tables.append(table)

    def redraw(self, tables: Sequence[Table], note: str) -> None:
        self.tables.extend(tables)
        self._new.append(note)

    def key(self, timeout_s: float) -> str:
        if not self._typed:
            new, self._new = self._new, []
            answer = self._react(new)
            if answer == "hangup":
                raise Hangup
            self._typed.extend(answer)
            if new or self._typed:
                self._idle_since_s = time.monotonic()
            assert time.monotonic() - self._idle_since_s < PATIENCE_S, f"nothing happens any more:\n{self.text[-2000:]}"
        if self._typed:
            return self._typed.popleft()
        with self._changed:
            self._changed.wait_for(lambda: self._woken, timeout_s)
            self._woken = False
        return ""

    def line(self, prompt: str) -> str:
        self.say(prompt, Style.QUESTION)
        typed = self._react([prompt])
        return typed.strip(ENTER)

    def wake(self) -> None:
        with self._changed:
            self._woken = True
            self._changed.notify_all()

    @property
    def text(self) -> str:
        return "\n".join(self.said)
