from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.hall_store import StoreHall, store_hall


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "hall.db"


@pytest.fixture
def hall(path: Path) -> Iterator[StoreHall]:
    """A running hall at nine in the morning."""
    with store_hall(path) as running:
        yield running
