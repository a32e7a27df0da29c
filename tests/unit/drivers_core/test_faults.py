from api.messages.state import Faults
from api.messages.words import Action
from drivers.core.faults import FaultBook
from tests.support.fake_clock import FakeClock


def test_raised_again_counts_and_keeps_its_beginning() -> None:
    clock, told = FakeClock(), list[Faults]()
    book = FaultBook(clock.wall_ms, told.append)
    book.open("paper.out", Action.CLEAR)
    begun = clock.wall_ms()
    clock.advance(5)
    book.open("paper.out", Action.CLEAR)
    (fault,) = book.view().faults
    assert (fault.count, fault.since) == (2, begun)
    book.close("paper.out")
    assert book.view().faults == ()
    assert [len(faults.faults) for faults in told] == [1, 1, 0]


def test_a_change_of_cause_is_one_message() -> None:
    told = list[Faults]()
    book = FaultBook(lambda: 1, told.append)
    book.replace(None, "link.lost", Action.MAINTENANCE)
    book.replace("link.lost", "link.refused", Action.MAINTENANCE)
    assert [fault.code for faults in told for fault in faults.faults] == ["link.lost", "link.refused"]


def test_nothing_new_tells_nothing() -> None:
    told = list[Faults]()
    book = FaultBook(lambda: 1, told.append)
    book.close("never.opened")
    book.replace("a", "a", Action.CLEAR)
    book.replace("never.opened", None, Action.NONE)
    assert told == []
