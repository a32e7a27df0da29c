"""The SAM frames: public examples, any cut, noise, lying lengths, and no input that hangs or grows."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.id_card_reader.codes import REASONS, SamCommand, Sw3, reason_of
from drivers.id_card_reader.content import (
    PHOTO_BYTES,
    NotACard,
    newest_address,
    sam_id,
    split_card,
)
from drivers.id_card_reader.frame import MAX_BUFFER, PREAMBLE, Answer, Decoder, encode
from drivers.id_card_reader.layouts import TEXT_BYTES

COMMANDS = {
    SamCommand.FIND: "AAAAAA9669 0003 2001 22",
    SamCommand.SELECT: "AAAAAA9669 0003 2002 21",
    SamCommand.READ: "AAAAAA9669 0003 3001 32",
    SamCommand.READ_WITH_FINGERPRINT: "AAAAAA9669 0003 3010 23",
    SamCommand.READ_NEWEST_ADDRESS: "AAAAAA9669 0003 3003 30",
    SamCommand.STATUS: "AAAAAA9669 0003 11FF ED",
    SamCommand.SAM_ID: "AAAAAA9669 0003 12FF EE",
    SamCommand.RESET: "AAAAAA9669 0003 10FF EC",
}
FOUND = bytes.fromhex("AAAAAA9669 0008 00009F 00000000 97".replace(" ", ""))
NONE = bytes.fromhex("AAAAAA9669 0004 000080 84".replace(" ", ""))
SELECTED = bytes.fromhex("AAAAAA9669 000C 000090 0000000000000000 9C".replace(" ", ""))


def frame(status: int, data: bytes = b"") -> bytes:
    """Built by hand, apart from the decoder."""
    counted = (len(data) + 4).to_bytes(2, "big") + bytes((0, 0, status)) + data
    check = 0
    for byte in counted:
        check ^= byte
    return PREAMBLE + counted + bytes((check,))


CARD = frame(0x90, b"\x01\x00\x04\x00" + bytes(range(256)) + bytes(reversed(range(256))) * 4)
CARD_WITH_PRINTS = frame(0x90, b"\x01\x00\x04\x00\x04\x00" + random.Random(1).randbytes(256 + 1024 + 1024))


@pytest.mark.parametrize("command", SamCommand)
def test_commands_are_those_of_the_protocol(command: SamCommand) -> None:
    assert encode(command) == bytes.fromhex(COMMANDS[command])


@pytest.mark.parametrize(
    ("wire", "answer"),
    [
        (FOUND, Answer(Sw3.FOUND, bytes(4))),
        (NONE, Answer(Sw3.NO_CARD)),
        (SELECTED, Answer(Sw3.OK, bytes(8))),
    ],
)
def test_answers_are_those_of_the_protocol(wire: bytes, answer: Answer) -> None:
    assert Decoder().feed(wire) == [answer]


def test_a_card_has_the_sizes_that_the_protocol_says() -> None:
    assert len(CARD) == 1295
    assert len(CARD_WITH_PRINTS) == 2321
    assert CARD[5:14] == bytes.fromhex("050800009001000400")
    content = split_card(Decoder().feed(CARD)[0].data, with_fingerprint=False)
    assert (len(content.text), len(content.photo_wlt), content.fingerprint) == (TEXT_BYTES, PHOTO_BYTES, b"")
    prints = split_card(Decoder().feed(CARD_WITH_PRINTS)[0].data, with_fingerprint=True)
    assert len(prints.fingerprint) == 1024


def test_every_verdict_has_a_reason_of_its_own() -> None:
    bad = [verdict for verdict in Sw3 if verdict not in (Sw3.OK, Sw3.FOUND)]
    assert set(REASONS) == set(bad)
    assert len({reason_of(verdict) for verdict in bad}) == len(bad)
    assert reason_of(0x77) == "reader.unknownError"


ANSWERS = st.builds(frame, st.integers(0, 255), st.binary(max_size=60))


@given(st.lists(ANSWERS, max_size=5), st.data())
def test_any_cut_means_the_same(frames: list[bytes], data: st.DataObject) -> None:
    wire = b"".join(frames)
    decoder, position, found = Decoder(), 0, []
    while position < len(wire):
        step = data.draw(st.integers(1, 40))
        found += decoder.feed(wire[position : position + step])
        position += step
    assert found == [Answer(one[9], one[10:-1]) for one in frames]
    assert not decoder.pending


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_noise_around_an_answer_is_skipped(before: bytes, after: bytes) -> None:
    decoder = Decoder()
    answers = decoder.feed(before.replace(PREAMBLE, b"") + FOUND + after.replace(PREAMBLE, b""))
    assert Answer(Sw3.FOUND, bytes(4)) in answers or b"\xaa" in before[-4:]


def test_half_a_preamble_before_an_answer() -> None:
    assert Decoder().feed(b"\xaa\xaa\xaa\xaa\x96\xaa" + NONE) == [Answer(Sw3.NO_CARD)]
    assert Decoder().feed(b"\xaa" + NONE) == [Answer(Sw3.NO_CARD)]


def test_a_cut_off_card_does_not_hide_the_next_answer() -> None:
    decoder = Decoder()
    assert decoder.feed(CARD[:700]) == []
    assert decoder.feed(NONE) == [Answer(Sw3.NO_CARD)]


@pytest.mark.parametrize("announced", [0, 3, 4, 0x100, 0x507, 0x509, 0x600, 0x90A, 0xFFFF])
def test_a_card_under_a_wrong_length_is_found_when_nothing_more_comes(announced: int) -> None:
    counted = announced.to_bytes(2, "big") + CARD[7:-1]
    check = 0
    for byte in counted:
        check ^= byte
    decoder = Decoder()
    assert decoder.feed(PREAMBLE + counted + bytes((check,))) == []
    assert decoder.end() == [Answer(Sw3.OK, CARD[10:-1])]


@pytest.mark.parametrize("cut", [8, 11, 15, 300, 1294])
def test_a_pause_within_an_answer_spoils_nothing(cut: int) -> None:
    decoder = Decoder()
    assert decoder.feed(CARD[:cut]) + decoder.end() == []
    assert decoder.feed(CARD[cut:]) == [Answer(Sw3.OK, CARD[10:-1])]


def test_a_guess_needs_more_than_a_check_byte() -> None:
    # Zeros whose check is right at every length that an answer may have.
    decoder = Decoder()
    assert decoder.feed(PREAMBLE + b"\x07\x07" + bytes(1_600)) == []
    assert decoder.end() == []


@given(st.integers(0, len(CARD) - 1), st.integers(1, 255))
def test_one_wrong_byte_is_never_a_card(place: int, change: int) -> None:
    decoder = Decoder()
    wrong = CARD[:place] + bytes((CARD[place] ^ change,)) + CARD[place + 1 :]
    answers = decoder.feed(wrong) + decoder.end()
    assert all(len(answer.data) < len(CARD) - 11 for answer in answers)


@given(st.integers(10, len(CARD) - 2), st.binary(min_size=1, max_size=5))
def test_bytes_put_in_are_never_a_card(place: int, extra: bytes) -> None:
    decoder = Decoder()
    answers = decoder.feed(CARD[:place] + extra + CARD[place:]) + decoder.end()
    for answer in answers:
        with pytest.raises(NotACard):
            split_card(answer.data[: len(CARD) - 12], with_fingerprint=False)


def test_a_million_bytes_of_anything_neither_grow_nor_hang_it() -> None:
    randomness = random.Random(42)
    decoder = Decoder()
    frames = [CARD, FOUND, NONE, CARD_WITH_PRINTS, PREAMBLE * 40, PREAMBLE + b"\x09\x0a"]
    fed = 0
    while fed < 1_000_000:
        piece = bytearray(randomness.choice(frames)) if randomness.random() < 0.7 else bytearray(randomness.randbytes(300))
        for _ in range(randomness.randrange(4)):
            piece[randomness.randrange(len(piece))] = randomness.randrange(256)
        decoder.feed(bytes(piece))
        if randomness.random() < 0.1:
            decoder.end()
        fed += len(piece)
        assert len(decoder._buffer) <= MAX_BUFFER
    decoder.reset()
    assert decoder.feed(NONE) == [Answer(Sw3.NO_CARD)]


def test_an_answer_shows_nothing_of_a_person() -> None:
    assert repr(Answer(0x90, "王小明".encode("utf-16-le"))) == "Answer(status=0x90, 6 bytes)"
    assert "bytes" in repr(split_card(Decoder().feed(CARD)[0].data, with_fingerprint=False))


@pytest.mark.parametrize("size", [0, 69, 71, 73, 1284])
def test_other_sizes_are_no_address(size: int) -> None:
    with pytest.raises(NotACard):
        newest_address(bytes(size))


def test_the_newest_address_with_and_without_its_size() -> None:
    text = "新址".ljust(35).encode("utf-16-le")
    assert newest_address(text) == newest_address(b"\x00\x46" + text) == "新址"


def test_the_modules_number() -> None:
    assert sam_id(bytes.fromhex("05000300589132013930000015CD5B07")) == "05.03-20091224-0000012345-0123456789"
    with pytest.raises(NotACard):
        sam_id(b"")
