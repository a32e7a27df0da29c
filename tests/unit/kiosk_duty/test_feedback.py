"""Rating the terminal, complaining, 办不成事: nothing kept, a number at once, one complaint however often it is sent."""

from typing import Any

import pytest

from api.messages.duty_words import ComplaintKind, ComplaintSubject
from api.messages.words import RatingLevel, RatingOutcome
from kiosk.flow.duty.ports import CaseSlip
from kiosk.flow.duty.views import CasePaper, ComplaintFiled, ComplaintNotFiled, FeedbackWay
from kiosk.flow.flows import FEEDBACK
from kiosk.flow.intents import IntentKind
from kiosk.flow.steps.duty.complain import SUBJECTS
from tests.support.duty_ports import MemoryDesk, MemorySlips, duty_ports
from tests.support.kiosk_flow import Rig

TEXT, PHONE = "three times in vain", "13900000000"


class Teller(Rig):
    def __init__(self, **more: Any) -> None:
        self.desk, self.slips = MemoryDesk(), MemorySlips()
        super().__init__(more_ports={"duty": duty_ports(self.desk, self.slips)}, **more)

    async def begin(self, way: FeedbackWay) -> None:
        await self.do(IntentKind.START, FEEDBACK)
        await self.do(IntentKind.CHOOSE, way.value)

    async def to_check(self, way: FeedbackWay = FeedbackWay.UNSOLVED, subject: str = "came-often") -> None:
        await self.begin(way)
        await self.do(IntentKind.CHOOSE, subject)
        await self.do(IntentKind.CHOOSE, "不动产登记中心")
        for letter in TEXT.split(" ")[0]:
            await self.do(IntentKind.TEXT, letter)
        await self.do(IntentKind.CONFIRM)
        for digit in PHONE:
            await self.do(IntentKind.TEXT, digit)
        await self.do(IntentKind.CONFIRM)
        assert self.view == "CheckComplaint"


async def test_a_complaint_is_filed_and_its_number_is_shown_and_printed() -> None:
    rig = Teller()
    await rig.to_check()
    await rig.do(IntentKind.CONFIRM)
    shown = rig.engine.shown.view
    assert isinstance(shown, ComplaintFiled)
    assert (shown.case_number, shown.paper) == ("7KQ2-M9XD", CasePaper.PRINTED)
    [complaint] = rig.desk.filed.values()
    assert (complaint.kind, complaint.subject) == (ComplaintKind.UNSOLVED, ComplaintSubject.CAME_OFTEN)
    assert (complaint.department, complaint.text, complaint.contact) == ("不动产登记中心", "three", PHONE)
    assert rig.slips.printed == [CaseSlip("7KQ2-M9XD", ComplaintKind.UNSOLVED, rig.desk.known)]
    await rig.do(IntentKind.CONFIRM)
    assert rig.view == "Home"
    assert rig.engine.session is None


async def test_everything_but_the_subject_may_be_left_out() -> None:
    rig = Teller()
    await rig.begin(FeedbackWay.SUGGESTION)
    await rig.do(IntentKind.CHOOSE, "machine")
    for _ in range(3):
        await rig.do(IntentKind.SKIP)
    assert rig.view == "CheckComplaint"
    await rig.do(IntentKind.CONFIRM)
    [complaint] = rig.desk.filed.values()
    assert (complaint.department, complaint.text, complaint.contact) == ("", "", "")


async def test_without_an_answer_nothing_is_kept_and_the_second_try_is_the_same_complaint() -> None:
    rig = Teller()
    await rig.to_check()
    rig.desk.answer = "silent"
    await rig.do(IntentKind.CONFIRM)
    assert isinstance(rig.engine.shown.view, ComplaintNotFiled)
    await rig.do(IntentKind.CONFIRM)
    assert rig.view == "CheckComplaint"
    rig.desk.answer = "here"
    await rig.do(IntentKind.CONFIRM)
    assert rig.view == "ComplaintFiled"
    assert len(rig.desk.tries) == 2
    assert len(set(rig.desk.tries)) == 1


async def test_who_gives_up_goes_home() -> None:
    rig = Teller()
    await rig.to_check()
    rig.desk.answer = "refuse"
    await rig.do(IntentKind.CONFIRM)
    await rig.do(IntentKind.SKIP)
    assert rig.view == "Home"


async def test_a_printer_that_fails_leaves_the_number_on_the_screen() -> None:
    rig = Teller()
    rig.slips.works = False
    await rig.to_check()
    await rig.do(IntentKind.CONFIRM)
    shown = rig.engine.shown.view
    assert isinstance(shown, ComplaintFiled)
    assert shown.paper is CasePaper.NONE
    await rig.wait(41)
    assert rig.view == "Home"


async def test_back_leads_through_every_page_to_home_and_forgets_nothing_on_the_way() -> None:
    rig = Teller()
    await rig.to_check()
    await rig.do(IntentKind.BACK)
    assert (rig.view, getattr(rig.engine.shown.view, "text", "")) == ("TypeText", PHONE)
    seen = []
    for _ in range(5):
        await rig.do(IntentKind.BACK)
        seen.append(rig.view)
    assert seen == ["TypeText", "ChooseOffice", "ChooseSubject", "ChooseFeedback", "Home"]


async def test_nothing_of_it_outlives_the_session() -> None:
    rig = Teller()
    await rig.to_check()
    assert PHONE not in repr(rig.engine.shown)
    assert "three" not in repr(rig.engine.shown)
    assert PHONE not in repr(rig.engine.session)
    await rig.do(IntentKind.HOME)
    assert rig.desk.filed == {}
    assert "ComplaintFiled" not in rig.views
    assert PHONE not in repr(rig.audit.events)


@pytest.mark.parametrize("kind", list(ComplaintKind))
async def test_each_kind_has_its_subjects_and_other(kind: ComplaintKind) -> None:
    assert ComplaintSubject.OTHER in SUBJECTS[kind]
    rig = Teller()
    await rig.begin(FeedbackWay(kind.value))
    for nonsense in ("", "nonsense", "fault"):
        await rig.do(IntentKind.CHOOSE, nonsense)
    assert rig.view == "ChooseSubject"


async def test_a_good_rating_takes_one_touch() -> None:
    rig = Teller()
    await rig.begin(FeedbackWay.RATE)
    await rig.do(IntentKind.CHOOSE, "GOOD")
    assert rig.desk.ratings == [("kiosk", RatingOutcome.SUBMITTED, RatingLevel.GOOD, ())]
    await rig.do(IntentKind.CONFIRM)
    assert rig.view == "Home"


async def test_a_bad_one_is_asked_why_once_and_leads_to_a_complaint() -> None:
    rig = Teller()
    await rig.begin(FeedbackWay.RATE)
    await rig.do(IntentKind.CHOOSE, "VERY_BAD")
    assert rig.desk.ratings == []
    await rig.do(IntentKind.CHOOSE, "slow")
    assert rig.desk.ratings == [("kiosk", RatingOutcome.SUBMITTED, RatingLevel.VERY_BAD, ("slow",))]
    await rig.do(IntentKind.YES)
    assert rig.view == "ChooseSubject"


async def test_walking_away_from_the_question_why_keeps_the_rating() -> None:
    rig = Teller()
    await rig.begin(FeedbackWay.RATE)
    await rig.do(IntentKind.CHOOSE, "BAD")
    await rig.do(IntentKind.HOME)
    assert [level for _, _, level, _ in rig.desk.ratings] == [RatingLevel.BAD]


async def test_no_rating_is_given_by_going_back() -> None:
    rig = Teller()
    await rig.begin(FeedbackWay.RATE)
    await rig.do(IntentKind.BACK)
    await rig.do(IntentKind.BACK)
    assert (rig.view, rig.desk.ratings) == ("Home", [])
