"""A number is taken, and the kiosk is rated, by somebody who only hears and presses keys."""

from api.messages.words import RatingLevel, RatingOutcome
from kiosk.flow.intents import IntentKind
from kiosk.flow.ports import PrinterReadiness
from tests.support.kiosk_flow import MemoryPrinter, Rig
from tests.support.pad_visits import guided


async def test_a_number_is_taken_by_ear() -> None:
    rig = Rig()
    citizen = await guided(rig)
    await citizen.choose("取号")
    await citizen.choose("不动产登记中心")
    assert rig.view == "ChooseOneService"
    await citizen.press("1")
    assert rig.view == "PaperGiven"
    assert any("A001" in line for line in citizen.heard)
    await citizen.press("ok")
    assert rig.view == "RateKiosk"
    await citizen.choose("满意")
    assert rig.view == "Finished"
    [(_, outcome, level)] = rig.rating.given
    assert (outcome, level) == (RatingOutcome.SUBMITTED, RatingLevel.VERY_GOOD)


async def test_without_paper_the_number_is_heard() -> None:
    rig = Rig(printer=MemoryPrinter(ready=PrinterReadiness(False, "paper.out")))
    citizen = await guided(rig)
    await citizen.choose("取号")
    await citizen.choose("不动产登记中心")
    await citizen.press("1")
    assert rig.view == "NoPaper"
    await citizen.press("ok")
    assert rig.view == "NumberOnScreen"
    assert any("A001" in line for line in citizen.heard)


async def test_back_help_and_home_work_everywhere() -> None:
    rig = Rig()
    citizen = await guided(rig)
    await citizen.choose("取号")
    await citizen.press("help")
    assert rig.engine.shown.help_open
    await citizen.press("back")
    assert (rig.engine.shown.help_open, rig.view) == (False, "ChooseDepartment")
    await citizen.press("back")
    assert (rig.view, rig.engine.session) == ("Home", None)
    assert rig.engine.shown.mode.voice, "who listens isn't left in silence"


async def test_a_wrong_number_says_what_there_is() -> None:
    rig = Rig()
    citizen = await guided(rig)
    await citizen.choose("取号")
    await citizen.choose("不动产登记中心")
    await citizen.press("9")
    assert rig.view == "ChooseOneService"
    assert citizen.heard[0] == "没有第9项。"
    assert citizen.heard[1].startswith("按1，")


async def test_what_is_shut_says_why() -> None:
    rig = Rig()
    citizen = await guided(rig)
    await citizen.choose("取号")
    shut = [line for line in citizen.heard if line.startswith("现在不能选")]
    assert len(shut) == 1
    assert "现在不取号" in shut[0]


async def test_the_time_to_answer_begins_when_the_voice_is_through() -> None:
    rig = Rig()
    await rig.do(IntentKind.START, "take-ticket")
    for _ in range(4 * 300):
        rig.now_s += 0.25
        rig.engine.tick(speaking=True)
    assert rig.engine.shown.warning_left_s is None
    await rig.wait(60.25)
    assert rig.engine.shown.warning_left_s == 20
    for _ in range(4 * 30):
        rig.now_s += 0.25
        rig.engine.tick(speaking=True)
    assert rig.engine.shown.warning_left_s == 20, "the warning is being read out"
    await rig.wait(20)
    assert rig.view == "Home"
