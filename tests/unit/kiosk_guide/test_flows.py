"""Every other flow by ear and keypad alone: taking numbers, who somebody is, complaints, the hall, a person who comes."""

from functools import partial

from api.messages.duty_words import CallKind, CallState, ComplaintKind
from api.messages.identity_words import Assurance, IdentityOutcome
from api.messages.views import PackageView
from api.messages.words import RatingLevel, TicketClass
from hall_controller.sound import pinyin_of
from kiosk.flow.duty.help_call import CallPhase
from kiosk.flow.guide.flows import guide_flows
from kiosk.flow.identity.ports import CardRead, CodeVerdict, Scanned
from kiosk.flow.identity.tries import Tries
from kiosk.flow.intents import IntentKind
from kiosk.flow.search_flow import search_flows, search_step
from kiosk.flow.zone.views import OutOfService, OutReason
from tests.support.duty_ports import MemoryDesk, MemorySlips, MemoryZone, duty_ports
from tests.support.guide_views import plan
from tests.support.identity_ports import ADULT, SHOW_CODE, face_report
from tests.support.identity_rig import IdentityRig, policy
from tests.support.item_rig import TEXTS
from tests.support.kiosk_flow import Rig
from tests.support.kiosk_views import catalogue_view
from tests.support.pad_citizen import NineKeys, PadCitizen
from tests.support.pad_visits import a_room_hears, guided, hears
from tests.support.typing_rig import WordList

OFFICE = "不动产登记中心"


async def test_a_priority_number() -> None:
    rig = Rig()
    citizen = await guided(rig)
    await citizen.choose("优先取号")
    await citizen.choose("残疾人")
    await citizen.choose(OFFICE)
    await citizen.choose("首次登记")
    assert rig.view == "PaperGiven"
    [taken] = rig.hall.takes.values()
    assert taken.ticket_class is TicketClass.DISABLED


async def test_several_things_on_one_number() -> None:
    rig = Rig()
    citizen = await guided(rig)
    await citizen.choose("取号")
    await citizen.choose(OFFICE)
    await citizen.choose("几件事")
    await citizen.choose("首次登记")
    assert hears(citizen, "首次登记，已选")
    await citizen.choose("抵押登记")
    await citizen.choose("取号（2 件）")
    assert rig.view == "PaperGiven"
    [taken] = rig.hall.takes.values()
    assert len(taken.more) == 1


async def test_a_package_is_one_number() -> None:
    rig = Rig()
    package = PackageView(id="home", names={"zh-CN": "买房一件事"}, services=("s1", "s0", "s2"))
    rig.catalogue.view = catalogue_view().model_copy(update={"packages": (package,)})
    citizen = await guided(rig)
    await citizen.choose("取号")
    await citizen.choose("一件事")
    await citizen.choose("买房一件事")
    assert rig.view == "PaperGiven"
    [taken] = rig.hall.takes.values()
    assert (taken.service, taken.more) == ("s1", ("s0", "s2"))


async def test_a_service_found_by_its_initials() -> None:
    search = search_step(8, Tries(), partial(TEXTS.texts, "items"))
    view = catalogue_view()
    rig = Rig(more_flows=search_flows(search), more_ports={"typing": WordList()})
    services = tuple(one.model_copy(update={"pinyin": pinyin_of(one.names)}) for one in view.services)
    rig.catalogue.view = view.model_copy(update={"services": services})
    citizen = await guided(rig)
    await citizen.choose("搜索要办的事")
    for key in "73945":  # s f z h l: 身份证换领
        await citizen.press(key)
    assert citizen.heard[0] == "已输入5位"
    assert hears(citizen, "找到 1 项")
    assert hears(citizen, "居民身份证换领")
    await citizen.press("ok")
    assert rig.view == "PaperGiven"
    [taken] = rig.hall.takes.values()
    assert taken.service == "s7"


async def to_hub(rig: IdentityRig, citizen: PadCitizen) -> None:
    await citizen.choose("取号")
    await citizen.choose(OFFICE)
    await citizen.choose("首次登记")
    assert rig.view == "IdentityHub"


async def test_a_card_and_a_room_doesnt_hear_whose() -> None:
    rig = IdentityRig()
    citizen = await guided(rig)
    await to_hub(rig, citizen)
    rig.identity.card.reads.append(CardRead(ADULT))
    await citizen.choose("刷身份证")
    assert hears(citizen, "王*明"), "headphones say it"
    await rig.wait(4)
    assert rig.view == "PaperGiven"
    assert a_room_hears(citizen, "王*明", ADULT.number[:4], ADULT.number[-4:]) == []
    assert "核验通过" in citizen.everything


async def test_a_documents_number_is_typed_and_never_said() -> None:
    rig = IdentityRig(policy(Assurance.L0))
    citizen = await guided(rig)
    await to_hub(rig, citizen)
    await citizen.choose("输入证件号")
    await citizen.choose("居民身份证")
    await citizen.write(ADULT.number)
    assert hears(citizen, "已输入18位")
    await citizen.press("ok")
    assert rig.view not in ("EnterDocument", "IdentityHub"), citizen.heard
    assert a_room_hears(citizen, ADULT.number[:4], ADULT.number[-4:]) == []


async def test_a_wrong_number_is_said_to_be_wrong_as_often_as_it_is_confirmed() -> None:
    rig = IdentityRig(policy(Assurance.L0))
    citizen = await guided(rig)
    await to_hub(rig, citizen)
    await citizen.choose("输入证件号")
    await citizen.choose("居民身份证")
    await citizen.write(ADULT.number[:-1] + str((int(ADULT.number[-1]) + 1) % 10))
    for _ in range(2):
        await citizen.press("ok")
        assert rig.view == "EnterDocument"
        assert hears(citizen, "号码不对"), citizen.heard


async def test_a_code_on_paper_is_shown() -> None:
    rig = IdentityRig()
    citizen = await guided(rig)
    await to_hub(rig, citizen)
    rig.identity.scan.codes.append(Scanned(SHOW_CODE))
    rig.identity.code.verdicts.append(CodeVerdict(ADULT))
    await citizen.choose("亮码")
    await rig.wait(4)
    assert rig.view == "PaperGiven"


async def test_a_person_is_asked_for_instead() -> None:
    rig = IdentityRig()
    citizen = await guided(rig)
    await to_hub(rig, citizen)
    await citizen.choose("找工作人员")
    assert hears(citizen, "导办台") or hears(citizen, "窗口")
    await citizen.press("ok")
    assert rig.view in ("PaperGiven", "Home")


async def test_a_face_is_guided_and_a_no_is_as_easy_as_a_yes() -> None:
    rig = IdentityRig()
    citizen = await guided(rig)
    await to_hub(rig, citizen)
    await citizen.choose("刷脸")
    await citizen.choose("输入身份证号")
    await citizen.write(ADULT.number)
    await citizen.press("ok")
    assert rig.view == "ConsentNotice"
    assert hears(citizen, "您可以，可以不同意")
    await citizen.choose("不同意")
    assert rig.view == "IdentityHub"
    await citizen.choose("刷脸")
    if rig.view == "ChooseClaim":
        await citizen.choose("输入身份证号")
        await citizen.write(ADULT.number)
        await citizen.press("ok")
    await citizen.choose("同意，刷脸")
    assert rig.view == "FaceCheck"
    assert hears(citizen, "请走近一点")
    await citizen.choose("不刷脸")
    assert rig.view == "IdentityHub"


async def test_a_face_that_isnt_live_leads_to_another_way() -> None:
    rig = IdentityRig()
    citizen = await guided(rig)
    await to_hub(rig, citizen)
    rig.identity.face.reports.append(face_report(IdentityOutcome.NOT_LIVE, "face.notLive"))
    await citizen.choose("刷脸")
    await citizen.choose("输入身份证号")
    await citizen.write(ADULT.number)
    await citizen.press("ok")
    await citizen.choose("同意，刷脸")
    assert rig.view == "WayFailed", citizen.heard
    await citizen.choose("换一种")
    assert rig.view == "IdentityHub"


async def test_a_consent_is_taken_back_by_its_receipt() -> None:
    rig = IdentityRig()
    guide = guide_flows(8, Tries(), lambda key, **_: {"zh-CN": key}, {"zh-CN": "告知单"})
    rig.engine._flows = {**rig.engine._flows, **guide}
    citizen = await guided(rig)
    await citizen.choose("大厅指引")
    await citizen.choose("撤回人脸同意")
    await citizen.choose("输入回执号")
    await citizen.write("5HT4B8WC")
    await citizen.press("ok")
    assert rig.view == "Withdrawn", citizen.heard
    assert rig.identity.register.withdrawn == [("5HT4-B8WC", "")]
    assert a_room_hears(citizen, "5HT4") == []


async def test_the_halls_map_is_a_list_for_ears() -> None:
    rig = Rig(
        more_flows=guide_flows(8, Tries(), lambda key, **_: {"zh-CN": key}, {"zh-CN": "告知单"}), more_ports={"plan": plan()}
    )
    citizen = await guided(rig)
    await citizen.choose("大厅指引")
    await citizen.choose("大厅地图")
    assert rig.view == "HallMap"
    assert any("卫生间" in line and "米" in line for line in citizen.heard), citizen.heard


def teller() -> tuple[Rig, MemoryDesk]:
    desk = MemoryDesk()
    return Rig(more_ports={"duty": duty_ports(desk, MemorySlips()), "typing": NineKeys()}), desk


async def test_a_complaint_is_written_on_nine_keys() -> None:
    rig, desk = teller()
    citizen = await guided(rig)
    await citizen.choose("评价和投诉")
    await citizen.choose("投诉")
    await citizen.press("1")
    await citizen.choose(OFFICE)
    await citizen.write("三号王小明")
    assert hears(citizen, "已输入5个字")
    await citizen.press("ok")
    await citizen.write("13900000000")
    await citizen.press("ok")
    assert rig.view == "CheckComplaint", citizen.heard
    await citizen.choose("提交")
    [complaint] = desk.filed.values()
    assert (complaint.kind, complaint.text, complaint.contact) == (ComplaintKind.COMPLAINT, "三号王小明", "13900000000")
    assert hears(citizen, "7KQ2-M9XD")
    assert a_room_hears(citizen, "王小明", "139", "7KQ2", OFFICE + "，已选") == []


async def test_the_terminal_is_rated() -> None:
    rig, desk = teller()
    citizen = await guided(rig)
    await citizen.choose("评价和投诉")
    await citizen.choose("评价")
    await citizen.press("1")
    await citizen.press("ok")
    assert rig.view == "Home", citizen.heard
    [(_, _, level, _)] = desk.ratings
    assert level is RatingLevel.VERY_GOOD


async def test_staff_are_called_and_their_coming_is_heard() -> None:
    rig, desk = teller()
    citizen = await guided(rig)
    await citizen.press("help")
    await citizen.choose("呼叫工作人员")
    assert [kind for kind, _ in desk.calls] == [CallKind.HELP]
    assert hears(citizen, "已经通知工作人员")
    desk.state_of = CallState.CLAIMED
    await rig.wait(3)
    citizen.look()
    assert rig.engine.shown.help.phase is CallPhase.COMING
    assert hears(citizen, "工作人员正在过来")
    await citizen.press("back")
    assert not rig.engine.shown.help_open


async def test_out_of_service_says_where_else() -> None:
    zone = MemoryZone()
    rig = Rig(more_ports={"zone": zone})
    citizen = await guided(rig)
    zone.stands = OutOfService(OutReason.STAFF, phone="0912-7654321", nearest={"zh-CN": "大厅西侧2号机"})
    await rig.do(IntentKind.WORLD_CHANGED)
    citizen.look()
    assert hears(citizen, "0912-7654321")
    assert hears(citizen, "大厅西侧2号机")


async def test_ways_of_showing_say_how_they_stand() -> None:
    rig = Rig()
    citizen = await guided(rig)
    await citizen.go_to("无障碍")
    assert hears(citizen, "大字，未打开")
    await citizen.choose("大字")
    assert rig.engine.shown.mode.large
    assert hears(citizen, "大字，已打开")
