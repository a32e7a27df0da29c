"""The table of the conformance suite: every driver on every link it has, with its emulator at the other end.

A new driver gets a row in the module of its class and passes the whole suite.
"""

from tests.conformance.subject import Setup, Subject
from tests.conformance.subjects import building, led_boards, pads, printers, speakers, terminal_inputs

__all__ = ["SUBJECTS", "Setup", "Subject"]

SUBJECTS: tuple[Subject, ...] = (
    *pads.SUBJECTS,
    *terminal_inputs.SUBJECTS,
    *printers.SUBJECTS,
    *led_boards.SUBJECTS,
    *building.SUBJECTS,
    *speakers.SUBJECTS,
)
