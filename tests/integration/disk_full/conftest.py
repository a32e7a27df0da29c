"""A hall whose parts can have a small disk each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.kiosk.conftest import broker, controller, make_kiosk, printer
from tests.support.doctor.small_disk import tmpfs

__all__ = ["broker", "controller", "make_kiosk", "printer"]

SIZE = "size=8m"


@pytest.fixture
def kiosk_disk(tmp_path: Path) -> Iterator[Path]:
    """The kiosk's data folder is a file system of its own."""
    with tmpfs(tmp_path / "kiosk" / "data", SIZE) as place:
        yield place


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/integration/disk_full" in item.path.as_posix():
            item.add_marker(pytest.mark.integration)
