"""Some hundred kilobytes of hostile input for every decoder in each run; `python -m tests.fuzz` feeds 100 MB."""

import re
from pathlib import Path

import pytest

from tests.fuzz import decoders
from tests.fuzz.decoders import TARGETS
from tests.fuzz.feeding import MOST_HELD, feed_target
from tests.fuzz.streams import hostile

BYTES = 300_000
DRIVERS = Path(__file__).parents[2] / "drivers"
DECODER = re.compile(r"^class (\w+).*?(?=^class |\Z)", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", [target.name for target in TARGETS])
def test_hostile_input_neither_crashes_nor_grows_a_decoder(name: str) -> None:
    report = feed_target(name, BYTES, seed=7)
    assert report.fed >= BYTES
    assert report.most_held <= MOST_HELD


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_sound_frames_are_found_behind_hostile_ones(target: decoders.Target) -> None:
    """Else a decoder that drops everything would pass. The samples repeated until one is found again."""
    decoder, feed = target.make()
    for piece in hostile(target.samples, 10_000, seed=1):
        feed(piece)
    assert any(feed(sample) for _ in range(200) for sample in target.samples), decoder


def test_every_decoder_is_in_the_table() -> None:
    table = Path(decoders.__file__).read_text("utf-8")
    for path in sorted(DRIVERS.rglob("*.py")):
        if "emulators" in path.parts or path.parent.name == "core":
            continue
        for read in DECODER.finditer(path.read_text("utf-8")):
            if re.search(r"^    def feed\(self, data: bytes", read[0], re.MULTILINE) and "(Protocol)" not in read[0]:
                module = ".".join(path.relative_to(DRIVERS.parent).with_suffix("").parts)
                assert f"from {module} import" in table, f"{module}.{read[1]} is fed nowhere"
