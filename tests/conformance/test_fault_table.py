"""The page of faults is that of the present devices: every fault has its row, and what can be seen at once is seen as it says."""

import re
from pathlib import Path

import pytest

from api.text.catalogue import read_catalogue
from drivers.emulators.faults import DROP_LINK
from tests.conformance.devices import Subject
from tests.conformance.fault_table import HAPPENINGS, PAGE, families, family, menu_of, shown, watch
from tests.support.voice import clips

__all__ = ["clips"]

ROW = re.compile(r"^\| (\S+) \| [^|]*\(`([^`]+)`\) \| ([^|]*) \|", re.MULTILINE)
AT_ONCE = (DROP_LINK, *(what for whats in HAPPENINGS.values() for what in whats if what in ("sos", "force", "fire")))
"""What shows within a second, so that the suite needn't wait for a device's next question."""


def written() -> dict[tuple[str, str], str]:
    """(device, fault) → what the page says that the board shows."""
    return {(device, what): says.strip() for device, what, says in ROW.findall(PAGE.read_text("utf-8"))}


def test_every_fault_of_every_device_has_its_row(clips: Path) -> None:
    wanted = {(family(subject), what) for subject in families() for what in menu_of(subject, clips)}
    assert set(written()) == wanted, "run: python -m tests.conformance.fault_table"


@pytest.mark.parametrize("subject", families(), ids=family)
def test_what_shows_at_once_is_what_the_page_says(subject: Subject, clips: Path) -> None:
    for what in AT_ONCE:
        if what in menu_of(subject, clips):
            assert shown(watch(subject, what, clips), read_catalogue()) == written()[family(subject), what]
