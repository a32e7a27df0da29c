"""Emulated devices of the building on real ports."""

import random
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.emulated import EmulatorThread


@pytest.fixture
def emulators() -> Iterator[EmulatorThread]:
    with EmulatorThread() as thread:
        yield thread


@pytest.fixture
def common() -> dict[str, Any]:
    return {"clock_s": time.monotonic, "randomness": random.Random(7)}
