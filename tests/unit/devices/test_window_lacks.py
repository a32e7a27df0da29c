"""A lost device or connection counts after a while, a return at once, and while nobody is heard nothing changes."""

from hall_controller.config import WindowSection
from hall_controller.devices.window_lacks import FAULT_AFTER_S, OFFLINE_AFTER_S, SETTLE_S, Lack, WindowLacks
from hall_controller.domain.state import Window

READER, SCANNER, PAD = "agent/reader-1", "agent/scanner-1", "agent/callpad-1"
WELL = Lack("", offline=False)
NAMES = {"zh-CN": "窗"}


class Watched:
    """Window 1 needs two devices and has a pad; window 2 has neither."""

    def __init__(self) -> None:
        sections = [
            WindowSection(number=1, names=NAMES, queues=("a",), requires=(READER, SCANNER), call_pad=PAD),
            WindowSection(number=2, names=NAMES, queues=("a",)),
        ]
        self.well = {READER, SCANNER, PAD}
        self.desks: set[int] = set()
        self.hears = True
        self.now = 1_000.0
        self.windows = {1: Window(1, clerk="clerk-1"), 2: Window(2, clerk="clerk-2")}
        self.lacks = WindowLacks(sections, self.well.__contains__, self.desks.__contains__)
        self.after(0)
        self.after(SETTLE_S)

    def after(self, seconds: float) -> dict[int, Lack]:
        """What the hall is told then, and knows from then on."""
        self.now += seconds
        found = self.lacks.differing(self.windows, hears=self.hears, now=self.now)
        for number, lack in found.items():
            self.windows[number].fault, self.windows[number].offline = lack.fault, lack.offline
        return found


def test_all_is_well() -> None:
    assert Watched().after(3_600) == {}


def test_a_needed_device_is_missed_after_a_while_and_back_at_once() -> None:
    hall = Watched()
    hall.well.discard(SCANNER)
    assert hall.after(1) == {}
    assert hall.after(FAULT_AFTER_S - 0.1) == {}
    assert hall.after(0.1) == {1: Lack(SCANNER, offline=False)}
    assert hall.after(60) == {}
    hall.well.add(SCANNER)
    assert hall.after(1) == {1: WELL}


def test_a_device_that_is_back_in_time_was_never_missed() -> None:
    hall = Watched()
    hall.well.discard(READER)
    hall.after(1)
    hall.well.add(READER)
    hall.after(FAULT_AFTER_S)
    hall.well.discard(READER)
    assert hall.after(1) == {}


def test_of_two_that_are_out_the_one_told_first_stays() -> None:
    hall = Watched()
    hall.well.discard(SCANNER)
    hall.after(1)
    hall.after(FAULT_AFTER_S)
    hall.well.discard(READER)
    hall.after(1)
    assert hall.after(FAULT_AFTER_S) == {}
    hall.well.add(SCANNER)
    assert hall.after(1) == {1: Lack(READER, offline=False)}


def test_while_the_controller_hears_nobody_what_was_told_stands() -> None:
    hall = Watched()
    hall.well.discard(SCANNER)
    hall.after(1)
    hall.after(FAULT_AFTER_S)
    hall.hears = False
    hall.well.clear()
    assert hall.after(3_600) == {}
    hall.hears = True
    hall.well |= {READER, SCANNER, PAD}
    assert hall.after(1) == {}
    assert hall.after(SETTLE_S) == {1: WELL}


def test_after_a_start_devices_have_time_to_tell_of_themselves() -> None:
    hall = Watched()
    hall.hears = False
    hall.after(1)
    hall.hears = True
    hall.well.clear()
    hall.after(1)
    assert hall.after(SETTLE_S - 1) == {}
    hall.after(1)
    assert hall.after(FAULT_AFTER_S)[1].fault == READER


def test_a_fault_is_told_of_a_closed_window_too() -> None:
    hall = Watched()
    hall.windows[1].clerk = None
    hall.well.clear()
    hall.after(1)
    assert hall.after(OFFLINE_AFTER_S * 2) == {1: Lack(READER, offline=False)}


def test_a_window_is_offline_when_neither_pad_nor_desk_is_connected_for_a_while() -> None:
    hall = Watched()
    hall.well.discard(PAD)
    assert hall.after(OFFLINE_AFTER_S - 1) == {}
    assert hall.after(1) == {1: Lack("", offline=True)}
    hall.desks.add(1)
    assert hall.after(1) == {1: WELL}
    hall.desks.discard(1)
    assert hall.after(OFFLINE_AFTER_S - 1) == {}
    hall.well.add(PAD)
    assert hall.after(1) == {}


def test_who_does_something_at_the_window_is_there() -> None:
    hall = Watched()
    hall.well.discard(PAD)
    hall.after(OFFLINE_AFTER_S - 1)
    hall.lacks.heard(1, hall.now)
    assert hall.after(OFFLINE_AFTER_S - 1) == {}
    assert hall.after(1) == {1: Lack("", offline=True)}
    hall.lacks.heard(1, hall.now)
    assert hall.after(0) == {1: WELL}


def test_a_window_that_never_had_a_connection_is_served_by_other_software() -> None:
    hall = Watched()
    assert hall.after(10 * OFFLINE_AFTER_S) == {}
    hall.desks.add(2)
    hall.after(1)
    hall.desks.discard(2)
    assert hall.after(OFFLINE_AFTER_S) == {2: Lack("", offline=True)}
    hall.windows[2].clerk = None
    assert hall.after(1) == {2: WELL}
    hall.windows[2].clerk = "clerk-3"
    assert hall.after(10 * OFFLINE_AFTER_S) == {}


def test_a_pad_that_can_not_be_heard_of_takes_no_window_off_line() -> None:
    hall = Watched()
    hall.hears = False
    hall.well.clear()
    assert hall.after(10 * OFFLINE_AFTER_S) == {}
