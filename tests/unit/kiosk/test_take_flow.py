"""Whole flows as the views a citizen sees, one after another."""

from api.messages.words import HandOver, RatingLevel, RatingOutcome
from kiosk.flow.intents import IntentKind
from kiosk.flow.ports import PrinterReadiness, PrintOutcome, PrintReport
from kiosk.flow.views import NumberOnScreen, ReprintOffer
from tests.support.kiosk_flow import MemoryHall, MemoryPrinter, Rig

NOT_PRINTED = PrintReport(PrintOutcome.NOT_PRINTED, "paper.out")
DOUBTFUL = PrintReport(PrintOutcome.UNKNOWN, "silent")


def only_take(rig: Rig):
    [taken] = rig.hall.takes.values()
    return taken


async def test_paper_then_rating_then_home() -> None:
    rig = Rig()
    await rig.choose()
    assert rig.view == "PaperGiven"
    await rig.do(IntentKind.CONFIRM)
    await rig.do(IntentKind.CHOOSE, "GOOD")
    await rig.do(IntentKind.CONFIRM)
    assert rig.steps() == [
        "Home", "ChooseDepartment", "ChooseOneService", "AskingHall", "Printing", "PaperGiven", "RateKiosk", "Finished", "Home",
    ]  # fmt: skip
    assert only_take(rig).reported is HandOver.PRINTER
    assert rig.rating.given == [(only_take(rig).id, RatingOutcome.SUBMITTED, RatingLevel.GOOD)]
    assert rig.engine.session is None


async def test_walking_away_after_the_paper_ends_at_home_by_itself() -> None:
    rig = Rig()
    await rig.choose()
    await rig.wait(9)
    assert rig.view == "RateKiosk"
    await rig.wait(16)
    await rig.wait(7)
    assert rig.view == "Home"
    assert [outcome for _, outcome, _ in rig.rating.given] == [RatingOutcome.TIMEOUT]


async def test_no_rating_is_one_touch() -> None:
    rig = Rig()
    await rig.choose()
    await rig.do(IntentKind.CONFIRM)
    await rig.do(IntentKind.SKIP)
    assert rig.view == "Finished"
    assert [outcome for _, outcome, _ in rig.rating.given] == [RatingOutcome.DECLINED]


async def test_home_during_the_rating_declines_it_once() -> None:
    rig = Rig()
    await rig.choose()
    await rig.do(IntentKind.CONFIRM)
    await rig.do(IntentKind.HOME)
    assert rig.view == "Home"
    assert [outcome for _, outcome, _ in rig.rating.given] == [RatingOutcome.DECLINED]


async def test_paper_out_is_found_before_a_number_is_taken() -> None:
    rig = Rig(printer=MemoryPrinter(ready=PrinterReadiness(False, "paper.out")))
    await rig.choose()
    assert rig.view == "NoPaper"
    assert rig.hall.takes == {}
    await rig.do(IntentKind.CONFIRM)
    assert rig.view == "NumberOnScreen"
    assert only_take(rig).hand_over is HandOver.SCREEN
    assert rig.printer.papers == []


async def test_without_paper_the_citizen_may_go_back() -> None:
    rig = Rig(printer=MemoryPrinter(ready=PrinterReadiness(False, "paper.out")))
    await rig.choose()
    await rig.do(IntentKind.BACK)
    assert rig.view == "ChooseOneService"
    assert rig.hall.takes == {}


async def test_paper_that_comes_back_meanwhile_is_used() -> None:
    rig = Rig(printer=MemoryPrinter(ready=PrinterReadiness(False, "paper.out")))
    await rig.choose()
    rig.printer.ready = PrinterReadiness(True)
    await rig.do(IntentKind.WORLD_CHANGED)
    assert rig.view == "PaperGiven"
    assert only_take(rig).hand_over is HandOver.PRINTER


async def test_a_print_that_fails_keeps_the_number_and_is_reprinted_once() -> None:
    rig = Rig(printer=MemoryPrinter(outcomes=[NOT_PRINTED]))
    await rig.choose()
    taken = only_take(rig)
    assert isinstance(view := rig.engine.shown.view, NumberOnScreen)
    assert view.ticket.view.number == "A001"
    assert taken.reported is HandOver.SCREEN
    assert view.reprint is ReprintOffer.READY
    await rig.do(IntentKind.REPRINT)
    assert rig.view == "PaperGiven"
    assert rig.printer.papers == [("A001", 1)]
    assert len(rig.hall.takes) == 1


async def test_reprint_waits_for_the_printer_and_is_offered_once() -> None:
    rig = Rig(printer=MemoryPrinter(outcomes=[NOT_PRINTED, NOT_PRINTED]))
    rig.printer.ready = PrinterReadiness(True)
    await rig.choose()
    rig.printer.ready = PrinterReadiness(False, "paper.out")
    await rig.do(IntentKind.WORLD_CHANGED)
    assert rig.engine.shown.view.reprint is ReprintOffer.WAITING
    await rig.do(IntentKind.REPRINT)
    assert rig.hall.reprints == 0
    rig.printer.ready = PrinterReadiness(True)
    await rig.do(IntentKind.WORLD_CHANGED)
    await rig.do(IntentKind.REPRINT)
    assert rig.hall.reprints == 1
    assert rig.engine.shown.view.reprint is ReprintOffer.NONE
    await rig.do(IntentKind.REPRINT)
    assert rig.hall.reprints == 1


async def test_a_doubtful_print_asks_the_citizen_and_is_never_repeated() -> None:
    for answer, reported, papers in (
        (IntentKind.YES, HandOver.PRINTER, "PaperGiven"),
        (IntentKind.NO, HandOver.SCREEN, "NumberOnScreen"),
    ):
        rig = Rig(printer=MemoryPrinter(outcomes=[DOUBTFUL]))
        await rig.choose()
        assert rig.view == "DidItComeOut"
        await rig.do(answer)
        assert rig.view == papers
        assert only_take(rig).reported is reported
        assert rig.printer.papers == []


async def test_hall_away_says_so_and_goes_home() -> None:
    rig = Rig(hall=MemoryHall(answer="silent"))
    await rig.choose()
    assert rig.view == "HallUnreachable"
    assert only_take(rig).left
    await rig.wait(16)
    assert rig.view == "Home"


async def test_a_silent_hall_and_a_number_of_the_kiosks_own() -> None:
    rig = Rig(hall=MemoryHall(answer="silent", own_numbers=["AK001", "AK002"]))
    await rig.choose()
    assert rig.view == "PaperGiven"
    assert rig.printer.papers == [("AK001", 0)]
    assert only_take(rig).asked
    assert only_take(rig).reported is HandOver.PRINTER


async def test_while_the_hall_is_known_to_be_away_nobody_waits_for_it() -> None:
    rig = Rig(hall=MemoryHall(own_numbers=["AK001", "AK002"]), printer=MemoryPrinter(ready=PrinterReadiness(False, "silent")))
    rig.catalogue.reachable = False
    await rig.choose()
    assert rig.view == "NoPaper"
    await rig.do(IntentKind.CONFIRM)
    assert rig.view == "NumberOnScreen"
    assert not only_take(rig).asked
    assert only_take(rig).issued is not None
    assert only_take(rig).reported is HandOver.SCREEN


async def test_the_last_number_of_its_own_was_given_to_somebody_else_meanwhile() -> None:
    rig = Rig(hall=MemoryHall(own_numbers=["AK001"]))
    rig.catalogue.reachable = False
    await rig.do(IntentKind.START, "take-ticket")
    await rig.do(IntentKind.CHOOSE, "不动产登记中心")
    rig.hall.answer = "silent"
    rig.printer.ready = PrinterReadiness(False, "silent")
    await rig.do(IntentKind.CHOOSE, "s0")
    rig.hall.own_numbers.clear()
    await rig.do(IntentKind.CONFIRM)
    assert rig.view == "HallUnreachable"


async def test_nothing_can_be_chosen_while_the_hall_is_away() -> None:
    rig = Rig()
    rig.catalogue.reachable = False
    await rig.choose()
    assert rig.view == "ChooseOneService"
    assert rig.hall.takes == {}


async def test_a_refusal_says_why_and_leads_back() -> None:
    rig = Rig(hall=MemoryHall(answer="refuse"))
    await rig.choose()
    assert rig.view == "Refused"
    await rig.do(IntentKind.BACK)
    assert rig.view == "ChooseOneService"


async def test_a_crashed_take_is_gone_on_with() -> None:
    hall = MemoryHall()
    hall.begin("s0", "en", HandOver.PRINTER)
    rig = Rig(hall=hall)
    rig.engine.resume("take-ticket")
    await rig.settle()
    assert rig.view == "PaperGiven"
    assert rig.engine.shown.language == "en"
    assert len(hall.takes) == 1


async def test_a_number_on_the_screen_is_there_again_after_a_crash() -> None:
    hall = MemoryHall()
    taken = hall.takes[hall.begin("s0", "zh-CN", HandOver.PRINTER)]
    taken.reported = HandOver.SCREEN
    rig = Rig(hall=hall)
    rig.engine.resume("take-ticket")
    await rig.settle()
    assert rig.view == "NumberOnScreen"
    assert rig.printer.papers == []
