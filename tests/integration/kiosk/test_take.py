"""Citizens at a real kiosk process, a real hall behind it: shown = printed = stored, and no number is lost on the way."""

import pytest

from api.messages.words import DeviceState
from tests.integration.kiosk.conftest import MakeKiosk
from tests.integration.kiosk.hall_ledger import ledger, until_ledger
from tests.support.broker import until
from tests.support.controller import ControllerProcess
from tests.support.kiosk_printer import PrinterPeer, Printing


@pytest.mark.parametrize("headless", [True, pytest.param(False, marks=pytest.mark.ui)])
async def test_a_number_is_shown_printed_and_stored(
    controller: ControllerProcess, printer: PrinterPeer, make_kiosk: MakeKiosk, headless: bool
) -> None:
    kiosk = make_kiosk(headless=headless)
    await kiosk.start()
    await kiosk.choose()
    shown = await kiosk.until_screen("paper-given")
    # Touches first: these screens leave by themselves after some seconds.
    await kiosk.touch("ticket.done")
    await kiosk.touch("rating.GOOD")
    await kiosk.until_screen("finished")
    await kiosk.until_screen("home")
    [paper] = printer.papers
    [issued] = await ledger(controller, "ticket-issued")
    assert shown["number"] == paper.data["number"] == issued["label"]
    assert paper.copy_number == 0
    [handed] = await until_ledger(controller, "ticket-handed-over")
    assert handed["hand_over"] == "printer"
    [rated] = await until_ledger(controller, "terminal-rated")
    assert (rated["outcome"], rated["level"], rated["terminal"]) == ("SUBMITTED", "GOOD", "kiosk-01")


@pytest.mark.parametrize("large", [False, True])
async def test_the_settings_choose_the_large_ticket(
    controller: ControllerProcess, printer: PrinterPeer, make_kiosk: MakeKiosk, large: bool
) -> None:
    kiosk = make_kiosk(large_tickets=large)
    await kiosk.start()
    await kiosk.choose()
    await kiosk.until_screen("paper-given")
    assert [paper.template for paper in printer.papers] == ["ticket-large" if large else "ticket"]


async def test_paper_out_is_found_before_a_number_is_taken(
    controller: ControllerProcess, printer: PrinterPeer, make_kiosk: MakeKiosk
) -> None:
    printer.report(DeviceState.USER_ERROR, "paper.out")
    kiosk = make_kiosk()
    await kiosk.start()
    await kiosk.choose()
    await kiosk.until_screen("no-paper")
    assert await ledger(controller, "ticket-issued") == []
    await kiosk.touch("no-paper.take")
    shown = await kiosk.until_screen("number-on-screen")
    [issued] = await ledger(controller, "ticket-issued")
    assert (issued["label"], issued["state"]) == (shown["number"], "waiting")
    assert printer.asked == []


async def test_paper_out_in_the_middle_of_a_ticket(
    controller: ControllerProcess, printer: PrinterPeer, make_kiosk: MakeKiosk
) -> None:
    printer.printing = Printing.PAPER_OUT
    kiosk = make_kiosk()
    await kiosk.start()
    await kiosk.choose()
    shown = await kiosk.until_screen("number-on-screen")
    [handed] = await until_ledger(controller, "ticket-handed-over")
    assert handed["hand_over"] == "screen"
    assert not (await kiosk.targets())["ticket.reprint"]["enabled"]
    printer.printing = Printing.WELL
    printer.report(DeviceState.ONLINE)
    await kiosk.touch("ticket.reprint")
    await kiosk.until_screen("paper-given")
    [paper] = printer.papers
    assert (paper.data["number"], paper.copy_number) == (shown["number"], 1)
    assert len(await ledger(controller, "ticket-issued")) == 1


async def test_a_silent_printer_keeps_the_number(
    controller: ControllerProcess, printer: PrinterPeer, make_kiosk: MakeKiosk
) -> None:
    printer.printing = Printing.SILENT
    kiosk = make_kiosk()
    await kiosk.start()
    await kiosk.choose()
    shown = await kiosk.until_screen("number-on-screen")
    assert shown["number"] == "A001"
    assert printer.papers == []


async def test_an_unplugged_agent_is_seen_before_a_number_is_taken(
    controller: ControllerProcess, printer: PrinterPeer, make_kiosk: MakeKiosk
) -> None:
    kiosk = make_kiosk()
    await kiosk.start()
    await kiosk.until_screen("home")
    await printer.bus.stop()
    await kiosk.choose()
    await kiosk.until_screen("no-paper")


async def test_a_printer_that_can_never_answer_is_used_all_the_same(
    controller: ControllerProcess, printer: PrinterPeer, make_kiosk: MakeKiosk
) -> None:
    printer.report(DeviceState.UNKNOWN, "printer.neverAnswers")
    printer.printing = Printing.DOUBTFUL
    kiosk = make_kiosk()
    await kiosk.start()
    await kiosk.choose()
    await kiosk.until_screen("did-it-come-out")


@pytest.mark.parametrize(("answer", "hand_over"), [("ticket.yes", "printer"), ("ticket.no", "screen")])
async def test_a_doubtful_print_asks_the_citizen(
    controller: ControllerProcess, printer: PrinterPeer, make_kiosk: MakeKiosk, answer: str, hand_over: str
) -> None:
    printer.printing = Printing.DOUBTFUL
    kiosk = make_kiosk()
    await kiosk.start()
    await kiosk.choose()
    await kiosk.until_screen("did-it-come-out")
    await kiosk.touch(answer)
    [handed] = await until_ledger(controller, "ticket-handed-over")
    assert handed["hand_over"] == hand_over
    assert len(set(printer.asked)) == 1


async def test_hall_away_is_said_and_comes_back(
    controller: ControllerProcess, printer: PrinterPeer, make_kiosk: MakeKiosk
) -> None:
    kiosk = make_kiosk()
    await kiosk.start()
    await kiosk.touch("home.take-ticket")
    await controller.kill()
    await kiosk.touch("footer.home")

    async def may_take() -> bool:
        return bool((await kiosk.targets())["home.take-ticket"]["enabled"])

    while await may_take():
        await kiosk.state()
    await controller.start()
    await kiosk.choose()
    await kiosk.until_screen("paper-given")
    await until(lambda: len(printer.papers) == 1, "the paper")


async def test_leaving_before_the_hall_answers_voids_the_number(
    controller: ControllerProcess, printer: PrinterPeer, make_kiosk: MakeKiosk
) -> None:
    kiosk = make_kiosk()
    await kiosk.start()
    await kiosk.touch("home.take-ticket")
    await kiosk.touch_department("公安")
    targets = await kiosk.targets()
    assert targets["service.id-card"]["enabled"]
    await controller.kill()
    await kiosk.touch("service.id-card")
    await kiosk.until_screen("asking-hall")
    await kiosk.touch("footer.home")
    await kiosk.until_screen("home")
    await controller.start()
    [voided] = await until_ledger(controller, "ticket-voided")
    [issued] = await ledger(controller, "ticket-issued")
    assert voided["ticket"] == issued["ticket"]
    assert printer.asked == []
