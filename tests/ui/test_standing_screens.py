"""Every screen on a display that stands, in every language and way of showing: it fits, can be read and touched."""

from pathlib import Path

import pytest

from tests.ui.matrix import CI_LOOKS
from tests.ui.walk import walk

pytestmark = pytest.mark.ui


def test_everything_fits_and_can_be_read_and_touched_and_stands_still(tmp_path: Path) -> None:
    walk(tmp_path, "portrait", CI_LOOKS["portrait"]).assert_well()
