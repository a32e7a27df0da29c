"""Calls for a person: joined, claimed, closed, late; who may do what; what a restart remembers."""

from pathlib import Path

from api.ids import new_id
from api.messages.duty_commands import CallStaff, CallStatus, ClaimCall, EndCall
from api.messages.duty_words import CallEnd, CallKind, CallState
from api.messages.words import CompletionCode, Refusal, Role
from api.ports import Actor
from tests.support.duty_desk import CLERK, HELP, KIOSK, MANAGER, OTHER_KIOSK, SOS, TECHNICIAN, DutyDesk, duty_desk
from tests.support.hall_core import MORNING
from tests.support.hall_identity import Hand


async def called(desk: DutyDesk, command: CallStaff = HELP, actor: Actor = KIOSK) -> str:
    return str((await desk.do(command, actor)).result["call"]["id"])


async def test_a_call_is_claimed_and_closed_and_the_kiosk_is_told(tmp_path: Path) -> None:
    async with duty_desk(tmp_path) as desk:
        call = await called(desk)
        [line] = desk.service.board(Role.CLERK).calls
        assert (line.kind, line.state, line.place, line.about) == (CallKind.HELP, CallState.OPEN, "一楼东侧", "take-ticket")
        assert (await desk.do(CallStatus(call=call))).result["call"]["state"] == "open"
        assert (await desk.do(ClaimCall(call=call), CLERK)).result["call"]["claimed_by"] == "window-1"
        told = (await desk.do(CallStatus(call=call))).result["call"]
        assert told["state"] == "claimed"
        assert "window-1" not in str(told)
        assert (await desk.do(EndCall(call=call, remark="已协助打印"), CLERK)).succeeded
        assert (await desk.do(CallStatus(call=call))).result["call"]["state"] == "closed"
        board = desk.service.board(Role.CLERK)
        assert board.calls == ()
        assert [(one.outcome, one.remark, one.claimed_by) for one in board.closed] == [(CallEnd.DONE, "已协助打印", "window-1")]


async def test_the_same_tap_and_a_second_tap_are_one_call(tmp_path: Path) -> None:
    async with duty_desk(tmp_path) as desk:
        ident, second = new_id(), new_id()
        first = await desk.do(HELP, ident=ident)
        assert (await desk.do(HELP, ident=ident)).result == first.result
        assert (await desk.do(HELP, ident=second)).result["call"]["id"] == first.result["call"]["id"]
        assert (await desk.do(SOS)).result["call"]["id"] != first.result["call"]["id"]
        assert (await desk.do(HELP, OTHER_KIOSK)).result["call"]["id"] != first.result["call"]["id"]
        await desk.do(ClaimCall(call=ident), CLERK)
        await desk.do(EndCall(call=ident), CLERK)
        # The answer to the second tap stays what it was; a new tap is a new call.
        assert (await desk.do(HELP, ident=second)).result["call"]["state"] == "closed"
        assert (await desk.do(HELP)).result["call"]["state"] == "open"


async def test_the_most_urgent_stands_first_and_what_is_late_is_marked(tmp_path: Path) -> None:
    async with duty_desk(tmp_path, due={"help": {"claim_s": 60, "close_s": 600}}) as desk:
        await called(desk)
        desk.hand.at += 61_000
        await called(desk, SOS, OTHER_KIOSK)
        calls = desk.service.board(Role.MANAGER).calls
        assert [(one.kind, one.overdue) for one in calls] == [(CallKind.SOS, False), (CallKind.HELP, True)]
        desk.hand.at += 30_000
        assert [one.overdue for one in desk.service.board(Role.MANAGER).calls] == [False, True]
        desk.hand.at += 1_000
        # Nothing has happened but time.
        assert [one.overdue for one in desk.service.board(Role.MANAGER).calls] == [True, True]
        late = calls[1]
        await desk.do(ClaimCall(call=late.id), CLERK)
        assert [one.overdue for one in desk.service.board(Role.MANAGER).calls] == [True, False]
        assert late.claim_by == MORNING + 60_000
        assert late.close_by == MORNING + 600_000


async def test_a_citizen_takes_the_own_call_back_and_no_other(tmp_path: Path) -> None:
    async with duty_desk(tmp_path) as desk:
        call = await called(desk)
        for command in (EndCall(call=call), CallStatus(call=call)):
            refused = await desk.do(command, OTHER_KIOSK)
            assert refused.error_code == Refusal.NOT_PERMITTED
        # A terminal withdraws, whatever it says.
        await desk.do(EndCall(call=call, outcome=CallEnd.DONE))
        [line] = desk.service.board(Role.CLERK).closed
        assert line.outcome is CallEnd.WITHDRAWN


async def test_two_people_dont_claim_the_same_and_nobody_closes_what_nobody_claimed(tmp_path: Path) -> None:
    async with duty_desk(tmp_path) as desk:
        call = await called(desk)
        assert (await desk.do(EndCall(call=call), CLERK)).error_code == Refusal.ILLEGAL_TRANSITION
        assert (await desk.do(ClaimCall(call=call), CLERK)).succeeded
        assert (await desk.do(ClaimCall(call=call), CLERK)).succeeded
        assert (await desk.do(ClaimCall(call=call), MANAGER)).error_code == Refusal.ILLEGAL_TRANSITION
        assert (await desk.do(ClaimCall(call=new_id()), MANAGER)).error_code == Refusal.UNKNOWN_ENTRY


async def test_each_role_deals_with_its_kinds_only(tmp_path: Path) -> None:
    async with duty_desk(tmp_path) as desk:
        call, sos = await called(desk), await called(desk, SOS)
        refused = await desk.do(ClaimCall(call=call), TECHNICIAN)
        assert (refused.code, refused.error_code) == (CompletionCode.AUTHORISATION_REQUIRED, Refusal.NOT_PERMITTED)
        assert [one.id for one in desk.service.board(Role.TECHNICIAN).calls] == [sos]
        assert desk.service.board(Role.DEVICE).calls == ()
        assert (await desk.do(ClaimCall(call=sos), TECHNICIAN)).succeeded
        assert (await desk.do(ClaimCall(call=call), KIOSK)).error_code == Refusal.NOT_PERMITTED
        assert (await desk.do(HELP, MANAGER)).error_code == Refusal.NOT_PERMITTED
        assert (await desk.do(CallStaff(kind=CallKind.FAULT))).error_code == Refusal.SENSELESS


async def test_at_night_it_says_that_nobody_is_there(tmp_path: Path) -> None:
    hand = Hand(MORNING)
    async with duty_desk(tmp_path, hand=hand, hours={"daily": ["09:00-17:00"]}) as desk:
        assert (await desk.do(HELP)).result["call"]["staffed"] is True
        hand.at += 12 * 3_600_000
        assert (await desk.do(SOS)).result["call"]["staffed"] is False
        assert desk.service.board(Role.CLERK).staffed is False


async def test_a_restart_remembers_and_tells_what_changes(tmp_path: Path) -> None:
    async with duty_desk(tmp_path) as desk:
        call = await called(desk)
        assert desk.changes == 1
        await desk.do(CallStatus(call=call))
        assert desk.changes == 1
    async with duty_desk(tmp_path) as desk:
        assert [one.id for one in desk.service.board(Role.CLERK).calls] == [call]


async def test_closed_calls_are_forgotten_after_their_time(tmp_path: Path) -> None:
    async with duty_desk(tmp_path, call_days=2) as desk:
        kept, gone = await called(desk), await called(desk, HELP, OTHER_KIOSK)
        await desk.do(EndCall(call=gone), OTHER_KIOSK)
        desk.hand.at += 2 * 86_400_000 + 1
        assert desk.store.tidy(desk.hand.at).calls == 1
        assert (await desk.do(CallStatus(call=kept))).succeeded
        assert (await desk.do(CallStatus(call=gone), OTHER_KIOSK)).error_code == Refusal.UNKNOWN_ENTRY


async def test_a_disk_that_refuses_is_answered_and_told(tmp_path: Path) -> None:
    async with duty_desk(tmp_path) as desk:
        desk.store.connection.execute("PRAGMA query_only = ON")
        refused = await desk.do(HELP)
        assert (refused.code, refused.error_code) == (CompletionCode.NOT_ENOUGH_SPACE, Refusal.STORE_UNAVAILABLE)
        assert not desk.service.health().well
        desk.store.connection.execute("PRAGMA query_only = OFF")
        assert (await desk.do(HELP)).succeeded
        assert desk.service.health().well
    assert (await desk.do(HELP)).error_code == Refusal.STORE_UNAVAILABLE
