from collections.abc import Iterator

import pytest

from tests.support.emulated import EmulatorThread
from tests.support.speaker_zone import make_zone
from tests.support.voice import clips

__all__ = ["clips", "make_zone"]


@pytest.fixture
def emulators() -> Iterator[EmulatorThread]:
    with EmulatorThread() as thread:
        yield thread
