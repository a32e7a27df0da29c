"""Idle warning and wipe, failsafe, language, help, and what a late step may still do: nothing."""

import asyncio

from kiosk.flow.audit import AuditKind
from kiosk.flow.flows import TAKE_TICKET
from kiosk.flow.intents import IntentKind
from tests.support.kiosk_flow import MemoryHall, MemoryPrinter, Rig


async def test_idle_warns_counts_down_and_wipes() -> None:
    rig = Rig()
    await rig.do(IntentKind.LANGUAGE, "en")
    await rig.do(IntentKind.START, TAKE_TICKET)
    await rig.do(IntentKind.CHOOSE, "公安局")
    await rig.wait(59)
    assert rig.engine.shown.warning_left_s is None
    await rig.wait(1.25)
    assert rig.engine.shown.warning_left_s == 20
    await rig.wait(15)
    assert rig.engine.shown.warning_left_s == 5
    await rig.wait(5)
    assert (rig.view, rig.engine.session, rig.engine.shown.language) == ("Home", None, "zh-CN")
    kinds = [event.kind for event in rig.audit.events]
    assert kinds.count(AuditKind.IDLE_WARNED) == 1
    assert rig.audit.events[-1].code == "idle"


async def test_one_touch_answers_the_warning() -> None:
    rig = Rig()
    await rig.do(IntentKind.START, TAKE_TICKET)
    await rig.wait(65)
    await rig.do(IntentKind.STAY)
    assert rig.engine.shown.warning_left_s is None
    assert rig.view == "ChooseDepartment"
    await rig.wait(59)
    assert rig.engine.shown.warning_left_s is None


async def test_an_idle_number_keeps_its_place() -> None:
    rig = Rig(printer=MemoryPrinter())
    rig.printer.hold = asyncio.Event()
    await rig.choose()
    await rig.wait(100)
    assert rig.view == "Printing", "the kiosk is at work: nobody is idle"
    rig.printer.hold.set()
    await rig.settle()
    await rig.wait(90)
    assert rig.view == "Home"
    [taken] = rig.hall.takes.values()
    assert taken.reported is not None


async def test_any_exception_wipes_and_shows_failsafe_without_what_was_said() -> None:
    rig = Rig(hall=MemoryHall(answer="break"))
    await rig.choose()
    assert rig.view == "Failsafe"
    assert rig.engine.session is None
    [taken] = rig.hall.takes.values()
    assert taken.left
    [failure] = [event for event in rig.audit.events if event.kind is AuditKind.FAILSAFE]
    assert failure.code.startswith("RuntimeError@take")
    assert "张三" not in repr(rig.audit.events)
    await rig.wait(16)
    assert rig.view == "Home"


async def test_a_broken_screen_keeps_a_given_number_in_sight() -> None:
    rig = Rig()
    await rig.choose()
    rig.engine.fail("AttributeError@draw")
    await rig.settle()
    assert rig.view == "Failsafe"
    assert rig.engine.shown.view.number == "A001"


async def test_home_ends_a_session_at_any_step() -> None:
    rig = Rig()
    await rig.do(IntentKind.START, TAKE_TICKET)
    await rig.do(IntentKind.CHOOSE, "公安局")
    await rig.do(IntentKind.HOME)
    assert (rig.view, rig.engine.session) == ("Home", None)


async def test_back_goes_back_step_by_step() -> None:
    rig = Rig()
    await rig.do(IntentKind.START, TAKE_TICKET)
    await rig.do(IntentKind.CHOOSE, "不动产登记中心")
    await rig.do(IntentKind.BACK)
    assert rig.view == "ChooseDepartment"
    await rig.do(IntentKind.BACK)
    assert rig.view == "Home"


async def test_help_lies_over_the_step_and_back_closes_it() -> None:
    rig = Rig()
    await rig.do(IntentKind.START, TAKE_TICKET)
    await rig.do(IntentKind.HELP)
    assert rig.engine.shown.help_open
    await rig.do(IntentKind.BACK)
    assert not rig.engine.shown.help_open
    assert rig.view == "ChooseDepartment"


async def test_language_changes_where_the_citizen_stands() -> None:
    rig = Rig()
    await rig.do(IntentKind.START, TAKE_TICKET)
    await rig.do(IntentKind.LANGUAGE, "en")
    assert (rig.engine.shown.language, rig.view) == ("en", "ChooseDepartment")
    await rig.do(IntentKind.LANGUAGE, "tlh")
    assert rig.engine.shown.language == "en"


async def test_pages_stay_in_range() -> None:
    rig = Rig(page_size=2)
    await rig.do(IntentKind.START, TAKE_TICKET)
    for page, expected in (("1", 1), ("99", 2), ("-1", 2), ("0", 0)):
        await rig.do(IntentKind.TURN_PAGE, page)
        assert rig.engine.shown.view.page == expected


async def test_a_step_of_an_ended_session_shows_nothing_any_more() -> None:
    rig = Rig()
    rig.printer.hold = asyncio.Event()
    await rig.choose()
    rig.engine.fail("screen")
    await rig.do(IntentKind.CONFIRM)
    rig.printer.hold.set()
    await rig.settle()
    assert rig.view == "Home"


async def test_a_double_tap_does_not_press_the_next_screens_button() -> None:
    rig = Rig()
    await rig.choose()
    rig.engine.post(_confirm())
    rig.engine.post(_confirm())
    rig.engine.post(_confirm())
    await rig.settle()
    assert rig.view == "RateKiosk"


async def test_stopping_leaves_the_ticket_to_the_next_start() -> None:
    rig = Rig()
    rig.printer.hold = asyncio.Event()
    await rig.choose()
    await rig.engine.close()
    [taken] = rig.hall.takes.values()
    assert not taken.left


def _confirm():
    from kiosk.flow.intents import Intent

    return Intent(IntentKind.CONFIRM)
