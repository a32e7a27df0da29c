"""亮码 once per hall: restarts, repeats, races, clocks that jump."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from api.ids import new_id
from api.messages.identity_commands import RedeemCode
from api.messages.words import CompletionCode, Refusal
from hall_controller.domain.requests import Refused
from hall_controller.identity.redeeming import KEPT_MS, MOST_AHEAD_MS, SKEW_MS, OtherCommand, forget_expired, redeem
from hall_controller.identity.schema import open_identity_file
from tests.support.hall_core import MORNING
from tests.support.hall_identity import KIOSK_1, KIOSK_2, Hand, identity_hall

CODE = RedeemCode(code="0a" * 32, expires_at=MORNING + 60_000)


async def test_a_code_is_good_once_and_the_same_command_is_answered_the_same(tmp_path: Path) -> None:
    async with identity_hall(tmp_path / "identity.db") as hall:
        ident = new_id()
        first = await hall.do(CODE, KIOSK_1, ident)
        assert first.succeeded
        assert await hall.do(CODE, KIOSK_1, ident) == first
        again = await hall.do(CODE, KIOSK_2)
        assert (again.code, again.error_code) == (CompletionCode.COMMAND_ERROR_CODE, Refusal.CODE_USED)


async def test_a_restart_remembers(tmp_path: Path) -> None:
    ident = new_id()
    async with identity_hall(tmp_path / "identity.db") as hall:
        assert (await hall.do(CODE, KIOSK_1, ident)).succeeded
    async with identity_hall(tmp_path / "identity.db") as hall:
        assert (await hall.do(CODE, KIOSK_1, ident)).succeeded
        assert (await hall.do(CODE, KIOSK_1)).error_code == Refusal.CODE_USED


async def test_of_many_at_once_one_wins(tmp_path: Path) -> None:
    async with identity_hall(tmp_path / "identity.db") as hall:
        completions = await asyncio.gather(*[hall.do(CODE, actor) for actor in (KIOSK_1, KIOSK_2) * 20])
        assert sum(completion.succeeded for completion in completions) == 1
        assert {completion.error_code for completion in completions if not completion.succeeded} == {Refusal.CODE_USED}


async def test_an_id_is_for_one_code(tmp_path: Path) -> None:
    async with identity_hall(tmp_path / "identity.db") as hall:
        ident = new_id()
        await hall.do(CODE, ident=ident)
        other = await hall.do(RedeemCode(code="0b" * 32, expires_at=CODE.expires_at), ident=ident)
        assert other.code is CompletionCode.INVALID_REQUEST_ID


async def test_its_time(tmp_path: Path) -> None:
    async with identity_hall(tmp_path / "identity.db", hand=Hand(MORNING + 60_000 + SKEW_MS)) as hall:
        assert (await hall.do(CODE)).succeeded
        hall.hand.at += 1
        late = RedeemCode(code="0b" * 32, expires_at=CODE.expires_at)
        assert (await hall.do(late)).error_code == Refusal.CODE_EXPIRED
        far = RedeemCode(code="0c" * 32, expires_at=hall.hand.at + MOST_AHEAD_MS + 1)
        assert (await hall.do(far)).error_code == Refusal.SENSELESS


async def test_a_clock_that_went_back_lets_no_forgotten_code_in_again(tmp_path: Path) -> None:
    async with identity_hall(tmp_path / "identity.db") as hall:
        assert (await hall.do(CODE)).succeeded
        hall.hand.at = CODE.expires_at + SKEW_MS + KEPT_MS + 1
        assert hall.store.tidy(hall.hand.at).codes == 1
        hall.hand.at = MORNING
        assert (await hall.do(CODE)).error_code == Refusal.CODE_EXPIRED
        assert (await hall.do(RedeemCode(code="0d" * 32, expires_at=CODE.expires_at + 1))).succeeded


CODES = st.integers(0, 4)
IDS = st.integers(0, 6)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("redeem"), CODES, IDS),
        st.tuples(st.just("wait"), st.integers(-900_000, 900_000), st.just(0)),
        st.tuples(st.just("tidy"), st.just(0), st.just(0)),
        st.tuples(st.just("restart"), st.just(0), st.just(0)),
        st.tuples(st.just("crash"), CODES, IDS),
    ),
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_no_sequence_lets_a_code_in_under_two_ids(steps: list[tuple[str, int, int]]) -> None:
    """Whatever happens to clock and process, one code belongs to one command, and that command is never told otherwise."""
    winners: dict[int, int] = {}
    now = MORNING
    with TemporaryDirectory() as folder:
        path = Path(folder) / "identity.db"
        connection = open_identity_file(path)
        try:
            for step, value, ident in steps:
                if step == "wait":
                    now += value
                elif step == "restart":
                    connection.close()
                    connection = open_identity_file(path)
                elif step == "tidy":
                    connection.execute("BEGIN IMMEDIATE")
                    forget_expired(connection, now)
                    connection.execute("COMMIT")
                else:
                    connection.execute("BEGIN IMMEDIATE")
                    accepted = _redeemed(connection, value, ident, now)
                    if step == "crash":
                        # Before the commit: nothing happened, and nobody was told anything.
                        connection.close()
                        connection = open_identity_file(path)
                        continue
                    connection.execute("COMMIT")
                    if accepted:
                        assert winners.setdefault(value, ident) == ident
        finally:
            connection.close()


def _redeemed(connection: sqlite3.Connection, code: int, ident: int, now: int) -> bool:
    command = RedeemCode(code=f"{code:064x}", expires_at=MORNING + code * 300_000)
    try:
        redeem(connection, f"id-{ident}", "kiosk-01", command, now)
    except (Refused, OtherCommand):
        return False
    return True


def test_the_file_is_its_owners_and_holds_no_used_code_after_its_time(tmp_path: Path) -> None:
    path = tmp_path / "identity.db"
    with closing(open_identity_file(path)) as connection:
        assert path.stat().st_mode & 0o777 == 0o600
        redeem(connection, "id-1", "kiosk-01", CODE, MORNING)
        forget_expired(connection, CODE.expires_at + SKEW_MS + KEPT_MS + 1)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert CODE.code.encode() not in path.read_bytes()
