"""A kiosk whose camera is a video file, and a hall with a service that asks who somebody is. Everybody in it is invented."""

import itertools
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from api.identity.person_key import KEY_BYTES, holder_hash, person_key_of
from api.process.secret_file import read_secret, write_secret
from drivers.emulators.persons import video
from drivers.emulators.persons.attacks import Attack, Detail, Species
from drivers.emulators.persons.portraits import Pixels
from drivers.emulators.persons.scenes import Scene, View, frames
from kiosk.vision.detector import Detector
from kiosk.vision.engines.sface import SFace
from kiosk.vision.model_store import ModelStore
from kiosk.vision.opencv import prepare
from kiosk.vision.registry import Registry
from kiosk.vision.settings import RegistrySettings
from tests.support.hall_config import SMALL_HALL

MODELS = Path(__file__).parents[2] / "var" / "assets" / "models"
PERSON, OTHER_PERSON = 4, 10
PLAIN_PERSON = 12
"""Drawn so that the passive judge has no doubt of them; most drawn people are asked to turn."""
NUMBER = "152223198503020019"
"""Nobody's: a place, a day and a check character that fit."""
FPS = 15.0
LOOP_S = 15.0
"""As long as a person stands there before the video begins anew, which looks like a replay: longer than a comparison takes."""
SHORT_S = 2.0
ENROLMENT_FRAME = 8
"""Any of the first second: the person looks at the camera."""
POLICY = """
[services.identity]
assurance = {assurance}
ways = ["face", "card", "document", "person"]
typed_suffices = true
"""
SECTION = """
[identity]
person_key = "{folder}/person.key"
models = "{models}"
nice = 0
camera = {{ {source}, fps = 15, width = 640, height = 480, repeat = {repeat} }}
registry = {{ file = "{folder}/register.sqlite", key = "{folder}/register.key" }}
"""


@dataclass(frozen=True, slots=True)
class Asking:
    """A service of the hall that asks who somebody is."""

    department: str
    service: str
    assurance: int


BY_LOOK = Asking("自然资源", "title-transfer", 1)
"""A face judged by its look will do."""
BY_TURN = Asking("市场监管", "business-licence", 2)
"""The head must be turned as asked."""


def asking_hall() -> str:
    """The small hall, two of whose services ask."""
    head, *services = SMALL_HALL.partition("[[windows]]")[0].split("[[services]]")
    windows = SMALL_HALL[SMALL_HALL.index("[[windows]]") :]
    policies = {asking.service: POLICY.format(assurance=asking.assurance) for asking in (BY_LOOK, BY_TURN)}
    asked = [
        text + next((policy for service, policy in policies.items() if f'id = "{service}"' in text), "") for text in services
    ]
    return head + "".join(f"[[services]]{text}\n" for text in asked) + windows


def film(path: Path, scene: Scene | Species, person: int = PERSON, seconds: float = LOOP_S) -> Path:
    """What stands before the camera, as a video file."""
    made = frames(scene, person, View(fps=FPS)) if isinstance(scene, Scene) else _attack(scene, person)
    video.write(path, made, FPS, seconds)
    return path


def _attack(species: Species, person: int) -> Iterator[Pixels]:
    instrument = Attack(species, Detail(person))
    for number in itertools.count():
        yield instrument.draw(0.0, number / FPS)


def identity_section(folder: Path, source: str, *, repeat: bool = True, enrolled: int = PERSON) -> str:
    """`[identity]` of the kiosk's file, with a person in its register under NUMBER. `source`: of the camera, as TOML."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "person.key").exists():
        write_secret(folder / "person.key", secrets.token_hex(KEY_BYTES))
        _enrol(folder, enrolled)
    return SECTION.format(folder=folder, models=MODELS, source=source, repeat=str(repeat).lower())


def _enrol(folder: Path, person: int) -> None:
    prepare()
    store = ModelStore(MODELS)
    detector, engine = Detector(store), SFace(store)
    seen = frames(Scene.FRONT, person, View(fps=FPS), picture="a")
    pixels = next(itertools.islice(seen, ENROLMENT_FRAME, None))
    key = person_key_of(read_secret(folder / "person.key"))
    settings = RegistrySettings(file=folder / "register.sqlite", key=folder / "register.key")
    registry = Registry(settings, lambda: time.time_ns() // 1_000_000)
    registry.open()
    try:
        registry.add(holder_hash(key, "111", NUMBER, datetime.now(UTC).date()), engine.embed(pixels, detector.detect(pixels)[0]))
    finally:
        registry.close()
