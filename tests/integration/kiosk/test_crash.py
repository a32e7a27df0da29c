"""SIGKILL of the kiosk at each point of a take and a print: the same number comes back, and no paper comes twice."""

from tests.integration.kiosk.conftest import MakeKiosk
from tests.integration.kiosk.hall_ledger import ledger, until_ledger
from tests.support.broker import until
from tests.support.controller import ControllerProcess
from tests.support.kiosk_printer import PrinterPeer, Printing


async def test_killed_before_the_hall_answers(controller: ControllerProcess, printer: PrinterPeer, make_kiosk: MakeKiosk) -> None:
    kiosk = make_kiosk()
    await kiosk.start()
    await kiosk.touch("home.take-ticket")
    await kiosk.touch_department("公安")
    assert (await kiosk.targets())["service.id-card"]["enabled"]
    await controller.kill()
    await kiosk.touch("service.id-card")
    await kiosk.until_screen("asking-hall")
    await kiosk.kill()
    await controller.start()
    await kiosk.start()
    shown = await kiosk.until_screen("paper-given")
    [issued] = await ledger(controller, "ticket-issued")
    [paper] = printer.papers
    assert shown["number"] == paper.data["number"] == issued["label"]


async def test_killed_while_it_prints(controller: ControllerProcess, printer: PrinterPeer, make_kiosk: MakeKiosk) -> None:
    printer.printing = Printing.HELD
    kiosk = make_kiosk()
    await kiosk.start()
    await kiosk.choose()
    before = await kiosk.until_screen("printing")
    await until(lambda: printer.asked, "the print at the agent")
    await kiosk.kill()
    await kiosk.start()
    assert (await kiosk.until_screen("printing"))["number"] == before["number"]
    await until(lambda: len(printer.asked) > 1, "the same print again")
    printer.finish_held()
    await kiosk.until_screen("paper-given")
    assert len(set(printer.asked)) == 1
    assert len(printer.papers) == 1
    assert len(await ledger(controller, "ticket-issued")) == 1


async def test_killed_when_the_paper_is_out_and_nobody_was_told(
    controller: ControllerProcess, printer: PrinterPeer, make_kiosk: MakeKiosk
) -> None:
    printer.printing = Printing.HELD
    kiosk = make_kiosk()
    await kiosk.start()
    await kiosk.choose()
    await until(lambda: printer.asked, "the print at the agent")
    await kiosk.kill()
    printer.finish_held()
    await kiosk.start()
    await kiosk.until_screen("paper-given")
    [handed] = await until_ledger(controller, "ticket-handed-over")
    assert handed["hand_over"] == "printer"
    assert len(printer.papers) == 1


async def test_killed_with_a_number_on_the_screen(
    controller: ControllerProcess, printer: PrinterPeer, make_kiosk: MakeKiosk
) -> None:
    printer.printing = Printing.PAPER_OUT
    kiosk = make_kiosk()
    await kiosk.start()
    await kiosk.choose()
    before = await kiosk.until_screen("number-on-screen")
    await kiosk.kill()
    await kiosk.start()
    assert (await kiosk.until_screen("number-on-screen"))["number"] == before["number"]
    await until_ledger(controller, "ticket-handed-over")
    assert len(await ledger(controller, "ticket-issued")) == 1


async def test_left_while_it_prints_the_hall_learns_how_it_ended(
    controller: ControllerProcess, printer: PrinterPeer, make_kiosk: MakeKiosk
) -> None:
    printer.printing = Printing.HELD
    kiosk = make_kiosk()
    await kiosk.start()
    await kiosk.choose()
    await until(lambda: printer.asked, "the print at the agent")
    await kiosk.touch("footer.home")
    await kiosk.until_screen("home")
    printer.finish_held()
    [handed] = await until_ledger(controller, "ticket-handed-over")
    assert handed["hand_over"] == "printer"
    assert len(printer.papers) == 1
