"""What the ledger tells those who may read it."""

from pathlib import Path

from api.messages.hall_commands import Take
from api.messages.words import HandOver
from hall_controller.store.reader import StoreReader
from tests.support.hall_core import KIOSK
from tests.support.hall_store import store_hall

SOMEBODY = "made-up-hash-of-somebody"


async def test_the_ledger_names_no_citizen_to_its_readers(path: Path) -> None:
    with store_hall(path) as hall:
        hall.do(Take(service="s-a", hand_over=HandOver.SCREEN, holder=SOMEBODY, agent=f"{SOMEBODY}-2"), KIOSK)
        reader = StoreReader(path)
        try:
            entries = await reader.events(0, 100)
        finally:
            await reader.close()
    issued = next(entry for entry in entries if entry.kind == "ticket-issued")
    assert issued.body["label"] == "A001"
    assert SOMEBODY not in str(entries)
