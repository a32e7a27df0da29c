"""Calling a person from any screen: over the citizen's own work, which goes on; every end has a next step."""

import pytest

from api.messages.duty_words import CallKind, CallState
from kiosk.flow.audit import AuditKind
from kiosk.flow.duty.help_call import CallPhase, SlipState
from kiosk.flow.duty.ports import DeskNotice, HelpSlip
from kiosk.flow.intents import IntentKind
from tests.support.duty_ports import MemoryDesk, MemorySlips, duty_ports
from tests.support.kiosk_flow import Rig


class Helped(Rig):
    def __init__(self) -> None:
        self.desk, self.slips = MemoryDesk(), MemorySlips()
        super().__init__(more_ports={"duty": duty_ports(self.desk, self.slips)})

    @property
    def phase(self) -> CallPhase:
        return self.engine.shown.help.phase

    async def call(self, kind: CallKind = CallKind.HELP) -> None:
        if not self.engine.shown.help_open:
            await self.do(IntentKind.HELP)
        await self.do(IntentKind.CALL_STAFF, kind.value)


async def test_somebody_comes_and_the_citizens_work_goes_on() -> None:
    rig = Helped()
    await rig.choose()
    before = rig.view
    await rig.call()
    assert rig.desk.calls == [(CallKind.HELP, rig.engine.shown.step)]
    assert rig.phase is CallPhase.CALLING
    rig.desk.state_of = CallState.CLAIMED
    await rig.wait(3)
    assert rig.phase is CallPhase.COMING
    rig.desk.state_of = CallState.CLOSED
    await rig.wait(3)
    assert rig.phase is CallPhase.OVER
    await rig.do(IntentKind.HELP)
    assert (rig.view, rig.engine.shown.help_open) == (before, False)


async def test_nobody_within_the_halls_time_is_said_and_a_late_one_too() -> None:
    rig = Helped()
    await rig.call()
    await rig.wait(55)
    assert rig.phase is CallPhase.CALLING
    await rig.wait(8)
    assert rig.phase is CallPhase.UNANSWERED
    assert rig.engine.shown.help.notice.phone == "0912-1234567"
    rig.desk.state_of = CallState.CLAIMED
    await rig.wait(3)
    assert rig.phase is CallPhase.COMING


async def test_at_night_it_is_said_at_once_with_the_time_of_opening() -> None:
    rig = Helped()
    rig.desk.staffed = False
    rig.desk.known = DeskNotice("0912-1234567", 1_700_000_000_000, 60)
    await rig.call()
    assert rig.phase is CallPhase.NOBODY
    assert rig.engine.shown.help.notice.opens_at == 1_700_000_000_000


@pytest.mark.parametrize("answer", ["silent", "refuse", "break"])
async def test_without_the_hall_there_is_a_telephone_number_and_a_second_try(answer: str) -> None:
    rig = Helped()
    rig.desk.answer = answer
    await rig.call()
    assert (rig.phase, rig.engine.shown.help.notice.phone) == (CallPhase.UNREACHABLE, "0912-1234567")
    rig.desk.answer = "here"
    await rig.call()
    assert rig.phase is CallPhase.CALLING


async def test_a_hall_that_goes_meanwhile_takes_back_nothing() -> None:
    rig = Helped()
    await rig.call()
    rig.desk.state_of = CallState.CLAIMED
    await rig.wait(3)
    rig.desk.answer = "silent"
    await rig.wait(20)
    assert rig.phase is CallPhase.COMING
    rig.desk.answer = "refuse"
    await rig.wait(3)
    assert rig.phase is CallPhase.OVER


async def test_what_was_done_is_printed_once_and_again_only_when_it_failed() -> None:
    rig = Helped()
    await rig.choose()
    number = rig.engine.session.ticket.view.number if rig.engine.session and rig.engine.session.ticket else ""
    assert number
    rig.desk.staffed = False
    rig.slips.works = False
    await rig.call()
    await rig.do(IntentKind.HELP_SLIP)
    assert rig.engine.shown.help.slip is SlipState.FAILED
    rig.slips.works = True
    await rig.do(IntentKind.HELP_SLIP)
    await rig.do(IntentKind.HELP_SLIP)
    assert rig.engine.shown.help.slip is SlipState.PRINTED
    assert rig.slips.printed == [HelpSlip(CallKind.HELP, "nobody", number, rig.desk.known)]


async def test_nothing_is_printed_while_somebody_is_coming() -> None:
    rig = Helped()
    await rig.call()
    await rig.do(IntentKind.HELP_SLIP)
    assert rig.slips.printed == []


async def test_a_second_tap_is_no_second_call_but_danger_goes_before() -> None:
    rig = Helped()
    await rig.call()
    await rig.do(IntentKind.CALL_STAFF, "help")
    assert len(rig.desk.calls) == 1
    await rig.do(IntentKind.CALL_STAFF, "sos")
    assert rig.desk.calls[-1][0] is CallKind.SOS
    assert rig.engine.shown.help.kind is CallKind.SOS
    for nonsense in ("fault", "rating", "", "x"):
        await rig.do(IntentKind.CALL_STAFF, nonsense)
    assert len(rig.desk.calls) == 2


async def test_a_call_is_taken_back() -> None:
    rig = Helped()
    await rig.call()
    await rig.do(IntentKind.END_CALL)
    assert (rig.phase, len(rig.desk.withdrawn)) == (CallPhase.NONE, 1)
    asked = rig.desk.asked
    await rig.wait(10)
    assert rig.desk.asked == asked


async def test_who_waits_for_somebody_isnt_asked_whether_they_are_there_and_after_that_they_are() -> None:
    rig = Helped()
    await rig.choose()
    await rig.call()
    rig.desk.state_of = CallState.CLAIMED
    before = rig.view
    await rig.wait(120)
    assert (rig.engine.shown.warning_left_s, rig.view) == (None, before)
    await rig.wait(400)
    assert rig.view == "Home"
    assert rig.phase is CallPhase.NONE
    assert AuditKind.IDLE_WARNED in [event.kind for event in rig.audit.events]


async def test_the_next_citizen_finds_nothing_of_it() -> None:
    rig = Helped()
    await rig.call()
    await rig.do(IntentKind.HELP)
    await rig.wait(90)
    assert rig.engine.shown.help.phase is CallPhase.NONE
    # The call itself is staff's to close.
    assert rig.desk.withdrawn == []


async def test_help_that_somebody_left_open_closes_also_over_a_screen_that_leaves_by_itself() -> None:
    rig = Helped()
    rig.engine.fail("test")
    await rig.do(IntentKind.HELP)
    await rig.wait(30)
    assert (rig.view, rig.engine.shown.help_open) == ("Failsafe", True)
    await rig.wait(60)
    assert (rig.view, rig.engine.shown.help_open) == ("Home", False)


async def test_calls_come_from_the_help_screen_only_and_end_with_the_kiosk() -> None:
    rig = Helped()
    await rig.do(IntentKind.CALL_STAFF, "help")
    assert rig.desk.calls == []
    await rig.call()
    await rig.engine.close()
    assert rig.desk.calls
