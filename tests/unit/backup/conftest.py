from pathlib import Path

import pytest

from tests.support.kept_hall import KeptHall, kept_hall


@pytest.fixture
def hall(tmp_path: Path) -> KeptHall:
    """Three numbers were given; it doesn't run."""
    return kept_hall(tmp_path / "hall")
