from drivers.core.bus_trouble import GARBLED_IN_A_ROW, REMEMBERED, SURPLUS_FOR_COLLISION, BusTrouble, TroubleBook


def _twice(book: TroubleBook) -> list[tuple[BusTrouble, bool]]:
    return book.answered(1, asked=True) + book.answered(1, asked=False)


def test_two_answers_to_each_question_are_two_devices() -> None:
    book = TroubleBook()
    changes = [change for _ in range(SURPLUS_FOR_COLLISION) for change in _twice(book)]
    assert changes == [(BusTrouble.ADDRESS_COLLISION, True)]
    assert _twice(book) == []
    single = [change for _ in range(REMEMBERED) for change in book.answered(1, asked=True)]
    assert single == [(BusTrouble.ADDRESS_COLLISION, False)]


def test_one_surplus_answer_is_a_late_one() -> None:
    book = TroubleBook()
    for _ in range(50):
        assert not [change for _ in range(REMEMBERED) for change in book.answered(1, asked=True)]
        assert book.answered(1, asked=False) == []


def test_bytes_that_nobody_can_read_again_and_again() -> None:
    book = TroubleBook()
    assert [book.garbled(2) for _ in range(GARBLED_IN_A_ROW - 1)] == [[]] * (GARBLED_IN_A_ROW - 1)
    assert book.silent(2) == []
    assert [book.garbled(2) for _ in range(GARBLED_IN_A_ROW)][-1] == [(BusTrouble.GARBLED, True)]
    assert book.garbled(2) == []
    assert book.answered(2, asked=True) == [(BusTrouble.GARBLED, False)]


def test_a_device_switched_off_is_silent_not_garbled() -> None:
    book = TroubleBook()
    for _ in range(GARBLED_IN_A_ROW):
        book.garbled(2)
    assert book.silent(2) == [(BusTrouble.GARBLED, False)]
