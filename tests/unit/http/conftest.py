"""One application on ports in memory."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.http_ports import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    made.open()
    yield made
    made.close()
