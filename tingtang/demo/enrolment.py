"""`python -m tingtang.demo.enrolment kiosk-01.toml …`: puts the demo's invented person into the kiosks' registers.

A process of its own, so that nothing else of the demo loads OpenCV; it runs while the other parts start.
"""

import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from api.identity.person_key import holder_hash
from drivers.emulators.persons.scenes import Scene, View, frames
from kiosk.identification import read_files
from kiosk.settings import KioskSettings, load_settings
from kiosk.vision.detector import Detector
from kiosk.vision.engines.sface import SFace
from kiosk.vision.faces import Template
from kiosk.vision.model_store import ModelMissing, ModelRefused, ModelStore
from kiosk.vision.opencv import prepare
from kiosk.vision.registry import Registry
from tingtang.demo.person import DEMO_PERSON, FPS, KEPT_PICTURE, PERSON

FRAME = 8
"""Any of the first second: the person looks at the camera."""


def main(files: Sequence[str]) -> int:
    made: Template | None = None
    for settings in (load_settings(Path(file)) for file in files):
        section = settings.identity
        if section.registry is None:
            continue
        try:
            made = made or _template(section.models)
        except (ModelMissing, ModelRefused) as error:
            # The kiosk says the same on its own screen: without models no face is compared.
            print(f"no face can be compared in this demo: {error}", file=sys.stderr)
            return 0
        _keep(settings, made)
    return 0


def _template(models: Path) -> Template:
    prepare()
    store = ModelStore(models)
    detector, engine = Detector(store), SFace(store)
    seen = frames(Scene.FRONT, PERSON, View(fps=FPS), picture=KEPT_PICTURE)
    pixels = next(frame for number, frame in enumerate(seen) if number == FRAME)
    return engine.embed(pixels, detector.detect(pixels)[0])


def _keep(settings: KioskSettings, template: Template) -> None:
    section = settings.identity
    key = read_files(section).person_key
    if section.registry is None or key is None:
        return
    today = datetime.now(UTC).date()
    person = holder_hash(key, DEMO_PERSON.document, DEMO_PERSON.number, today)
    registry = Registry(section.registry, lambda: time.time_ns() // 1_000_000)
    registry.open()
    try:
        registry.add(person, template)
    finally:
        registry.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
