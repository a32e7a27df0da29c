"""Does a plan's missing steps, one after another, or takes them back. A run that was cut off goes on where it was."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tingtang.install.machine import GoesWithout, Machine, StepFailed
from tingtang.install.steps.base import Step


@dataclass(slots=True)
class Outcome:
    """What a run came to."""

    done: list[Step] = field(default_factory=list)
    """Done now, or to be done."""
    there: list[Step] = field(default_factory=list)
    """Were done before."""
    without: list[tuple[Step, str]] = field(default_factory=list)
    """Can't be had; the product works without."""
    kept: list[str] = field(default_factory=list)
    """What stays when the product is taken away."""


class Stopped(Exception):
    """A step failed; those before it are done, and the same run again goes on here."""

    def __init__(self, step: Step, cause: str) -> None:
        super().__init__(cause)
        self.step = step


Tell = Callable[[str, Step], None]
"""Told `there`, `do` or `missing`, and the step, before it is done."""


def look_at(steps: Sequence[Step], machine: Machine) -> Outcome:
    """What a run would do. Changes nothing."""
    outcome = Outcome()
    for step in steps:
        (outcome.there if _done(step, machine) else outcome.done).append(step)
    return outcome


def execute(steps: Sequence[Step], machine: Machine, tell: Tell) -> Outcome:
    """
    Raises:
        Stopped
    """
    outcome = Outcome()
    for step in steps:
        if _done(step, machine):
            outcome.there.append(step)
            tell("there", step)
            continue
        tell("do", step)
        try:
            step.do(machine)
        except GoesWithout as error:
            outcome.without.append((step, str(error)))
            tell("missing", step)
            continue
        except (StepFailed, OSError) as error:
            raise Stopped(step, str(error)) from error
        outcome.done.append(step)
    return outcome


def take_back(steps: Sequence[Step], machine: Machine, tell: Tell) -> Outcome:
    """The last step first.

    Raises:
        Stopped
    """
    outcome = Outcome()
    for step in reversed(steps):
        try:
            stays = step.undo(machine)
        except (StepFailed, OSError) as error:
            raise Stopped(step, str(error)) from error
        if stays is None:
            outcome.done.append(step)
            tell("undo", step)
        else:
            outcome.kept.append(stays)
            tell("keep", step)
    return outcome


def _done(step: Step, machine: Machine) -> bool:
    """A step whose tools are missing isn't done: an earlier one brings them."""
    try:
        return step.is_done(machine)
    except (StepFailed, OSError):
        return False
