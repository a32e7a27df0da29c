"""The hidden corner and the code: who gets in, how slowly one guesses, what a restart changes."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.technician.code import (
    FIRST_WAIT_S,
    FREE_TRIES,
    LONGEST_WAIT_S,
    CodeFileUnsafe,
    CodeGuard,
    is_code,
    read_code,
    write_code,
)
from kiosk.technician.corner import TOUCHES, WITHIN_S, Corner

CODE = "24681357"


class Watch:
    def __init__(self) -> None:
        self.now_s = 1_000_000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def guarded(tmp_path: Path) -> tuple[CodeGuard, Watch, Path]:
    write_code(tmp_path / "code", CODE)
    watch = Watch()
    return CodeGuard(read_code(tmp_path / "code"), tmp_path / "tries", watch), watch, tmp_path


def test_five_touches_in_the_corner_open_it() -> None:
    corner = Corner(1080, 1920)
    assert [corner.touched(0.02, 0.02, 0.3 * n) for n in range(TOUCHES)] == [False] * (TOUCHES - 1) + [True]
    assert not corner.touched(0.02, 0.02, 2.0), "the next begins anew"


def test_slow_touches_and_touches_elsewhere_do_not() -> None:
    corner = Corner(1080, 1920)
    assert not any(corner.touched(0.02, 0.02, n * (WITHIN_S / 2)) for n in range(20))
    corner = Corner(1080, 1920)
    for n in range(40):
        assert not corner.touched(0.5 if n % TOUCHES == 3 else 0.02, 0.02, 0.1 * n)


def test_the_corner_is_a_square_of_the_shorter_side() -> None:
    corner = Corner(1920, 1080)
    assert not any(corner.touched(0.1, 0.02, 0.1 * n) for n in range(TOUCHES)), "10 % of the width is beyond it"
    assert any(corner.touched(0.06, 0.11, 10 + 0.1 * n) for n in range(TOUCHES))


def test_the_code_is_kept_as_a_hash_for_this_account_alone(tmp_path: Path) -> None:
    path = tmp_path / "code"
    path.touch(0o644)
    write_code(path, CODE)
    assert path.stat().st_mode & 0o777 == 0o600
    assert CODE not in path.read_text("ascii")
    assert read_code(path).startswith("scrypt$")


@pytest.mark.parametrize("code", ["", "12345", "1234567890123", "12a456", "１２３４５６"])
def test_what_is_no_code(code: str, tmp_path: Path) -> None:
    assert not is_code(code)
    with pytest.raises(ValueError):
        write_code(tmp_path / "code", code)


@pytest.mark.parametrize("content", ["", "24681357", "scrypt$00$00", "scrypt$zz$zz", "md5$00$00"])
def test_a_file_that_holds_no_hash_is_refused(content: str, tmp_path: Path) -> None:
    path = tmp_path / "code"
    path.write_text(content, "ascii")
    path.chmod(0o600)
    with pytest.raises(CodeFileUnsafe, match="tingtang kiosk code"):
        read_code(path)


def test_a_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    write_code(tmp_path / "code", CODE)
    os.chmod(tmp_path / "code", 0o640)
    with pytest.raises(CodeFileUnsafe, match="chmod 600"):
        read_code(tmp_path / "code")


def test_the_right_code_lets_in_and_a_wrong_one_does_not(guarded: tuple[CodeGuard, Watch, Path]) -> None:
    guard, _, folder = guarded
    assert not guard.try_code("11111111").right
    assert guard.try_code(CODE).right
    assert not (folder / "tries").exists()


def test_guessing_grows_slow_and_waits_outlive_a_restart(guarded: tuple[CodeGuard, Watch, Path]) -> None:
    guard, watch, folder = guarded
    waits = []
    for _ in range(FREE_TRIES + 9):
        verdict = guard.try_code("00000000")
        assert not verdict.right
        waits.append(verdict.wait_s)
        watch.now_s += verdict.wait_s
    assert waits[:FREE_TRIES] == [0.0] * (FREE_TRIES - 1) + [FIRST_WAIT_S]
    assert waits[FREE_TRIES] == 2 * FIRST_WAIT_S
    assert waits[-1] == LONGEST_WAIT_S
    guard.try_code("00000000")
    again = CodeGuard(read_code(folder / "code"), folder / "tries", watch)
    assert not again.try_code(CODE).right, "within the wait the right one counts for nothing either"
    watch.now_s += LONGEST_WAIT_S
    assert again.try_code(CODE).right
    assert again.wait_s() == 0


def test_a_clock_set_back_locks_nobody_out(guarded: tuple[CodeGuard, Watch, Path]) -> None:
    guard, watch, _ = guarded
    for _ in range(FREE_TRIES):
        guard.try_code("00000000")
    watch.now_s -= 86_400
    assert guard.wait_s() <= FIRST_WAIT_S


@settings(max_examples=20)
@given(st.binary(max_size=40))
def test_tampering_with_the_tries_gives_none(content: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        tries = Path(name) / "tries"
        tries.write_bytes(content)
        try:
            whole = json.loads(content)
            tampered = not (isinstance(whole, dict) and {"wrong", "at_s"} <= whole.keys())
        except ValueError:
            tampered = True
        if tampered:
            assert CodeGuard("scrypt$" + "00" * 16 + "$00", tries, lambda: 5.0).wait_s() > 0
