"""Goes through the steps of one device: says what to look for, asks, notes, says what to do next where something fails."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from api.messages.completion import Completion
from api.messages.device_commands import DeviceCommand
from api.messages.words import Action, CompletionCode, DeviceState
from drivers.core.lifecycle import WORKING
from tingtang.device.checkup import pictures
from tingtang.device.checkup.steps import INPUT_S, STEPS, TICKET, Hand, Look, Measure, Place, Press, Step
from tingtang.device.station import Pressed, Station, wiring
from tingtang.device.terminal import Cell, Style, Table, Terminal
from tingtang.device.texts import Texts
from tingtang.device.walk.plan import window_of

KEY_WAIT_S = 0.5
COMMAND_S = 30.0
"""A test page at 9600 baud takes about twenty seconds."""


class Verdict(StrEnum):
    PASS = "pass"  # noqa: S105 (no password)
    FAIL = "fail"
    SKIPPED = "skipped"
    """This model can't do it, or the technician left it out."""


@dataclass(frozen=True, slots=True)
class Result:
    """One step's line on the sheet."""

    step: str
    verdict: Verdict
    detail: str = ""
    next: str = ""
    """What to do about a failure."""


class Stopped(Exception):
    """The technician stopped."""


class Tester:
    """Args: picture_dir: where pictures of what must be seen are put; None: nowhere."""

    def __init__(
        self,
        station: Station,
        terminal: Terminal,
        texts: Texts,
        device: str,
        *,
        monotonic_s: Callable[[], float],
        picture_dir: Path | None = None,
    ) -> None:
        self._station = station
        self._terminal = terminal
        self._texts = texts
        self._device = device
        self._section = station.sections[device]
        self._worker = station.workers[device]
        self._monotonic_s = monotonic_s
        self._picture_dir = picture_dir
        self._place = Place(device, str(self._section.options.get("profile", "")), window_of(self._section) or 1)
        self.results: list[Result] = []

    def run(self) -> list[Result]:
        """All steps, or as far as it makes sense. What was found so far stays in `results` when the technician stops."""
        try:
            if self._connect():
                self._identity()
                self._status()
                for step in STEPS.get(self._section.kind, ()):
                    self._step(step)
        except Stopped:
            self._note("stopped", Verdict.SKIPPED)
        return self.results

    # --- the same for all ---

    def _connect(self) -> bool:
        self._say("test.connect", Style.TITLE, wiring=wiring(self._section))
        self._station.settle()
        if self._worker.state in WORKING:
            self._note("connect", Verdict.PASS, wiring(self._section))
            return True
        reason = self._worker.status.reason
        self._note("connect", Verdict.FAIL, self._texts.reason(reason), self._next(reason))
        return False

    def _identity(self) -> None:
        known = self._worker.driver.identity()
        words = [word for word in (known.maker, known.model, known.serial, known.firmware) if word]
        self._note("identity", Verdict.PASS, " ".join(words) or "-")

    def _status(self) -> None:
        status = self._worker.status
        words = self._texts.reason(status.reason)
        # A device that never answers counts as unknown until it has said something: that is for the steps to find out.
        well = status.device is DeviceState.ONLINE and status.action is Action.NONE
        open_question = status.device is DeviceState.UNKNOWN and status.action is Action.NONE
        verdict = Verdict.PASS if well else Verdict.SKIPPED if open_question else Verdict.FAIL
        self._note("status", verdict, words, "" if verdict is not Verdict.FAIL else self._next(status.reason))

    # --- the kind's own ---

    def _step(self, step: Step) -> None:
        self._terminal.say()
        match step:
            case Look():
                self._look(step)
            case Press():
                self._press(step)
            case Hand():
                self._hand(step)
            case Measure():
                self._measure(step)

    def _look(self, step: Look) -> None:
        command = step.command(self._place)
        if not self._can(command):
            return
        if step.confirm and not self._yes(f"test.before.{step.key}"):
            self._note(step.key, Verdict.SKIPPED)
            return
        completion = self._station.perform(self._device, command, COMMAND_S)
        if not self._done(step.key, completion):
            return
        self._picture(step.key)
        if self._yes(f"test.look.{step.key}", ticket=TICKET, window=self._place.window):
            self._note(step.key, Verdict.PASS)
        else:
            self._note(step.key, Verdict.FAIL, self._texts("test.notSeen"), self._texts(f"test.next.{step.key}"))

    def _press(self, step: Press) -> None:
        if step.command is not None:
            command = step.command(self._place)
            if not self._can(command) or not self._done(step.key, self._station.perform(self._device, command, COMMAND_S)):
                return
        while self._station.take() is not None:
            # What was pressed before is no answer.
            continue
        self._say(f"test.look.{step.key}", Style.QUESTION, seconds=INPUT_S)
        until_s = self._monotonic_s() + INPUT_S
        while self._monotonic_s() < until_s:
            key = self._key()
            while (note := self._station.take()) is not None:
                if isinstance(note, Pressed):
                    self._note(step.key, Verdict.PASS)
                    return
            if key == "n":
                break
        self._note(step.key, Verdict.FAIL, self._texts("test.noKey"), self._texts(f"test.next.{step.key}"))

    def _hand(self, step: Hand) -> None:
        command = step.command(self._place)
        if not self._can(command):
            return
        self._say(f"test.look.{step.key}", Style.QUESTION, seconds=INPUT_S)
        completion = self._station.perform(self._device, command, INPUT_S + 5.0)
        if self._done(step.key, completion):
            self._note(step.key, Verdict.PASS, self._texts(f"test.facts.{step.key}", **step.facts(completion.result)))

    def _measure(self, step: Measure) -> None:
        detail = self._worker.status.detail
        values = ", ".join(f"{name} {detail[name]}" for name in step.names if detail.get(name) is not None)
        if self._yes(f"test.look.{step.key}", values=values or "-"):
            self._note(step.key, Verdict.PASS, values)
        else:
            self._note(step.key, Verdict.FAIL, values, self._texts(f"test.next.{step.key}"))

    # --- parts ---

    def _can(self, command: DeviceCommand) -> bool:
        lacks = self._worker.driver.identity().lacks
        return type(command) in self._worker.driver.commands and type(command) not in lacks

    def _done(self, step: str, completion: Completion) -> bool:
        if completion.succeeded:
            return True
        if completion.code is CompletionCode.UNSUPPORTED_COMMAND:
            self._note(step, Verdict.SKIPPED, self._texts("test.cant"))
            return False
        reason = completion.error_code or completion.code.value
        self._note(step, Verdict.FAIL, self._texts.reason(reason), self._next(reason))
        return False

    def _picture(self, step: str) -> None:
        key = f"test.picture.{step}"
        if self._texts.has(key):
            self._terminal.say(self._texts(key, ticket=TICKET, window=self._place.window), Style.DIM)
        if self._picture_dir is not None:
            path = pictures.write(step, TICKET, self._place.window, self._device, self._picture_dir)
            if path is not None:
                self._say("test.pictureIn", Style.DIM, path=path)

    def _yes(self, key: str, **arguments: object) -> bool:
        self._terminal.say(f"{self._texts(key, **arguments)} [y/n]", Style.QUESTION)
        while True:
            typed = self._key().lower()
            if typed in ("y", "n"):
                return typed == "y"

    def _key(self) -> str:
        key = self._terminal.key(KEY_WAIT_S)
        if key == "q":
            raise Stopped
        return key

    def _next(self, reason: str) -> str:
        key = f"test.next.{reason}"
        return self._texts(key if self._texts.has(key) else "test.next.other")

    def _note(self, step: str, verdict: Verdict, detail: str = "", advice: str = "") -> None:
        self.results.append(Result(step, verdict, detail, advice))
        mark = {Verdict.PASS: ("✓", Style.GOOD), Verdict.FAIL: ("✗", Style.BAD), Verdict.SKIPPED: ("–", Style.DIM)}[verdict]
        words = self._texts(f"test.step.{step}")
        line = self._texts("test.line", step=words, detail=detail) if detail else words
        self._terminal.say(f"{mark[0]} {line}", mark[1])
        if advice:
            self._terminal.say(f"  → {advice}", Style.WARN)

    def _say(self, key: str, style: Style, **arguments: object) -> None:
        self._terminal.say(self._texts(key, **arguments), style)


def sheet(results: Sequence[Result], device: str, texts: Texts) -> Table:
    """The result sheet."""
    styles = {Verdict.PASS: Style.GOOD, Verdict.FAIL: Style.BAD, Verdict.SKIPPED: Style.DIM}
    rows = [
        [
            Cell(texts(f"test.step.{result.step}")),
            Cell(texts(f"test.verdict.{result.verdict.value}"), styles[result.verdict]),
            Cell(result.detail or "-"),
            Cell(result.next or "-", Style.WARN if result.next else Style.DIM),
        ]
        for result in results
    ]
    columns = [texts(f"test.column.{name}") for name in ("step", "verdict", "detail", "next")]
    return Table(columns, rows, title=texts("test.sheet", device=device))


def as_json(results: Sequence[Result], device: str) -> str:
    passed = all(result.verdict is not Verdict.FAIL for result in results)
    return json.dumps({"device": device, "passed": passed, "steps": [asdict(r) for r in results]}, ensure_ascii=False, indent=1)
