"""What a manager sees of each fault, measured: every fault of every emulated device, injected and watched at real speed.

    python -m tests.conformance.fault_table              write docs/devices/faults.md (about two minutes, mostly waiting)
    python -m tests.conformance.fault_table led-board    only watch these kinds, print them, write nothing

The device first works; then the fault is injected and nothing else is done: what its status says, and after how long. When
nothing shows within `IDLE_S`, the device is used once, and the answer is what tells.
"""

import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from api.messages.completion import Completion
from api.messages.state import Status
from api.messages.words import Action, DeviceState
from api.text.catalogue import TextCatalogue, read_catalogue
from drivers.emulators.faults import COMMON_FAULTS, NONE
from drivers.speaker.clips import build
from tests.conformance.bench import Bench, bench_for
from tests.conformance.devices import SUBJECTS, Subject

PAGE = Path(__file__).parents[2] / "docs" / "devices" / "faults.md"
IDLE_S = 14.0
"""A little more than the longest time after which an idle device is asked whether it is well."""
AT_ONCE = 12
"""Benches at a time; they mostly wait."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One row of the table."""

    kind: str
    fault: str
    status: Status | None
    """The first that differs from that of the well device; None when it stayed the same."""
    after_s: float
    answer: Completion | None
    """Of a usual command, where the idle device showed nothing."""


def observe(subject: Subject, fault: str, clips: Path) -> Observation | None:
    """Inject and watch; None when its emulator knows no such fault."""
    with tempfile.TemporaryDirectory() as folder, bench_for(replace(subject, hurry=1.0), Path(folder), clips) as bench:
        bench.start()
        well = bench.worker.status
        try:
            bench.fault(fault)
        except ValueError:
            return None
        begun_s = time.monotonic()
        seen = _wait_for_change(bench, well, begun_s + IDLE_S)
        answer = None
        if seen is None:
            begun_s = time.monotonic()
            answer = bench.perform()
            seen = _wait_for_change(bench, well, time.monotonic() + 1.0)
        after_s = time.monotonic() - begun_s
        bench.fault(NONE)
        return Observation(subject.kind, fault, seen, after_s, answer)


def _wait_for_change(bench: Bench, well: Status, until_s: float) -> Status | None:
    while time.monotonic() < until_s:
        status = bench.worker.status
        if (status.device, status.reason) != (well.device, well.reason) and status.device is not DeviceState.STARTING:
            return status
        time.sleep(0.01)
    return None


def one_link_each(subjects: Iterable[Subject] = SUBJECTS) -> list[Subject]:
    """The first row of each kind: what a fault looks like doesn't depend on the link."""
    return list({subject.kind: subject for subject in reversed(list(subjects))}.values())[::-1]


def faults_of(subject: Subject, clips: Path) -> list[str]:
    """Its emulator's whole menu, without the end of a fault."""
    with tempfile.TemporaryDirectory() as folder:
        emulator = subject.set_up(Path(folder), clips).emulator
    menu = (*COMMON_FAULTS, *getattr(emulator, "own_faults", ()))
    return [fault for fault in dict.fromkeys(menu) if fault != NONE]


def observe_all(subjects: Sequence[Subject], clips: Path) -> Iterator[Observation]:
    """Every fault of every subject, in the order of the table."""
    wanted = [(subject, fault) for subject in subjects for fault in faults_of(subject, clips)]
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        for observation in pool.map(lambda pair: observe(*pair, clips), wanted):
            if observation is not None:
                yield observation


def row(seen: Observation, texts: TextCatalogue) -> str:
    """One line of the page."""
    return f"| {seen.kind} | {seen.fault} | {shown(seen, texts)} | {who(seen, texts)} | {after(seen)} |"


def shown(seen: Observation, texts: TextCatalogue) -> str:
    if seen.status is None:
        return "stays well" if seen.answer is None or seen.answer.succeeded else f"stays well; the command: {told(seen.answer)}"
    words = [
        f"{texts.text('web', f'device.{seen.status.device.value}', language)}: "
        f"{texts.text('web', f'reason.{seen.status.reason}', language)}"
        for language in ("zh-CN", "en")
    ]
    return " · ".join(words) + f" (`{seen.status.reason}`)"


def told(answer: Completion) -> str:
    return f"{answer.code.value}" + (f", `{answer.error_code}`" if answer.error_code else "")


def who(seen: Observation, texts: TextCatalogue) -> str:
    action = seen.status.action if seen.status else Action.NONE
    return texts.text("web", f"action.{action.value}", "en")


def after(seen: Observation) -> str:
    if seen.status is None:
        return "–"
    when = f"{seen.after_s:.1f} s"
    return when if seen.answer is None else f"when used, {when}"


HEAD = """# Faults: what the manager sees, and after how long

Written by `python -m tests.conformance.fault_table`: each fault was injected into an emulated device that had been working, and
the status that the device board shows was watched. Times are those of one run on one machine; an idle device is asked every
8 to 10 seconds whether it is well, so a fault that only shows then takes up to that long. "When used" says that an idle device
doesn't show the fault: it was then used once. "Stays well" is the right outcome where the driver gets along with the fault, such
as an answer that comes in slowly.

| device | fault | the device board says | who must go there | after |
|---|---|---|---|---|
"""


def page(observations: Iterable[Observation], texts: TextCatalogue) -> str:
    return HEAD + "\n".join(row(seen, texts) for seen in observations) + "\n"


def main(kinds: Sequence[str]) -> int:
    subjects = [subject for subject in one_link_each() if not kinds or subject.kind in kinds]
    with tempfile.TemporaryDirectory() as folder:
        clips = Path(folder) / "clips"
        build(clips)
        text = page(observe_all(subjects, clips), read_catalogue())
    if kinds:
        print(text)
    else:
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(text, "utf-8")
        print(f"wrote {PAGE}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
