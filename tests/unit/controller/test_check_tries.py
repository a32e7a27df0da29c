"""Wrong check codes come to an end, for a number and for a terminal, and begin anew after a while."""

import pytest

from api.messages.hall_commands import FindTicket, Slots
from api.messages.words import Refusal, Role
from api.ports import Actor, Submission
from hall_controller.check_tries import KEYS_MAX, SPAN_MS, TRIES_OF_ASKER, TRIES_OF_NUMBER, CheckTries
from hall_controller.domain.requests import Refused

AT = 1_763_686_800_000
ID = "01JD0V5Y3M9D8XQ2T7W4R6K1ZB"


def asked(number: str = "A012", check: str = "0000", by: str = "kiosk-01") -> Submission:
    return Submission(ID, Actor(by, Role.DEVICE), FindTicket(number=number, check=check))


def refusal(tries: CheckTries, submission: Submission, at: int = AT) -> Refusal | None:
    try:
        tries.require_left(submission, at)
    except Refused as refused:
        return refused.refusal
    return None


@pytest.fixture
def tries() -> CheckTries:
    return CheckTries()


def test_a_number_has_few_tries_however_it_is_typed_and_from_wherever(tries: CheckTries) -> None:
    for turn in range(TRIES_OF_NUMBER):
        assert refusal(tries, asked()) is None
        tries.wrong(asked(" a012 " if turn % 2 else "A012", by=f"kiosk-{turn:02}"), AT + turn)
    assert refusal(tries, asked(by="kiosk-77"), AT + 100) is Refusal.TOO_MANY_TRIES
    assert refusal(tries, asked("A013"), AT + 100) is None
    assert refusal(tries, asked(), AT + SPAN_MS) is None


def test_a_terminal_that_guesses_many_numbers_is_stopped_too(tries: CheckTries) -> None:
    for number in range(TRIES_OF_ASKER):
        tries.wrong(asked(f"A{number:03}"), AT)
    assert refusal(tries, asked("B001"), AT) is Refusal.TOO_MANY_TRIES
    assert refusal(tries, asked("B001", by="kiosk-02"), AT) is None


def test_who_gives_no_code_is_never_stopped(tries: CheckTries) -> None:
    for _ in range(TRIES_OF_ASKER + 1):
        tries.wrong(asked(), AT)
    assert refusal(tries, asked(check="")) is None
    assert refusal(tries, Submission(ID, Actor("kiosk-01", Role.DEVICE), FindTicket(ticket=ID))) is None
    assert refusal(tries, Submission(ID, Actor("kiosk-01", Role.DEVICE), Slots(service="s-a"))) is None


def test_a_flood_of_numbers_costs_no_memory(tries: CheckTries) -> None:
    for number in range(KEYS_MAX + 50):
        tries.wrong(asked(f"A{number}", by=f"node-{number}"), AT)
    assert len(tries._counts) == KEYS_MAX
