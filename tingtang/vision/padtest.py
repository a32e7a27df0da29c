"""Presentation attacks before this kiosk's real camera: does it tell prints and telephones from living people here?

You are led through it: hold up what is named, press Enter, do as the screen says. Present living people too (`person`): a check
that refuses everybody stops every attack. Photographs may only show people who agreed to that. No picture is kept: the result
holds endings, cues, the models' hashes and the settings.

Twenty presentations of a species without one mistake still leave up to 17 % possible, sixty up to 6 % (the bound is printed).
What was presented while the camera gave no picture doesn't count.

Examples:
  tingtang vision padtest --device /dev/v4l/by-id/usb-…-video-index0
  tingtang vision padtest --device /dev/v4l/by-id/usb-…-video-index0 --species person,print,screen --each 20
  tingtang vision padtest --generated --each 3          drawn people and attacks, without a camera
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from api.messages.identity_words import Assurance
from api.text.catalogue import read_catalogue
from drivers.camera.settings import CameraSettings
from drivers.camera.source import OPENING_S, FrameSource
from kiosk.vision.detector import Detector
from kiosk.vision.engines.sface import SFace
from kiosk.vision.liveness.loading import ROLES, load_parts
from kiosk.vision.liveness.settings import LivenessSettings
from kiosk.vision.messages import Guidance
from kiosk.vision.model_list import ModelRole
from kiosk.vision.model_store import ModelStore
from kiosk.vision.opencv import prepare
from tingtang.vision.generated import PERSON, Drawn, cases
from tingtang.vision.pad_report import as_values, results_of, table_of
from tingtang.vision.places import MODELS, ROOT
from tingtang.vision.presentations import Eyes, Presenter, Trial, present
from tingtang.vision.terminal import console, counting

GOOD, CANT, STOPPED = 0, 2, 3
EACH = 20
LIMIT_S = 40.0
FRAME_PATIENCE_S = OPENING_S
"""A camera may take so long to begin; one that pauses so long has stopped."""
HOLD_UP = {
    "person": "A living person stands before the camera and does as asked.",
    "print": "Hold up a photograph printed on paper; keep it still, tilt it when a turn is asked.",
    "bent-print": "Bend the printed photograph round like a tube and turn it as asked.",
    "turned-photo": "Hold the printed photograph flat and turn it to the side that is asked.",
    "screen": "Show the photograph on a telephone; turn the telephone as asked.",
    "filled-frame": "Bring the photograph so near that its rim isn't in the picture; turn it as asked.",
    "swapped-photos": "Hold up the photograph from the front; exchange it for one from the side when a turn is asked.",
    "still-replay": "Feed one still picture in place of the camera's (a program that plays a camera), if you can; else: s.",
    "video-replay": "Play a video of the person who turns the head, on a telephone or tablet.",
}
SPECIES = tuple(HOLD_UP)
ROLES_USED = (*ROLES, ModelRole.DETECTOR, ModelRole.RECOGNISER_SFACE)


class NoPicture(Exception):
    """The camera gives none, so nothing was shown to the check; the text is the camera's own word."""


@dataclass(frozen=True, slots=True)
class Session:
    """What a guided test talks to."""

    ask: Callable[[str], str]
    """A question; what was typed."""
    say: Callable[[str], None]
    clock: Callable[[], float]
    seed: Callable[[], int]
    text: Callable[[Guidance], str]


class Live:
    """Implements `Presenter` with the camera's own frames. Says each request once. `frames` raises NoPicture."""

    def __init__(self, source: FrameSource, session: Session, *, patience_s: float = FRAME_PATIENCE_S) -> None:
        self._source, self._session, self._patience_s = source, session, patience_s
        self._said: Guidance | None = None

    def frames(self) -> "Iterator[tuple[Pixels, float]]":
        number, begun_s = 0, self._session.clock()
        while self._session.clock() - begun_s < LIMIT_S:
            frame = self._source.wait_newer(number, self._patience_s)
            if frame is None:
                # An attack that nobody saw would count as one that was withstood.
                raise NoPicture(self._source.status().reason or "camera.noFrames")
            number = frame.number
            yield frame.pixels, self._session.clock()

    def asked(self, guidance: Guidance, at_s: float) -> None:
        del at_s
        if guidance is not self._said:
            self._said = guidance
            self._session.say(f"    {self._session.text(guidance)}")


def guided(
    session: Session, eyes: Eyes, present_one: Callable[[], Presenter], species: tuple[str, ...], each: int
) -> list[Trial]:
    """Lead through all presentations. What was done until somebody stops counts."""
    trials: list[Trial] = []
    try:
        for name in species:
            session.say(f"\n{name}: {HOLD_UP[name]}")
            for number in range(1, each + 1):
                answer = session.ask(f"  {number} of {each}. Enter: begin; s: next species; q: end. ").strip().lower()
                if answer == "q":
                    return trials
                if answer == "s":
                    break
                try:
                    trial = present(present_one(), eyes, species=name, level=Assurance.L2, seed=session.seed(), limit_s=LIMIT_S)
                except NoPicture as error:
                    session.say(f"  No picture came ({error}): this one doesn't count. `tingtang vision doctor` looks why.")
                    continue
                trials.append(trial)
                session.say(f"  {trial.ending.value} {trial.reason} {' '.join(trial.cues)} ({trial.seconds} s)")
    except (EOFError, KeyboardInterrupt):
        session.say("")
    return trials


def add_arguments(parser: argparse.ArgumentParser) -> None:
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--device", type=Path, help="the kiosk's camera, /dev/v4l/by-id/…")
    where.add_argument("--video", type=Path, help="a recorded video in place of the camera")
    where.add_argument("--generated", action="store_true", help="drawn people and attacks: synthetic, needs no camera")
    parser.add_argument("--species", default=",".join(SPECIES), help=f"comma between; {', '.join(SPECIES)}")
    parser.add_argument("--each", type=int, default=EACH, help=f"presentations of each, {EACH}")
    parser.add_argument("--out", type=Path, help="result file; var/padtest/TIME.json otherwise")
    parser.add_argument("--models", type=Path, default=MODELS, help="folder of models")
    parser.add_argument("--json", action="store_true", help="the result on standard output as well")


def run(arguments: argparse.Namespace) -> int:
    species = tuple(name.strip() for name in arguments.species.split(",") if name.strip())
    if unknown := [name for name in species if name not in HOLD_UP]:
        return _refuse(f"unknown species: {', '.join(unknown)}; there are {', '.join(SPECIES)}")
    store = ModelStore(arguments.models)
    if lacks := store.lacks(ROLES_USED):
        return _refuse(f"models are missing: {', '.join(lacks)}; tingtang models fetch brings them")
    prepare()
    eyes = Eyes(Detector(store), SFace(store), load_parts(store))
    if arguments.generated:
        trials = _generated(eyes, species, arguments.each)
    else:
        camera = CameraSettings(device=arguments.device, video=arguments.video)
        trials = _before_camera(camera, eyes, species, arguments.each)
    if not trials:
        print("padtest: nothing was presented, nothing is kept", file=sys.stderr)
        return STOPPED
    return _report(trials, store, arguments)


def _generated(eyes: Eyes, species: tuple[str, ...], each: int) -> list[Trial]:
    trials = []
    with counting("presentations", len(species) * each) as done:
        for name in species:
            for case in cases(name, each):
                trials.append(present(Drawn(case), eyes, species=name, level=Assurance.L2, seed=case.seed, limit_s=LIMIT_S))
                done()
    return trials


def _before_camera(camera: CameraSettings, eyes: Eyes, species: tuple[str, ...], each: int) -> list[Trial]:
    catalogue = read_catalogue()
    chance = random.SystemRandom()
    session = Session(
        ask=input,
        say=print,
        clock=time.monotonic,
        seed=lambda: chance.getrandbits(32),
        text=lambda guidance: catalogue.text("kiosk", f"identity.guidance.{guidance.value}", "en"),
    )
    # Nobody's face is looked for before they agreed, here as in the kiosk.
    if session.ask("Has everybody whose face or photograph is shown agreed to this test? (yes/no) ").strip().lower() != "yes":
        return []
    source = FrameSource(camera)
    source.start()
    try:
        return guided(session, eyes, lambda: Live(source, session), species, each)
    finally:
        source.close()


def _report(trials: list[Trial], store: ModelStore, arguments: argparse.Namespace) -> int:
    results = results_of(trials, PERSON)
    out = console()
    out.print(table_of(results, "Synthetic: drawn people and attacks" if arguments.generated else "Presented before the camera"))
    now = datetime.now(UTC)
    values = {
        "at": now.isoformat(timespec="seconds"),
        "synthetic": bool(arguments.generated),
        "camera": str(arguments.device or arguments.video or "drawn"),
        "level": int(Assurance.L2),
        "models": {role.value: store.model(role).sha256 for role in ROLES_USED},
        "settings": asdict(LivenessSettings()),
        "species": as_values(results),
        "trials": [asdict(trial) for trial in trials],
    }
    path = arguments.out or ROOT / "var" / "padtest" / f"{now:%Y%m%dT%H%M%SZ}.json"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values, indent=2) + "\n", "utf-8")
    except OSError as error:
        return _refuse(f"{path}: {error.strerror or 'cannot be written'}")
    out.print(f"kept in {path}")
    if arguments.json:
        print(json.dumps(values))
    return GOOD


def _refuse(text: str) -> int:
    print(f"padtest: {text}", file=sys.stderr)
    return CANT


if TYPE_CHECKING:
    from kiosk.vision.faces import Pixels
