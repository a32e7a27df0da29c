"""One rig for each test, with the kiosk's own store behind it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.ports.store import KioskStore
from tests.support.hall_core import MORNING
from tests.support.number_rig import NumberRig


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[NumberRig]:
    store = KioskStore(tmp_path / "kiosk.sqlite", lambda: MORNING)
    yield NumberRig(store)
    store.close()
