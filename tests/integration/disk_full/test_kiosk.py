"""A kiosk whose disk is full: a citizen hears what to do, nothing is half given, and it heals by itself."""

from pathlib import Path

from tests.integration.kiosk.conftest import MakeKiosk
from tests.support.controller import ControllerProcess
from tests.support.doctor.small_disk import fill
from tests.support.kiosk_printer import PrinterPeer


async def test_a_citizen_is_told_and_the_next_one_gets_a_number(
    controller: ControllerProcess, printer: PrinterPeer, kiosk_disk: Path, make_kiosk: MakeKiosk
) -> None:
    kiosk = make_kiosk()
    await kiosk.start()
    await kiosk.until_screen("home")
    ballast = fill(kiosk_disk)
    await kiosk.choose()
    # "Something went wrong here … try again, or ask a member of staff", and a way home.
    state = await kiosk.until_screen("failsafe")
    assert state["number"] == ""
    assert printer.papers == []
    await kiosk.touch("failsafe.ok")
    await kiosk.until_screen("home")
    ballast.unlink()
    await kiosk.choose()
    shown = await kiosk.until_screen("paper-given")
    assert shown["number"] == "A001", "what was refused had taken no number"
    assert len(printer.papers) == 1
    assert kiosk.log.count("self-test not recorded") <= 1
