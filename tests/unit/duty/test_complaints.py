"""Complaints: a number at once, sealed on disk, for managers only, deleted when their time is over."""

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from api.ids import new_id
from api.messages.duty_commands import CloseComplaint, Complain
from api.messages.duty_words import CallEnd, CallKind
from api.messages.words import Refusal, Role
from api.ports import StoreUnavailable
from api.process.settings_file import ConfigurationError
from hall_controller.duty.seal import NotOpened, Words, read_seal
from tests.support.duty_desk import CLERK, COMPLAINT, KIOSK, MANAGER, PHONE, WORDS, duty_desk
from tests.support.hall_identity import written


async def test_a_complaint_gets_its_number_once(tmp_path: Path) -> None:
    async with duty_desk(tmp_path) as desk:
        ident = new_id()
        first = (await desk.do(COMPLAINT, ident=ident)).result["case_number"]
        assert (await desk.do(COMPLAINT, ident=ident)).result == {"case_number": first}
        assert (await desk.do(COMPLAINT)).result["case_number"] != first
        found = (await desk.service.complaints("manager")).complaints
        assert (found[0].case_number, found[0].text, found[0].contact, found[0].place) == (first, WORDS, PHONE, "一楼东侧")
        assert len(found) == 2
        assert desk.service.board(Role.MANAGER).complaints_open == 2


async def test_two_cases_never_have_one_number(tmp_path: Path) -> None:
    bits = iter([7, 7, 9])
    async with duty_desk(tmp_path, random_bits=lambda _: next(bits)) as desk:
        first = (await desk.do(COMPLAINT)).result
        assert (await desk.do(COMPLAINT)).result != first


async def test_what_somebody_wrote_is_nowhere_in_the_clear(tmp_path: Path) -> None:
    with capture_logs() as logs:
        async with duty_desk(tmp_path) as desk:
            answer = await desk.do(COMPLAINT)
            board = desk.service.board(Role.MANAGER).model_dump_json()
            complaints = await desk.service.complaints("manager")
            assert complaints.complaints[0].text == WORDS
            assert {"event": "complaints.read", "by": "manager", "count": 1, "log_level": "info"} in logs
            said = f"{answer}{board}{complaints!r}{COMPLAINT!r}{logs}"
            assert WORDS not in said
            assert PHONE not in said
            stored = written(tmp_path)
            assert WORDS.encode() not in stored
            assert PHONE.encode() not in stored
    assert (tmp_path / "complaints.key").stat().st_mode & 0o077 == 0


async def test_only_managers_read_and_answer(tmp_path: Path) -> None:
    async with duty_desk(tmp_path) as desk:
        number = (await desk.do(COMPLAINT)).result["case_number"]
        close = CloseComplaint(case_number=number, remark="已回电说明")
        assert (await desk.do(close, CLERK)).error_code == Refusal.NOT_PERMITTED
        assert desk.service.board(Role.CLERK).calls == ()
        assert desk.service.board(Role.CLERK).complaints_open is None
        [call] = desk.service.board(Role.MANAGER).calls
        assert (call.kind, call.case_number, call.about) == (CallKind.COMPLAINT, number, "unsolved.came-often")
        assert (await desk.do(close, MANAGER)).succeeded
        assert (await desk.do(CloseComplaint(case_number=number, remark="later"), MANAGER)).succeeded
        [complaint] = (await desk.service.complaints("manager")).complaints
        assert (complaint.remark, complaint.closed_by) == ("已回电说明", "manager")
        board = desk.service.board(Role.MANAGER)
        assert (board.calls, board.complaints_open) == ((), 0)
        assert board.closed[0].outcome is CallEnd.DONE
        unknown = CloseComplaint(case_number="0000-0000", remark="x")
        assert (await desk.do(unknown, MANAGER)).error_code == Refusal.UNKNOWN_ENTRY


async def test_words_go_first_and_then_the_rest(tmp_path: Path) -> None:
    async with duty_desk(tmp_path, complaint_text_days=10, complaint_days=20) as desk:
        number = (await desk.do(COMPLAINT)).result["case_number"]
        await desk.do(CloseComplaint(case_number=number, remark="x"), MANAGER)
        open_one = (await desk.do(COMPLAINT)).result["case_number"]
        desk.hand.at += 10 * 86_400_000 + 1
        assert desk.store.tidy(desk.hand.at).words == 1
        by_number = {one.case_number: one for one in (await desk.service.complaints("manager")).complaints}
        assert (by_number[number].text, by_number[number].forgotten) == ("", True)
        assert by_number[open_one].text == WORDS
        desk.hand.at += 10 * 86_400_000
        assert desk.store.tidy(desk.hand.at).complaints == 1


async def test_without_its_key_nothing_opens_and_no_new_one_is_made(tmp_path: Path) -> None:
    async with duty_desk(tmp_path) as desk:
        await desk.do(COMPLAINT)
    key = tmp_path / "complaints.key"
    kept = key.read_text()
    key.unlink()
    with pytest.raises(ConfigurationError, match="is missing"):
        async with duty_desk(tmp_path):
            pass
    key.touch(mode=0o600)
    key.write_text("0" * 64)
    async with duty_desk(tmp_path) as desk:
        with pytest.raises(StoreUnavailable):
            await desk.service.complaints("manager")
    key.write_text(kept)
    key.chmod(0o644)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        async with duty_desk(tmp_path):
            pass


def test_a_row_is_bound_to_its_complaint(tmp_path: Path) -> None:
    seal = read_seal(tmp_path / "key", may_make=True)
    nonce, sealed = seal.close(Words("a", "b"), "one")
    assert seal.open(nonce, sealed, "one") == Words("a", "b")
    with pytest.raises(NotOpened):
        seal.open(nonce, sealed, "two")
    for text in ("zz", "00" * 16):
        (tmp_path / "key").write_text(text)
        with pytest.raises(ConfigurationError, match="64 hex digits"):
            read_seal(tmp_path / "key", may_make=False)


async def test_words_may_be_left_out(tmp_path: Path) -> None:
    async with duty_desk(tmp_path) as desk:
        bare = Complain(kind=COMPLAINT.kind, subject=COMPLAINT.subject)
        assert (await desk.do(bare, KIOSK)).succeeded
        [complaint] = (await desk.service.complaints("manager")).complaints
        assert (complaint.text, complaint.contact, complaint.forgotten) == ("", "", False)
