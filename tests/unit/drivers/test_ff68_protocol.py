"""Frames of the FF 68 bus over clean, cut, noisy and huge streams."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.ff68.bus_codec import Ff68BusCodec
from drivers.ff68.protocol import Decoder, PadFrame, encode

frames = st.builds(PadFrame, st.integers(0, 255), st.integers(0, 255), st.binary(max_size=32))


def test_a_key_frame_byte_by_byte() -> None:
    # address 5, function 01, key 0C: sum 05 + 01 + 0C = 12
    assert encode(PadFrame(5, 1, b"\x0c")) == bytes.fromhex("FF 68 03 03 68 05 01 0C 12 16")


@given(st.lists(frames, max_size=5), st.data())
def test_frames_come_back_however_the_stream_is_cut(sent: list[PadFrame], data: st.DataObject) -> None:
    stream = b"".join(encode(frame) for frame in sent)
    decoder, received, at = Decoder(), [], 0
    while at < len(stream):
        step = data.draw(st.integers(1, 9))
        received += decoder.feed(stream[at : at + step])
        at += step
    assert received == sent


@given(st.binary(max_size=400), frames)
def test_after_noise_the_next_but_one_frame_is_found(noise: bytes, frame: PadFrame) -> None:
    decoder = Decoder()
    decoder.feed(noise)
    # Noise may end in a head that swallows what follows it, at most the longest frame's length.
    quiet = bytes(40)
    assert frame in decoder.feed(quiet + encode(frame))


@given(frames, st.data())
def test_a_damaged_frame_never_passes_as_the_same(frame: PadFrame, data: st.DataObject) -> None:
    raw = bytearray(encode(frame))
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] ^= data.draw(st.integers(1, 255))
    assert frame not in Decoder().feed(bytes(raw))


@given(st.binary(max_size=2000))
def test_any_bytes_leave_a_bounded_buffer(noise: bytes) -> None:
    decoder = Decoder()
    decoder.feed(noise)
    assert len(decoder._buffer) < 48


def test_a_wrong_sum_is_counted_and_the_next_frame_is_read() -> None:
    raw = bytearray(encode(PadFrame(1, 1, b"\x0c")))
    raw[-2] ^= 1
    decoder = Decoder()
    assert decoder.feed(bytes(raw) + encode(PadFrame(1, 1, b"\x0d"))) == [PadFrame(1, 1, b"\x0d")]
    assert decoder.rejected >= 1


def test_a_frame_that_announces_itself_too_long_isnt_waited_for() -> None:
    decoder = Decoder()
    assert decoder.feed(b"\xff\x68\xf0" + encode(PadFrame(1, 1, b"\x0c"))) == [PadFrame(1, 1, b"\x0c")]


@pytest.mark.parametrize(("address", "function", "data"), [(256, 0, b""), (0, -1, b""), (1, 1, bytes(33))])
def test_what_has_no_place_in_a_frame_is_refused(address: int, function: int, data: bytes) -> None:
    with pytest.raises(ValueError):
        PadFrame(address, function, data)


def test_the_line_waits_for_pads_answers_only() -> None:
    codec = Ff68BusCodec()
    assert codec.expects_answer(encode(PadFrame(1, 0x02, bytes(6))))
    assert not codec.expects_answer(encode(PadFrame(1, 0x01, b"\x0c")))
    raw = encode(PadFrame(7, 0x01, b"\x0c"))
    assert codec.feed(b"\x00" + raw) == [(7, raw)]
