"""A printer's mixed stream: every bit by the makers' tables, every interleaving, and noise."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.receipt_printer.decoder import MAX_BLOCK_BYTES, StatusDecoder
from drivers.receipt_printer.health import finding, media_word
from drivers.receipt_printer.status import (
    AutomaticStatus,
    FlowControl,
    FullStatus,
    Notice,
    PaperAnswer,
    PrinterSays,
    RealTimeAnswer,
    automatic_status,
    full_status,
    read_answers,
    with_full_status,
)

WELL = 0x12
HEALTHY = read_answers(WELL, WELL, WELL, WELL)
QUIET = full_status(0, 0, 0, 0)


def set_fields(status: object) -> set[str]:
    return {name for name in status.__slots__ if getattr(status, name) is True}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("question", "bit", "fields"),
    [
        (1, 0x04, set()),
        (1, 0x08, {"offline"}),
        (1, 0x20, {"waiting_for_recovery"}),
        (1, 0x40, set()),
        (2, 0x04, {"cover_open"}),
        (2, 0x08, {"feeding"}),
        (2, 0x20, {"stopped_by_paper_end"}),
        (2, 0x40, {"error"}),
        (3, 0x04, {"recoverable_error"}),
        (3, 0x08, {"cutter_error"}),
        (3, 0x20, {"unrecoverable_error"}),
        (3, 0x40, {"head_hot"}),
        (4, 0x04, {"paper_near_end"}),
        (4, 0x08, {"paper_near_end"}),
        (4, 0x20, {"paper_end"}),
        (4, 0x40, {"paper_end"}),
    ],
)
def test_real_time_bits(question: int, bit: int, fields: set[str]) -> None:
    answers = [WELL] * 4
    answers[question - 1] |= bit
    assert set_fields(read_answers(*answers)) == fields


@pytest.mark.parametrize(
    ("place", "bit", "fields"),
    [
        (0, 0x04, set()),
        (0, 0x08, {"offline"}),
        (0, 0x20, {"cover_open"}),
        (0, 0x40, {"feeding"}),
        (1, 0x04, {"recoverable_error"}),
        (1, 0x08, {"cutter_error"}),
        (1, 0x20, {"unrecoverable_error"}),
        (1, 0x40, {"head_hot"}),
        (2, 0x01, {"paper_near_end"}),
        (2, 0x02, {"paper_near_end"}),
        (2, 0x04, {"paper_end"}),
        (2, 0x08, {"paper_end"}),
    ],
)
def test_automatic_report_bits(place: int, bit: int, fields: set[str]) -> None:
    report = [0x10, 0, 0, 0]
    report[place] |= bit
    (said,) = StatusDecoder().feed(bytes(report))
    assert isinstance(said, AutomaticStatus)
    assert set_fields(said) == fields


@pytest.mark.parametrize(
    ("place", "bit", "fields"),
    [
        # Custom KPM150, VKP80; Pyramid Reliance: DLE EOT 20.
        (0, 0x01, {"paper_end"}),
        (0, 0x04, {"paper_near_end"}),
        (0, 0x20, {"ticket_in_mouth"}),
        (0, 0x40, {"paper_near_end"}),
        (0, 0x80, set()),
        (1, 0x01, {"cover_open"}),
        (1, 0x02, {"cover_open"}),
        (1, 0x04, set()),
        (1, 0x08, set()),
        (1, 0x20, {"feeding"}),
        (1, 0x40, {"feeding"}),
        (1, 0x80, {"jammed"}),
        (2, 0x01, {"head_hot"}),
        (2, 0x02, set()),
        (2, 0x08, {"bad_voltage"}),
        (2, 0x20, set()),
        (2, 0x40, {"jammed"}),
        (2, 0x80, {"jammed"}),
        (3, 0x01, {"cutter_error"}),
        (3, 0x04, {"unrecoverable_error"}),
        (3, 0x08, {"unrecoverable_error"}),
        (3, 0x40, {"unrecoverable_error"}),
    ],
)
def test_full_status_bits(place: int, bit: int, fields: set[str]) -> None:
    answer = [0, 0, 0, 0]
    answer[place] |= bit
    (said,) = StatusDecoder(presenter=True).feed(b"\x10\x0f" + bytes(answer))
    assert isinstance(said, FullStatus)
    assert set_fields(said) == fields
    # Nothing is lost when it is laid over the other answers.
    assert set_fields(with_full_status(HEALTHY, said)) == fields


@pytest.mark.parametrize("byte", range(0x20))
def test_the_printed_fence_tells_paper(byte: int) -> None:
    if byte & 0x10:
        return
    (said,) = StatusDecoder().feed(bytes((byte,)))
    assert said == PaperAnswer(near_end=bool(byte & 3), end=bool(byte & 0x0C))


@pytest.mark.parametrize(
    ("full", "media", "reason"),
    [
        ((0, 0, 0, 0), "notPresent", "ok"),
        ((0x20, 0, 0, 0), "present", "ok"),
        ((0x20, 0, 0x40, 0), "jammed", "paper.jammed"),
        ((0x01, 0, 0, 0), "notPresent", "paper.out"),
        ((0x04, 0, 0, 0), "notPresent", "paper.low"),
        ((0, 0x02, 0, 0), "notPresent", "cover.open"),
        ((0, 0, 0x08, 0), "notPresent", "printer.voltage"),
        ((0, 0, 0x01, 0), "notPresent", "printer.headHot"),
        ((0, 0, 0, 0x01), "notPresent", "cutter.inoperable"),
        ((0, 0, 0, 0x04), "notPresent", "printer.unrecoverable"),
    ],
)
def test_what_a_full_status_means(full: tuple[int, int, int, int], media: str, reason: str) -> None:
    known = with_full_status(HEALTHY, full_status(*full))
    assert (media_word(known).value, finding(known).reason) == (media, reason)


def test_without_a_presenter_10_0f_is_an_automatic_report() -> None:
    (said,) = StatusDecoder().feed(bytes.fromhex("10 0F 00 00"))
    assert isinstance(said, AutomaticStatus)
    said, fence = StatusDecoder(presenter=True).feed(bytes.fromhex("10 0F 20 00 00 00 03"))
    assert isinstance(said, FullStatus)
    assert fence == PaperAnswer(near_end=True, end=False)


def test_blocks_are_no_fence() -> None:
    """ "Buffer cleared" (37 25 00) holds bytes that alone would be a fence's answer; names (5F … 00) hold anything."""
    said = StatusDecoder().feed(b"\x37\x25\x00\x5fTM-T88V\x00\x3b\x30\x00\x12\x00")
    assert said == [Notice(0x37), Notice(0x5F), Notice(0x3B), RealTimeAnswer(0x12), PaperAnswer(near_end=False, end=False)]


def test_a_block_without_an_end_ends_all_the_same() -> None:
    decoder = StatusDecoder()
    assert decoder.feed(b"\x5f" + b"A" * (MAX_BLOCK_BYTES - 1)) == []
    assert decoder.feed(b"\x12") == [RealTimeAnswer(0x12)]


ASB = bytes.fromhex("38 08 0F 00")
FULL = bytes.fromhex("10 0F 20 02 40 01")
CUTTING_IN = (b"\x11", b"\x13", b"\x12", b"\x1a", b"\x72")


@pytest.mark.parametrize("frame", [ASB, FULL], ids=["asb", "full"])
@pytest.mark.parametrize("other", CUTTING_IN, ids=bytes.hex)
def test_real_time_answers_and_flow_control_may_cut_in_anywhere(frame: bytes, other: bytes) -> None:
    alone = StatusDecoder(presenter=True).feed(frame)
    (cut,) = StatusDecoder(presenter=True).feed(other)
    for place in range(len(frame) + 1):
        said = StatusDecoder(presenter=True).feed(frame[:place] + other + frame[place:])
        assert sorted(map(repr, said)) == sorted(map(repr, [*alone, cut])), place


def message(draw: st.DrawFn) -> tuple[bytes, PrinterSays]:
    kind = draw(st.integers(0, 4))
    low = st.integers(0, 15).map(lambda n: n & 0x0F)
    if kind == 0:
        value = WELL | draw(st.sampled_from((0, 4, 8, 0x20, 0x40, 0x60, 0x0C)))
        return bytes((value,)), RealTimeAnswer(value)
    if kind == 1:
        value = draw(low)
        return bytes((value,)), PaperAnswer(near_end=bool(value & 3), end=bool(value & 0x0C))
    if kind == 2:
        first = 0x10 | draw(st.sampled_from((0x08, 0x28, 0x48, 0x0C)))
        rest = [draw(st.integers(0, 0x7F)) & 0x6F for _ in range(3)]
        return bytes((first, *rest)), automatic_status(first, rest[0], rest[1])
    if kind == 3:
        four = [draw(st.integers(0, 255)) & 0xEF for _ in range(4)]
        return b"\x10\x0f" + bytes(four), full_status(*four)
    value = draw(st.sampled_from((0x11, 0x13)))
    return bytes((value,)), FlowControl.GO if value == 0x11 else FlowControl.STOP


@given(st.data(), st.lists(st.integers(1, 5), max_size=40))
def test_any_order_of_answers_is_read_as_sent(data: st.DataObject, cuts: list[int]) -> None:
    sent = [message(data.draw) for _ in range(data.draw(st.integers(0, 30)))]
    stream = b"".join(frame for frame, _ in sent)
    decoder, said, at = StatusDecoder(presenter=True), [], 0
    for cut in [*cuts, len(stream)]:
        said += decoder.feed(stream[at : at + cut])
        at += cut
    said += decoder.feed(stream[at:])
    assert said == [meaning for _, meaning in sent]
    assert decoder.rejected == 0


def test_megabytes_of_noise_neither_hang_nor_grow() -> None:
    randomness = random.Random(20251122)
    decoder = StatusDecoder(presenter=True)
    frames = (ASB, FULL, b"\x12", b"\x00", b"\x37\x25\x00", b"\x11", b"\x13")
    total = 0
    for _ in range(400):
        mutated = bytearray(b"".join(randomness.choices(frames, k=400)))
        for _ in range(randomness.randrange(100)):
            mutated[randomness.randrange(len(mutated))] = randomness.randrange(256)
        chunk = bytes(mutated) + randomness.randbytes(2000)
        total += len(chunk)
        said = decoder.feed(chunk)
        assert len(said) <= len(chunk)
        assert decoder.held < 5
    assert total > 1_000_000
    decoder.reset()
    assert decoder.feed(FULL) == [full_status(0x20, 0x02, 0x40, 0x01)]


@given(st.binary(max_size=300))
def test_after_any_noise_a_reset_reads_the_next_answer(noise: bytes) -> None:
    decoder = StatusDecoder(presenter=True)
    decoder.feed(noise)
    decoder.reset()
    assert decoder.feed(ASB + b"\x12\x03") == [
        automatic_status(0x38, 0x08, 0x0F),
        RealTimeAnswer(0x12),
        PaperAnswer(near_end=True, end=False),
    ]
