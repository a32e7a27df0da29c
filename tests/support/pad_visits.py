"""A hall around somebody who works a kiosk by ear."""

from datetime import datetime

from kiosk.flow.ports import PrinterReadiness
from kiosk.view_models.surroundings import Surroundings
from tests.support.kiosk_flow import Rig
from tests.support.kiosk_views import CHINA, catalogue_view
from tests.support.pad_citizen import PadCitizen


def around() -> Surroundings:
    now = datetime(2026, 11, 20, 9, 41, tzinfo=CHINA)
    return Surroundings(catalogue_view(), True, PrinterReadiness(True), now, scans=True, faces=True)


async def guided(rig: Rig) -> PadCitizen:
    citizen = PadCitizen(rig.engine, around)
    await citizen.begin(rig.settle)
    return citizen


def hears(citizen: PadCitizen, words: str) -> bool:
    return any(words in line for line in citizen.heard)


def a_room_hears(citizen: PadCitizen, *personal: str) -> list[str]:
    """Of what is personal, everything a loudspeaker would have said."""
    return [word for word in personal if any(word in line for line in citizen.everything)]
