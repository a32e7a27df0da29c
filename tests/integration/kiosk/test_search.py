"""Search at a real kiosk process: the hall says how its services sound, the citizen types initials and takes a number."""

from pathlib import Path

from tests.integration.kiosk.conftest import MakeKiosk
from tests.integration.kiosk.hall_ledger import ledger
from tests.support.controller import ControllerProcess
from tests.support.kiosk_printer import PrinterPeer


async def test_a_service_is_found_by_initials_and_by_characters(
    controller: ControllerProcess, printer: PrinterPeer, make_kiosk: MakeKiosk, tmp_path: Path
) -> None:
    kiosk = make_kiosk()
    await kiosk.start()
    await kiosk.touch("home.search")
    for key in "sfz":
        await kiosk.touch(f"key.{key}")
    shown = await kiosk.until_screen("search-things")
    assert shown["typed"] == ""
    targets = await kiosk.targets()
    assert targets["service.id-card"]["enabled"]
    await kiosk.touch("key.erase")
    await kiosk.touch("service.id-card")
    await kiosk.until_screen("paper-given")
    [issued] = await ledger(controller, "ticket-issued")
    assert issued["service"] == "id-card"
    assert "sfz" not in kiosk.log
