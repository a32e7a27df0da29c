"""The printer's mixed answer stream."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.messages.words import Action, DeviceState
from drivers.receipt_printer.decoder import StatusDecoder
from drivers.receipt_printer.health import finding, hindrance, words
from drivers.receipt_printer.status import AutomaticStatus, FlowControl, PaperAnswer, RealTimeAnswer, read_answers

HEALTHY = (0x12, 0x12, 0x12, 0x12)


def test_one_stream_of_everything() -> None:
    said = StatusDecoder().feed(bytes.fromhex("12 11 03 14 00 00 0F 13 1A 0C"))
    assert said[:3] == [RealTimeAnswer(0x12), FlowControl.GO, PaperAnswer(near_end=True, end=False)]
    # ASB 14 00 00 0F: reserved byte set, nothing wrong; XOFF, a real-time answer and GS r follow.
    assert isinstance(said[3], AutomaticStatus)
    assert not said[3].paper_end
    assert said[4:] == [FlowControl.STOP, RealTimeAnswer(0x1A), PaperAnswer(near_end=False, end=True)]


def test_a_real_time_answer_cuts_into_an_automatic_report() -> None:
    said = StatusDecoder().feed(bytes.fromhex("38 08 12 0F 00"))
    assert said[0] == RealTimeAnswer(0x12)
    report = said[1]
    assert isinstance(report, AutomaticStatus)
    assert (report.offline, report.cover_open, report.cutter_error, report.paper_near_end, report.paper_end) == (True,) * 5


def test_a_half_report_is_dropped_by_a_new_one_and_by_noise() -> None:
    decoder = StatusDecoder()
    assert decoder.feed(bytes.fromhex("10 00")) == []
    assert len(decoder.feed(bytes.fromhex("10 00 00 00"))) == 1
    decoder.feed(bytes.fromhex("10 00"))
    assert decoder.feed(b"\xff") == []
    assert decoder.feed(b"\x00") == [PaperAnswer(near_end=False, end=False)]
    assert decoder.rejected == 5


@given(st.binary(max_size=500), st.lists(st.integers(1, 7), max_size=60))
def test_the_cut_of_the_stream_doesnt_matter(data: bytes, cuts: list[int]) -> None:
    whole, pieces, at, decoder = StatusDecoder().feed(data), [], 0, StatusDecoder()
    for cut in [*cuts, len(data)]:
        pieces += decoder.feed(data[at : at + cut])
        at += cut
    assert pieces + decoder.feed(data[at:]) == whole
    assert decoder.held < 4


@pytest.mark.parametrize(
    ("answers", "device", "action", "reason"),
    [
        (HEALTHY, DeviceState.ONLINE, Action.NONE, "ok"),
        ((0x1A, 0x16, 0x12, 0x12), DeviceState.USER_ERROR, Action.CLEAR, "cover.open"),
        ((0x1A, 0x32, 0x12, 0x72), DeviceState.USER_ERROR, Action.CLEAR, "paper.out"),
        ((0x12, 0x12, 0x12, 0x1E), DeviceState.ONLINE, Action.CLEAR, "paper.low"),
        ((0x1A, 0x52, 0x1A, 0x12), DeviceState.HARDWARE_ERROR, Action.CLEAR, "cutter.inoperable"),
        ((0x1A, 0x52, 0x32, 0x12), DeviceState.HARDWARE_ERROR, Action.MAINTENANCE, "printer.unrecoverable"),
        ((0x12, 0x52, 0x52, 0x12), DeviceState.DEVICE_BUSY, Action.NONE, "printer.headHot"),
        ((0x1A, 0x12, 0x12, 0x12), DeviceState.OFFLINE, Action.CLEAR, "printer.offline"),
        # Clones set one bit of each pair.
        ((0x12, 0x12, 0x12, 0x16), DeviceState.ONLINE, Action.CLEAR, "paper.low"),
        ((0x1A, 0x12, 0x12, 0x32), DeviceState.USER_ERROR, Action.CLEAR, "paper.out"),
        ((0x1A, 0x12, 0x12, 0x52), DeviceState.USER_ERROR, Action.CLEAR, "paper.out"),
    ],
)
def test_answers_to_the_three_questions(
    answers: tuple[int, int, int, int], device: DeviceState, action: Action, reason: str
) -> None:
    known = read_answers(*answers)
    status = finding(known)
    assert (status.device, status.action, status.reason) == (device, action, reason)
    hindered = hindrance(known)
    assert (hindered is None) == (reason in ("ok", "paper.low"))
    if hindered is not None:
        assert (hindered.reason, hindered.action) == (reason, action)
        assert not hindered.leaves_doubt


def test_no_answer_is_unknown_in_every_word() -> None:
    assert set(words(None).values()) == {"unknown"}
