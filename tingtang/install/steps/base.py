"""The shape of a step."""

from typing import Protocol

from tingtang.install.machine import Machine


class Step(Protocol):
    """A step holds values only; the machine comes in as an argument. Doing one that is done changes nothing."""

    @property
    def title(self) -> str:
        """One line: what will be there."""

    def is_done(self, machine: Machine) -> bool:
        """Looks only.

        Raises:
            OSError, CommandFailed
        """

    def do(self, machine: Machine) -> None:
        """
        Raises:
            OSError, CommandFailed
        """

    def undo(self, machine: Machine) -> str | None:
        """Take away what `do` made, as far as it is still ours. Returns what stays and why; None when nothing stays.

        Raises:
            OSError, CommandFailed
        """
