"""What an installation tells: lines while it works, or one JSON object at its end."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from api.process.layout import Layout, Role
from tingtang.install.executor import Outcome, Stopped
from tingtang.install.facts import Facts
from tingtang.install.order import Order
from tingtang.install.preparing import Prepared
from tingtang.install.steps.base import Step
from tingtang.install.words import Refused, Words

MARKS = {"there": "=", "do": "+", "missing": "!", "undo": "-", "keep": "="}
"""Before each step's line: was there, is done now, can't be had, is taken away, stays."""


class Reporter:
    def __init__(self, words: Words, *, as_json: bool) -> None:
        self._words = words
        self._as_json = as_json

    def tell(self, what: str, step: Step) -> None:
        if not self._as_json and what != "there":
            print(f"{MARKS[what]} {step.title}", flush=True)

    def dry_run(self, facts: Facts, order: Order, steps: Sequence[Step], outcome: Outcome) -> None:
        """Every step, in order."""
        todo = {id(step) for step in outcome.done}
        if self._as_json:
            rows = [{"step": step.title, "done": id(step) not in todo} for step in steps]
            self._object("dryRun", machine=facts.title, roles=sorted(order.roles), version=order.version, steps=rows)
            return
        print(f"{facts.title}: {', '.join(sorted(order.roles))}, {order.version}")
        for step in steps:
            print(f"{MARKS['do'] if id(step) in todo else MARKS['there']} {step.title}")
        print(self._words("done.dryRun", count=len(steps), todo=len(todo)))

    def installed(self, ready: Prepared, outcome: Outcome) -> None:
        if self._as_json:
            rows = [step.title for step in outcome.done]
            without = [{"step": step.title, "cause": cause} for step, cause in outcome.without]
            self._object("installed", done=rows, there=len(outcome.there), without=without)
            return
        for step, cause in outcome.without:
            print(self._words("done.without", step=step.title, cause=cause))
        if not outcome.done:
            print(self._words("done.nothing", count=len(outcome.there)))
            return
        print(self._words("done.installed", done=len(outcome.done), there=len(outcome.there)))
        for key in next_steps(ready.order.all_roles, Layout(ready.machine.root)):
            print(self._words(key, folder=Layout().settings))

    def removed(self, outcome: Outcome, *, purged: bool) -> None:
        if self._as_json:
            self._object("removed", removed=[step.title for step in outcome.done], kept=outcome.kept)
            return
        print(self._words("done.removed"))
        if outcome.kept:
            print(self._words("done.kept"))
            print("\n".join(f"  {line}" for line in outcome.kept))
        if not purged:
            print(self._words("done.keptData"))

    def stopped(self, stop: Refused | Stopped) -> None:
        if isinstance(stop, Refused):
            text, kind = self._words(stop.key, **stop.arguments), stop.key
        else:
            text, kind = self._words("stopped.step", step=stop.step.title, cause=stop), "stopped.step"
        if self._as_json:
            self._object("stopped", reason=kind, text=text)
        else:
            print(text, file=sys.stderr)

    def _object(self, outcome: str, **values: object) -> None:
        print(json.dumps({"outcome": outcome, **values}, ensure_ascii=False))


def next_steps(roles: frozenset[Role], layout: Layout) -> list[str]:
    """Keys of what a person does after an installation."""
    keys = []
    if Role.CONTROLLER in roles:
        # It is no unit of its own authority: it speaks to the broker beside it.
        if not _there(layout.authority):
            keys.append("next.trust")
    elif not _there(layout.identity / "client.crt"):
        keys.append("next.enrol")
    return [*keys, "next.settings", "next.start"]


def _there(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False
