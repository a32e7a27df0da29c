from api.bus.port import Received
from api.ids import new_id
from api.messages.completion import Completion
from api.messages.topics import parse_topic
from api.messages.words import CompletionCode
from drivers.agent.answers import AnswerBook

ADDRESS = parse_topic("hall/v1/s/n/receipt-1/cmd/print")


def _asker(reply_to: str = "a") -> Received:
    return Received(ADDRESS, b"", False, reply_to, b"", lambda: None)


def _done(command_id: str) -> Completion:
    return Completion(id=command_id, code=CompletionCode.SUCCESS)


def test_everyone_who_asks_meanwhile_gets_the_answer_once() -> None:
    book, command_id = AnswerBook(), new_id()
    first, second = _asker("a"), _asker("b")
    entry = book.accept(command_id, first, irreversible=False)
    entry.add(_asker("a"))
    entry.add(second)
    finished = book.finish(_done(command_id))
    assert finished is not None
    assert finished.askers == [first, second]
    assert book.under_way(command_id) is None


def test_the_answer_stays_for_who_asks_later() -> None:
    book, command_id = AnswerBook(), new_id()
    book.accept(command_id, _asker(), irreversible=False)
    book.finish(_done(command_id))
    assert book.given(command_id) == _done(command_id)
    assert book.finish(_done(command_id)) is None


def test_it_forgets_the_oldest() -> None:
    book = AnswerBook(limit=3)
    ids = [new_id() for _ in range(5)]
    for command_id in ids:
        book.accept(command_id, _asker(), irreversible=False)
        book.finish(_done(command_id))
    assert [book.given(command_id) is not None for command_id in ids] == [False, False, True, True, True]


def test_askers_are_bounded() -> None:
    book, command_id = AnswerBook(), new_id()
    entry = book.accept(command_id, _asker(), irreversible=False)
    for number in range(100):
        entry.add(_asker(str(number)))
    assert len(entry.askers) <= 8


def test_a_personal_result_is_forgotten_but_not_that_it_was_given() -> None:
    book, command_id = AnswerBook(), new_id()
    entry = book.accept(command_id, _asker(), irreversible=False, personal=True)
    assert entry.personal
    book.finish(Completion(id=command_id, code=CompletionCode.SUCCESS, result={"name": "王小明"}))
    assert book.given(command_id) is not None
    book.forget_result(command_id)
    given = book.given(command_id)
    assert given is not None
    assert (given.result, given.code, given.error_code) == ({}, CompletionCode.INVALID_REQUEST_ID, "command.resultForgotten")
    assert "王小明" not in repr(vars(book))


def test_forgetting_leaves_refusals_and_unknown_ids_alone() -> None:
    book, command_id = AnswerBook(), new_id()
    book.accept(command_id, _asker(), irreversible=False, personal=True)
    refused = Completion(id=command_id, code=CompletionCode.TIME_OUT, error_code="card.none")
    book.finish(refused)
    book.forget_result(command_id)
    book.forget_result(new_id())
    assert book.given(command_id) == refused
