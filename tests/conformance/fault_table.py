"""What a manager sees of each fault, measured: every fault of every emulated device, injected and watched at real speed.

    python -m tests.conformance.fault_table            write docs/devices/faults.md (some three minutes, mostly waiting)
    python -m tests.conformance.fault_table led-board  only watch the rows whose name begins so, print them, write nothing

The device first works; then the fault is injected, or somebody does something to it, and nothing else happens: what its status or
a fault beside it says, and after how long. When nothing shows within `IDLE_S`, the device is used once, and that tells.
"""

import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from api.messages.completion import Completion
from api.messages.words import Action, DeviceState
from api.text.catalogue import TextCatalogue, read_catalogue
from drivers.emulators.faults import NONE
from drivers.emulators.menu import FAULT_WORDS
from drivers.speaker.clips import build
from tests.conformance.bench import Bench, bench_for
from tests.conformance.devices import SUBJECTS, Subject

PAGE = Path(__file__).parents[2] / "docs" / "devices" / "faults.md"
IDLE_S = 14.0
"""A little more than the longest time after which an idle device is asked whether it is well."""
AT_ONCE = 24
"""Benches at a time; they mostly wait."""
LINKS = frozenset({"pty", "tcp", "udp", "bus", "input", "mqtt"})
HAPPENINGS: Mapping[str, tuple[str, ...]] = {
    "zone-door": ("sos", "force", "cover", "fire"),
    "ups": ("power-cut", "drain", "replace-battery", "overload"),
    "climate": ("set:41", "set:2"),
}
"""What people or the world do to a device that a manager must hear of; keys of its emulator."""

OPTIONS: Mapping[str, Mapping[str, Any]] = {
    "zone-door": {"address": 4, "wiring": {"open": 1, "sos": 2, "exit": 3, "tamper": 4, "fire": 5}, "confirm_s": 1.0},
}
"""Settings of a device with everything connected, where the conformance suite has less."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What the device board says of it."""

    device: DeviceState
    action: Action
    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    device: str
    """The subject's name without its link."""
    what: str
    seen: Sight | None
    """The first that differs from the well device's; None: it stayed well."""
    after_s: float
    answer: Completion | None
    """Of a usual command, where the idle device showed nothing."""


def family(subject: Subject) -> str:
    """The subject's name without its link: what a fault looks like doesn't depend on it."""
    return "-".join(part for part in subject.name.split("-") if part not in LINKS)


def families(subjects: Iterable[Subject] = SUBJECTS) -> list[Subject]:
    """One subject of each family, the first."""
    return list({family(subject): subject for subject in reversed(list(subjects))}.values())[::-1]


def watch(subject: Subject, what: str, clips: Path) -> Row:
    """Inject a fault or press a key, and look."""
    real = replace(subject, hurry=1.0, options=OPTIONS.get(subject.kind, subject.options))
    with tempfile.TemporaryDirectory() as folder, bench_for(real, Path(folder), clips) as bench:
        bench.start()
        before = _sights(bench)
        _do(bench, what)
        begun_s = time.monotonic()
        seen = _wait_for_another(bench, before, begun_s + IDLE_S)
        answer = None
        if seen is None:
            begun_s = time.monotonic()
            answer = bench.perform()
            seen = _wait_for_another(bench, before, time.monotonic() + 1.0)
        return Row(family(subject), what, seen, time.monotonic() - begun_s, answer)


def _do(bench: Bench, what: str) -> None:
    if what in HAPPENINGS.get(bench.subject.kind, ()):
        bench.press(what)
    else:
        bench.fault(what)


def _sights(bench: Bench) -> list[Sight]:
    status = bench.worker.status
    faults = bench.worker.faults.view().faults
    beside = [Sight(status.device, fault.action, fault.code) for fault in faults if fault.code != status.reason]
    return [*beside, Sight(status.device, status.action, status.reason)]


def _wait_for_another(bench: Bench, before: Sequence[Sight], until_s: float) -> Sight | None:
    known = {(sight.device, sight.reason) for sight in before}
    while time.monotonic() < until_s:
        for sight in _sights(bench):
            if (sight.device, sight.reason) not in known and sight.device is not DeviceState.STARTING:
                return sight
        time.sleep(0.01)
    return None


def menu_of(subject: Subject, clips: Path) -> list[str]:
    """What is tried on it: the whole fault menu of its emulator, on a shared line also the device's own, and the happenings."""
    with tempfile.TemporaryDirectory() as folder:
        setup = subject.set_up(Path(folder), clips)
        faults = (*setup.emulator.fault_menu(), *setup.face.fault_menu())
    return [what for what in dict.fromkeys((*faults, *HAPPENINGS.get(subject.kind, ()))) if what != NONE]


def rows(subjects: Sequence[Subject], clips: Path) -> Iterator[Row]:
    """Everything tried on every subject, in the order of the table."""
    wanted = [(subject, what) for subject in subjects for what in menu_of(subject, clips)]
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        yield from pool.map(lambda pair: watch(pair[0], pair[1], clips), wanted)


def line(row: Row, texts: TextCatalogue) -> str:
    """One line of the page."""
    return f"| {row.device} | {words(row.what)} | {shown(row, texts)} | {who(row, texts)} | {after(row)} |"


def words(what: str) -> str:
    chinese, english = FAULT_WORDS.get(what, HAPPENING_WORDS.get(what, (what, what)))
    return f"{english} · {chinese} (`{what}`)"


HAPPENING_WORDS: Mapping[str, tuple[str, str]] = {
    "sos": ("按下求助按钮", "Somebody calls for help"),
    "force": ("门被强行打开", "The door is forced"),
    "cover": ("设备盖被打开", "The cover of the board is opened"),
    "fire": ("火警", "Fire alarm"),
    "power-cut": ("停电", "The mains fail"),
    "drain": ("电池将尽", "The battery is nearly empty"),
    "replace-battery": ("电池老化", "The battery is worn out"),
    "overload": ("过载", "Overload"),
    "set:41": ("41 度", "41 °C"),
    "set:2": ("2 度", "2 °C"),
}


def shown(row: Row, texts: TextCatalogue) -> str:
    if row.seen is None:
        return "stays well" if row.answer is None or row.answer.succeeded else f"stays well; the command: {told(row.answer)}"
    both = [
        f"{texts.text('web', f'device.{row.seen.device.value}', language)}: "
        f"{texts.text('web', f'reason.{row.seen.reason}', language)}"
        for language in ("en", "zh-CN")
    ]
    return " · ".join(both) + f" (`{row.seen.reason}`)"


def told(answer: Completion) -> str:
    return f"{answer.code.value}" + (f", `{answer.error_code}`" if answer.error_code else "")


def who(row: Row, texts: TextCatalogue) -> str:
    return texts.text("web", f"action.{(row.seen.action if row.seen else Action.NONE).value}", "en")


def after(row: Row) -> str:
    if row.seen is None:
        return "–"
    return f"{row.after_s:.1f} s" if row.answer is None else f"when used, {row.after_s:.1f} s"


HEAD = """# Faults: what the manager sees, and after how long

Written by `python -m tests.conformance.fault_table`: each fault was injected into an emulated device that had been working, and
what the device board shows was watched. Times are those of one run on one machine; an idle device is asked every 8 to 10 seconds
whether it is well, so a fault that only shows then takes up to that long. "When used" says that an idle device doesn't show the
fault: it was then used once. "Stays well" is the right outcome where the driver gets along with the fault, such as an answer that
comes in slowly, and the only honest one where nobody could tell, such as a keypad that nobody presses.

| device | what happens | the device board says | who must go there | after |
|---|---|---|---|---|
"""


def page(table: Iterable[Row], texts: TextCatalogue) -> str:
    return HEAD + "\n".join(line(row, texts) for row in table) + "\n"


def main(names: Sequence[str]) -> int:
    subjects = [subject for subject in families() if not names or subject.name.startswith(tuple(names))]
    with tempfile.TemporaryDirectory() as folder:
        clips = Path(folder) / "clips"
        build(clips)
        text = page(rows(subjects, clips), read_catalogue())
    if names:
        print(text)
    else:
        PAGE.write_text(text, "utf-8")
        print(f"wrote {PAGE}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
