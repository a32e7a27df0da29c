"""Accounts and sessions on a real file: hashes, restart, expiry, other processes, throttle."""

import asyncio
import os
import sqlite3
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from api.messages.words import Role
from api.ports import Actor, TooManyAttempts
from hall_controller.accounts.administration import add_account, list_accounts, remove_account, set_password
from hall_controller.accounts.passwords import Passwords
from hall_controller.accounts.service import SESSION_MS, SIGN_INS_AT_ONCE, Accounts
from hall_controller.accounts.store import Account, AccountError, AccountStore
from hall_controller.accounts.throttle import FREE_FAILURES, LONGEST_WAIT_S, NAMES_MAX, Throttle
from tests.support.http_ports import CHEAP_PASSWORDS, HandClock

PASSWORD = "a password of some length"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "data" / "accounts.sqlite"
    add_account(file, "window-1", Role.CLERK, PASSWORD, windows=[2, 1], passwords=CHEAP_PASSWORDS)
    add_account(file, "hall-agent", Role.DEVICE, PASSWORD, passwords=CHEAP_PASSWORDS)
    return file


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def accounts(path: Path, clock: HandClock) -> Iterator[Accounts]:
    made = service(path, clock)
    yield made
    made.close()


def service(path: Path, clock: HandClock, passwords: Passwords = CHEAP_PASSWORDS) -> Accounts:
    made = Accounts(AccountStore(path), passwords, wall_ms=clock.wall_ms, monotonic_s=clock.monotonic_s)
    made.open()
    return made


async def signed_in(accounts: Accounts, name: str = "window-1") -> str:
    opened = await accounts.sign_in(name, PASSWORD)
    assert opened is not None
    return opened[0]


async def test_a_session_names_account_role_and_windows(accounts: Accounts, clock: HandClock) -> None:
    opened = await accounts.sign_in("window-1", PASSWORD)
    assert opened is not None
    token, session = opened
    assert session.actor == Actor("window-1", Role.CLERK, frozenset({1, 2}))
    assert session.expires_at == clock.wall_ms() + SESSION_MS
    assert accounts.session(token) == session
    assert accounts.session(token + "x") is None
    assert len({token, session.csrf, await signed_in(accounts)}) == 3


async def test_a_device_account_has_no_windows(accounts: Accounts) -> None:
    session = accounts.session(await signed_in(accounts, "hall-agent"))
    assert session is not None
    assert session.actor == Actor("hall-agent", Role.DEVICE, None)


async def test_the_file_holds_neither_passwords_nor_tokens_and_is_its_owners(accounts: Accounts, path: Path) -> None:
    token = await signed_in(accounts)
    content = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert PASSWORD.encode() not in content
    assert token.encode() not in content
    assert b"$argon2id$" in content
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600


def test_stored_hashes_are_argon2id_of_full_strength(tmp_path: Path) -> None:
    add_account(tmp_path / "a.sqlite", "manager", Role.MANAGER, PASSWORD)
    [account] = list_accounts(tmp_path / "a.sqlite")
    parameters = extract_parameters(account.password_hash)
    assert parameters.type is Type.ID
    assert parameters.memory_cost >= 19_456  # KiB; OWASP's least for argon2id
    assert parameters.salt_len >= 16


async def test_sessions_outlive_a_restart_and_end_after_twelve_hours(path: Path, clock: HandClock) -> None:
    first = service(path, clock)
    token = await signed_in(first)
    session = first.session(token)
    first.close()
    second = service(path, clock)
    try:
        assert second.session(token) == session
        clock.seconds += SESSION_MS / 1000
        assert second.session(token) is None
    finally:
        second.close()
    third = service(path, clock)
    third.close()
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM session").fetchone() == (0,)
    connection.close()


async def test_signing_out_is_for_good(path: Path, clock: HandClock) -> None:
    first = service(path, clock)
    token, other = await signed_in(first), await signed_in(first)
    await first.sign_out(token)
    assert first.session(token) is None
    assert first.session(other) is not None
    first.close()
    second = service(path, clock)
    assert second.session(token) is None
    assert second.session(other) is not None
    second.close()


async def test_an_account_added_beside_the_running_controller_can_sign_in_at_once(accounts: Accounts, path: Path) -> None:
    assert await accounts.sign_in("guide", PASSWORD) is None
    add_account(path, "guide", Role.MANAGER, PASSWORD, passwords=CHEAP_PASSWORDS)
    assert await accounts.sign_in("guide", PASSWORD) is not None


async def test_removal_and_a_new_password_end_running_sessions(accounts: Accounts, path: Path) -> None:
    clerk, device = await signed_in(accounts), await signed_in(accounts, "hall-agent")
    remove_account(path, "window-1")
    set_password(path, "hall-agent", "another password", passwords=CHEAP_PASSWORDS)
    await accounts.refresh()
    assert accounts.session(clerk) is None
    assert accounts.session(device) is None
    assert await accounts.sign_in("window-1", PASSWORD) is None
    assert await accounts.sign_in("hall-agent", PASSWORD) is None
    assert await accounts.sign_in("hall-agent", "another password") is not None


async def test_a_refresh_forgets_expired_sessions_only(accounts: Accounts, clock: HandClock) -> None:
    old = await signed_in(accounts)
    clock.seconds += SESSION_MS / 2000
    young = await signed_in(accounts)
    clock.seconds += SESSION_MS / 2000
    await accounts.refresh()
    assert accounts.session(old) is None
    assert accounts.session(young) is not None
    assert len(accounts._sessions) == 1


async def test_unknown_names_cost_as_much_as_known_ones(path: Path, clock: HandClock) -> None:
    # 50 ms a hash: a difference would stand out of the noise of a shared machine.
    slow = Passwords(PasswordHasher(time_cost=4, memory_cost=16_384, parallelism=1))
    set_password(path, "window-1", PASSWORD, passwords=slow)
    accounts = service(path, clock, slow)
    slow.matches(None, "warm up")

    async def least_s(name: str) -> float:
        times = []
        for _ in range(4):
            begun = time.perf_counter()
            assert await accounts.sign_in(name, "wrong password") is None
            times.append(time.perf_counter() - begun)
        return min(times)

    known, unknown = await least_s("window-1"), await least_s("nobody")
    accounts.close()
    assert unknown > known / 3


async def test_hashing_leaves_the_event_loop_free(path: Path, clock: HandClock) -> None:
    slow = Passwords(PasswordHasher(time_cost=8, memory_cost=32_768, parallelism=1))
    set_password(path, "window-1", PASSWORD, passwords=slow)
    accounts = service(path, clock, slow)
    signing = asyncio.create_task(accounts.sign_in("window-1", PASSWORD))
    turns = 0
    while not signing.done():
        turns += 1
        await asyncio.sleep(0)
    accounts.close()
    assert await signing is not None
    assert turns > 10


async def test_parallel_guesses_do_not_slip_past_the_throttle(accounts: Accounts) -> None:
    guesses = await asyncio.gather(*(accounts.sign_in("window-1", f"guess {n}") for n in range(20)), return_exceptions=True)
    assert sum(guess is None for guess in guesses) == FREE_FAILURES
    assert sum(isinstance(guess, TooManyAttempts) for guess in guesses) == 20 - FREE_FAILURES


async def test_a_flood_of_sign_ins_is_turned_away_and_leaves_nothing_behind(accounts: Accounts) -> None:
    attempts = [accounts.sign_in(f"made-up-{number}", "guess guess") for number in range(SIGN_INS_AT_ONCE + 25)]
    answers = await asyncio.gather(*attempts, return_exceptions=True)
    assert sum(isinstance(answer, TooManyAttempts) for answer in answers) == 25
    assert answers[0] is None
    assert await signed_in(accounts)


async def test_a_success_forgives_earlier_failures(accounts: Accounts) -> None:
    for _ in range(3):
        for _ in range(FREE_FAILURES - 1):
            assert await accounts.sign_in("window-1", "wrong password") is None
        assert await accounts.sign_in("window-1", PASSWORD) is not None


def test_waits_double_up_to_their_limit_and_are_forgotten() -> None:
    throttle = Throttle()
    now, waits = 0.0, []
    for _ in range(FREE_FAILURES + 6):
        throttle.failed("name", now)
        wait = throttle.wait_s("name", now)
        waits.append(wait)
        now += wait
    assert waits == [0, 0, 0, 0, 30, 60, 120, 240, 300, 300, 300]
    assert throttle.wait_s("other", now) == 0
    now += 3 * LONGEST_WAIT_S + 1
    throttle.failed("name", now)
    assert throttle.wait_s("name", now) == 0


def test_made_up_names_cannot_fill_the_memory() -> None:
    throttle = Throttle()
    for number in range(NAMES_MAX + 100):
        throttle.failed(f"name-{number}", 0.0)
    assert len(throttle._failures) == NAMES_MAX


@pytest.mark.parametrize(
    ("name", "role", "password", "windows", "message"),
    [
        ("window-1", Role.CLERK, PASSWORD, None, "already"),
        ("Wang Wu", Role.CLERK, PASSWORD, None, "allowed"),
        ("-x", Role.CLERK, PASSWORD, None, "allowed"),
        ("short", Role.CLERK, "1234567", None, "8 characters"),
        ("boss", Role.MANAGER, PASSWORD, [1], "only clerks"),
    ],
)
def test_accounts_that_cannot_be_added(
    path: Path, name: str, role: Role, password: str, windows: list[int] | None, message: str
) -> None:
    with pytest.raises(AccountError, match=message):
        add_account(path, name, role, password, windows=windows, passwords=CHEAP_PASSWORDS)
    assert [account.name for account in list_accounts(path)] == ["hall-agent", "window-1"]


def test_unknown_accounts_cannot_be_changed(path: Path) -> None:
    with pytest.raises(AccountError, match="no account"):
        remove_account(path, "nobody")
    with pytest.raises(AccountError, match="no account"):
        set_password(path, "nobody", PASSWORD, passwords=CHEAP_PASSWORDS)


def test_a_file_of_a_newer_version_is_left_alone(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(AccountError, match="newer version"):
        list_accounts(path)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes files for another account")
def test_what_an_administrator_makes_before_the_first_start_is_the_services(tmp_path: Path) -> None:
    service = 65_534
    folder = tmp_path / "controller"
    folder.mkdir()
    os.chown(folder, service, service)
    store = AccountStore(folder / "accounts.sqlite")
    store.open()
    store.add(Account("wang", Role.CLERK, None, "no hash"), 0)
    assert {path.stat().st_uid for path in folder.iterdir()} == {service}
    assert len(list(folder.iterdir())) == 3, "the database and what SQLite keeps beside it"
    store.close()
