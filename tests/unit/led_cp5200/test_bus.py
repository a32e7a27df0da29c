"""Several cards on one RS-485 line: whose answer, whose turn, and an adapter that echoes."""

from drivers.core.bus_codec import BusCodec
from drivers.core.registry import load_bus_codec
from drivers.led_board.cp5200 import basic
from drivers.led_board.cp5200.bus_codec import Cp5200BusCodec
from drivers.led_board.cp5200.external_call import EXTERNAL_CALL, Chunk, to_packet
from drivers.led_board.cp5200.packet import NO_ANSWER, Packet
from drivers.led_board.cp5200.serial_framing import encode_serial
from tests.unit.led_cp5200.vendor_frames import SERIAL

QUESTION = encode_serial(to_packet(Chunk(0, 0, b"\x06"), 7))


def answer(card: int, *, marked: bool = True) -> bytes:
    return encode_serial(Packet(card, EXTERNAL_CALL, b"\x01\x00\x00\x00\x06", 0, marked))


def test_the_registry_has_it() -> None:
    assert isinstance(load_bus_codec("cp5200"), Cp5200BusCodec)
    assert isinstance(Cp5200BusCodec(), BusCodec)


def test_answers_are_told_apart_by_their_card() -> None:
    codec = Cp5200BusCodec()
    frames = codec.feed(b"\x00\xff" + answer(7) + answer(0xA5) + answer(0xAE)[:4])
    assert frames == [(7, answer(7)), (0xA5, answer(0xA5))]
    assert codec.feed(answer(0xAE)[4:]) == [(0xAE, answer(0xAE))]


def test_only_one_cards_question_reserves_the_line() -> None:
    codec = Cp5200BusCodec()
    assert codec.expects_answer(QUESTION)
    assert not codec.expects_answer(encode_serial(Packet(7, basic.TIME, b"\x01", NO_ANSWER)))
    # To all cards: they would answer at once.
    assert not codec.expects_answer(SERIAL["正常通行, green"])


def test_an_echo_is_no_answer_but_an_old_cards_answer_is() -> None:
    codec = Cp5200BusCodec()
    codec.expects_answer(QUESTION)
    assert codec.feed(QUESTION + answer(7, marked=False)) == [(7, answer(7, marked=False))]


def test_a_half_frame_is_forgotten_with_the_line() -> None:
    codec = Cp5200BusCodec()
    codec.feed(answer(7)[:6])
    codec.reset()
    assert codec.feed(answer(7)[6:]) == []
    assert codec.feed(answer(7)) == [(7, answer(7))]
