import pytest

from drivers.core.bus_turns import (
    ANSWER_LOST_S,
    DOUBT_AFTER,
    DOUBT_CREDIT_S,
    DOUBT_SHARE,
    ENOUGH_SAMPLES,
    FLOOR_S,
    FULL_WINDOW_EVERY,
    LATE_ANSWERS,
    LATE_MARGIN,
    MOST_TIMES_CONFIGURED,
    Turns,
)

WITHIN_S = 0.2


@pytest.fixture
def turns() -> Turns:
    return Turns(WITHIN_S)


def _exchange(turns: Turns, address: int, took_s: float, times: int = ENOUGH_SAMPLES) -> None:
    for number in range(times):
        turns.asked(address, 10.0 * number)
        assert turns.answered(address, 10.0 * number + took_s)


def _silence(turns: Turns, address: int, times: int) -> None:
    for number in range(times):
        turns.asked(address, 1000.0 + number)
        turns.unanswered(address, 1000.0 + number, WITHIN_S)


def test_an_unknown_line_gets_the_configured_window(turns: Turns) -> None:
    assert turns.window_s(1) == WITHIN_S


def test_the_window_follows_what_the_device_needs(turns: Turns) -> None:
    _exchange(turns, 1, 0.04, times=30)
    assert 0.04 < turns.window_s(1) < 0.05
    _exchange(turns, 1, 0.001, times=60)
    assert turns.window_s(1) == FLOOR_S


def test_a_device_not_known_yet_gets_what_its_line_needs(turns: Turns) -> None:
    _exchange(turns, 1, 0.04, times=30)
    assert turns.window_s(2) == pytest.approx(turns.window_s(1))


def test_a_busy_moment_of_the_computer_is_forgotten_soon(turns: Turns) -> None:
    _exchange(turns, 1, 0.005, times=30)
    _exchange(turns, 1, 0.08, times=1)
    assert turns.window_s(1) > 0.08
    _exchange(turns, 1, 0.005, times=12)
    assert turns.window_s(1) < 0.04


def test_the_window_never_exceeds_the_configured_one_unless_answers_do(turns: Turns) -> None:
    _exchange(turns, 1, 0.19)
    assert turns.window_s(1) == WITHIN_S
    _exchange(turns, 1, 0.3, times=1)
    assert turns.window_s(1) == pytest.approx(LATE_MARGIN * 0.3)
    _exchange(turns, 1, 3.0, times=1)
    assert turns.window_s(1) == pytest.approx(MOST_TIMES_CONFIGURED * WITHIN_S)
    _exchange(turns, 1, 0.01, times=LATE_ANSWERS)
    assert turns.window_s(1) <= WITHIN_S


def test_nothing_is_learned_from_an_answer_to_one_of_several_questions(turns: Turns) -> None:
    """As when a silent device is back: the answer isn't one to the question of seconds ago."""
    _exchange(turns, 1, 0.005, times=30)
    before_s = turns.window_s(1)
    for moment in (2000.0, 2002.0, 2004.0):
        turns.asked(1, moment)
    assert turns.answered(1, 2004.005)
    assert turns.window_s(1) == before_s


def test_an_unanswered_question_is_a_doubt_and_any_answer_ends_it(turns: Turns) -> None:
    assert not turns.is_doubtful(1)
    _silence(turns, 1, DOUBT_AFTER)
    assert turns.is_doubtful(1)
    assert turns.silent() == [1]
    turns.asked(1, 2000.0)
    turns.answered(1, 2000.1)
    assert not turns.is_doubtful(1)


def test_a_doubtful_device_gets_the_full_window_now_and_then(turns: Turns) -> None:
    _exchange(turns, 2, 0.001, times=20)
    windows = []
    for number in range(DOUBT_AFTER + 2 * FULL_WINDOW_EVERY):
        windows.append(turns.window_s(1))
        turns.unanswered(1, float(number), WITHIN_S)
    assert windows.count(WITHIN_S) == 2
    assert windows.count(FLOOR_S) == len(windows) - 2


def test_questions_to_silent_devices_take_a_small_share_of_the_line(turns: Turns) -> None:
    """Over an hour, with as many questions as the budget lets through."""
    _silence(turns, 1, DOUBT_AFTER)
    now_s, spent_s = 2000.0, 0.0
    while now_s < 2000.0 + 3600.0:
        wait_s = turns.credit_in_s(now_s)
        if wait_s > 0:
            now_s += wait_s
            continue
        now_s += WITHIN_S
        spent_s += WITHIN_S
        turns.unanswered(1, now_s, WITHIN_S)
    assert spent_s <= 3600.0 * DOUBT_SHARE + DOUBT_CREDIT_S + 2 * WITHIN_S
    assert spent_s > 3600.0 * DOUBT_SHARE * 0.9


def test_an_answer_to_no_question_is_told_apart(turns: Turns) -> None:
    assert not turns.answered(1, 1.0)
    turns.asked(1, 2.0)
    assert turns.answered(1, 2.1)
    assert not turns.answered(1, 2.1)


def test_a_late_answer_belongs_to_its_question_and_a_lost_one_to_none(turns: Turns) -> None:
    turns.asked(1, 10.0)
    turns.asked(1, 11.0)
    assert turns.answered(1, 11.1)
    assert turns.answered(1, 11.2)
    turns.asked(1, 20.0)
    turns.asked(1, 20.0 + ANSWER_LOST_S)
    assert turns.answered(1, 20.1 + ANSWER_LOST_S)
    assert not turns.answered(1, 20.1 + ANSWER_LOST_S)
