"""What is learned of one recording must read every later press; what can't be told apart must be said, never guessed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.rating_pad.checks import CHECKS
from drivers.rating_pad.key_frames import KeyFrameDecoder
from tests.support.keypads import APART, GLUED, NO_NOISE, Pad, Protocol, record
from tingtang.device.learning.codes import Problem, ProblemKind
from tingtang.device.learning.inference import Inference, Learned, Sureness, infer
from tingtang.device.learning.recording import Piece, Recording

KEYS = ("VERY_GOOD", "GOOD", "FAIR", "BAD", "VERY_BAD")
BASE = {
    "head": b"",
    "counter_bytes": 0,
    "keys": (b"1", b"2", b"3", b"4", b"5"),
    "flag": False,
    "tail": b"",
    "check": None,
    "check_from": 0,
    "end": b"",
    "let_go": False,
}


def protocol(**changes: object) -> Protocol:
    return Protocol(**(BASE | changes))  # type: ignore[arg-type]


def understood(learned: Learned, frames: list[bytes]) -> list[str]:
    """The keys that a driver hears in these frames, which come 0.2 s apart."""
    meaning = {code: key for key, codes in learned.codes.items() for code in codes}
    decoder, heard = KeyFrameDecoder(learned.layout), []
    for number, frame in enumerate(frames):
        heard += decoder.feed(frame, number * 0.2)
    heard += decoder.silent(1000.0)
    return [meaning[frame.code] for frame in heard if frame.code in meaning]


def assert_reads_later_presses(learned: Learned, made: Protocol, counters: range = range(0, 256, 37)) -> None:
    for counter in counters:
        pad = Pad(made, counter)
        for number, key in enumerate(KEYS[: len(made.keys)]):
            heard = understood(learned, pad.press(number))
            assert set(heard) == {key}, f"{key} at counter {counter}: {heard} by {learned}"


def learned_of(made: Protocol, noise: str = NO_NOISE, presses: int = 3, seed: int = 1) -> Inference:
    return infer(record(Pad(made, 11), KEYS[: len(made.keys)], presses=presses, noise=noise, seed=seed))


KNOWN = {
    "one byte": protocol(),
    "start key end": protocol(head=b"\xaa", end=b"\x55"),
    "counter and sum": protocol(head=b"\x5a", counter_bytes=1, check="sum8"),
    "address and crc": protocol(head=b"\x07\x03", check="crc16-modbus-le"),
    "text line with let go": protocol(head=b"KEY", end=b"\r\n", let_go=True, flag=True),
    "flag and xor": protocol(head=b"\x55\xaa\x04", flag=True, let_go=True, check="xor"),
    "16-bit counter": protocol(head=b"\x7e", counter_bytes=2, check="crc16-xmodem-be", end=b"\x7e"),
    "no constant byte": protocol(counter_bytes=1, check="xor"),
    "unequal keys": protocol(head=b"\x02", keys=(b"8", b"9", b"10", b"11", b"12"), end=b"\x03"),
    "check leaves the start out": protocol(head=b"\xff\x68", check="sum8-negated", check_from=2, end=b"\x16"),
    "repeated": protocol(head=b"\x68", end=b"\x16", repeats=3),
}


@pytest.mark.parametrize("name", KNOWN)
def test_a_protocol_is_learned_from_three_presses_of_each_key(name: str) -> None:
    inference = learned_of(KNOWN[name])
    assert inference.problems == ()
    assert inference.learned is not None
    assert_reads_later_presses(inference.learned, KNOWN[name])


@pytest.mark.parametrize("name", [name for name in KNOWN if name not in ("one byte", "no constant byte")])
@pytest.mark.parametrize("noise", [APART, GLUED])
def test_noise_between_and_beside_frames_is_left_out(name: str, noise: str) -> None:
    inference = learned_of(KNOWN[name], noise)
    assert inference.learned is not None, inference.problems
    assert_reads_later_presses(inference.learned, KNOWN[name])


@pytest.mark.parametrize("kind", CHECKS)
def test_every_kind_of_check_is_found_and_refuses_damage(kind: str) -> None:
    made = protocol(head=b"\xa5\x31", counter_bytes=1, check=kind, end=b"\x0d")
    learned = learned_of(made).learned
    assert learned is not None
    assert learned.layout.check is not None
    assert learned.sureness is Sureness.HIGH
    assert_reads_later_presses(learned, made)
    frame = bytearray(made.frame(1, 77))
    frame[3] ^= 0x02
    assert understood(learned, [bytes(frame)]) == []


def test_a_toggling_bit_in_the_key_s_byte_gives_a_key_two_codes() -> None:
    recordings = [
        Recording(key, (Piece(t := 10.0 * number + press, bytes((0xA0, (number + press) % 2 << 7 | number + 1, 0x0D))),))
        for number, key in enumerate(KEYS)
        for press in range(3)
    ]
    assert t
    learned = infer(recordings).learned
    assert learned is not None
    assert {len(codes) for codes in learned.codes.values()} == {2}
    assert understood(learned, [b"\xa0\x83\x0d", b"\xa0\x03\x0d"]) == ["FAIR", "FAIR"]


def test_digits_of_a_counter_that_did_not_move_yet_are_left_out() -> None:
    recordings = [
        Recording(key, (Piece(10.0 * number + press, f"$K,{number},{40 + number * 3 + press:04d}*\n".encode()),))
        for number, key in enumerate(KEYS)
        for press in range(3)
    ]
    learned = infer(recordings).learned
    assert learned is not None
    assert understood(learned, [b"$K,3,9127*\n"]) == ["BAD"]


def test_numbers_in_text_may_be_hexadecimal_and_stand_beside_the_key() -> None:
    def line(key: int, count: int) -> bytes:
        body = bytes((1, count, key + 1))
        return b":" + (body + CHECKS["sum8-negated"].of(body)).hex().upper().encode() + b"\r\n"

    recordings = [
        Recording(key, (Piece(10.0 * number + press, line(number, 40 + number * 3 + press)),))
        for number, key in enumerate(KEYS)
        for press in range(3)
    ]
    learned = infer(recordings).learned
    assert learned is not None
    assert [understood(learned, [line(number, 0xE7)]) for number in range(5)] == [[key] for key in KEYS]


def test_a_key_may_look_like_the_frame_s_own_bytes() -> None:
    made = protocol(head=b"\xaa", keys=(b"\xaa", b"\x55", b"\x01", b"\x02", b"\x03"), end=b"\x55")
    learned = learned_of(made).learned
    assert learned is not None
    assert_reads_later_presses(learned, made)


def test_names_of_several_lengths_with_a_length_byte() -> None:
    names = (b"OK", b"GOOD", b"FAIR", b"BAD", b"NONE")
    frames = [b"\x7e" + bytes((len(name),)) + name for name in names]
    frames = [frame + CHECKS["sum8"].of(frame[1:]) for frame in frames]
    recordings = [
        Recording(key, (Piece(10.0 * number + press, frames[number]),)) for number, key in enumerate(KEYS) for press in range(3)
    ]
    learned = infer(recordings).learned
    assert learned is not None
    assert [understood(learned, [frame]) for frame in frames] == [[key] for key in KEYS]


def test_signs_of_life_are_no_keys() -> None:
    recordings = record(Pad(KNOWN["flag and xor"]), KEYS)
    alive = b"\x55\xaa\x04\x07\x00" + CHECKS["xor"].of(b"\x55\xaa\x04\x07\x00")
    recordings[4] = Recording(recordings[4].key, (*recordings[4].pieces, Piece(recordings[4].pieces[-1].at_s + 0.3, alive)))
    recordings.append(Recording(None, (Piece(500.0, alive), Piece(505.0, alive))))
    learned = infer(recordings).learned
    assert learned is not None
    assert understood(learned, [alive]) == []
    assert_reads_later_presses(learned, KNOWN["flag and xor"])


def test_two_keys_that_send_the_same_are_named() -> None:
    made = protocol(head=b"\xaa", keys=(b"1", b"2", b"2", b"4"), end=b"\x55")
    inference = learned_of(made)
    assert inference.learned is None
    assert {problem.kind for problem in inference.problems} == {ProblemKind.SAME_CODE}
    assert {key for problem in inference.problems for key in problem.keys} == {"GOOD", "FAIR"}


def test_a_wrong_key_pressed_once_is_asked_for_again() -> None:
    recordings = record(Pad(KNOWN["start key end"]), KEYS)
    recordings[9] = Recording("BAD", recordings[0].pieces)
    inference = infer(recordings)
    assert inference.learned is None
    assert inference.problems == (Problem(ProblemKind.PRESS_AGAIN, ("BAD",)),)
    again = infer([*recordings, Recording("BAD", recordings[10].pieces)])
    assert again.learned is not None
    assert_reads_later_presses(again.learned, KNOWN["start key end"])


def test_a_key_that_sent_nothing_is_asked_for_again() -> None:
    recordings = [recording for recording in record(Pad(KNOWN["one byte"]), KEYS) if recording.key != "FAIR"]
    inference = infer([*recordings, Recording("FAIR", ())])
    assert inference.learned is None
    assert Problem(ProblemKind.PRESS_AGAIN, ("FAIR",)) in inference.problems


def test_nothing_at_all_is_said() -> None:
    assert infer([Recording("GOOD", ()), Recording("BAD", ())]).problems == (Problem(ProblemKind.NOTHING, ("GOOD", "BAD")),)


@given(st.lists(st.lists(st.binary(min_size=1, max_size=12), min_size=1, max_size=3), min_size=6, max_size=9))
@settings(max_examples=40, deadline=None)
def test_bytes_without_any_order_are_never_taken_for_a_protocol(junk: list[list[bytes]]) -> None:
    recordings = [
        Recording(KEYS[number // 3], tuple(Piece(number * 5 + place * 0.3, data) for place, data in enumerate(pieces)))
        for number, pieces in enumerate(junk)
    ]
    inference = infer(recordings)
    if inference.learned is None:
        assert inference.problems
        return
    # Where hypothesis found an order after all, every press must have it.
    for recording in recordings:
        heard = understood(inference.learned, [piece.data for piece in recording.pieces])
        assert recording.key in heard


def test_the_address_is_taken_out_of_what_all_pads_have_in_common() -> None:
    inference = infer(record(Pad(KNOWN["address and crc"]), KEYS), address=3)
    assert inference.learned is not None
    assert inference.learned.layout.address_at == 1
    assert inference.learned.layout.start == b"\x07"
    elsewhere = infer(record(Pad(KNOWN["address and crc"]), KEYS), address=99)
    assert [problem.kind for problem in elsewhere.problems] == [ProblemKind.NO_ADDRESS]


@st.composite
def protocols(draw: st.DrawFn) -> Protocol:
    number = draw(st.integers(2, 5))
    size = draw(st.integers(1, 2))
    keys = draw(st.lists(st.binary(min_size=size, max_size=size), min_size=number, max_size=number, unique=True))
    counter_bytes = draw(st.integers(0, 2))
    check = draw(st.sampled_from([None, *CHECKS]))
    head = draw(st.binary(min_size=0 if not counter_bytes and check is None else 1, max_size=3))
    let_go = draw(st.booleans()) and size == 1
    flag = let_go and draw(st.booleans())
    # A pad whose key let go looks like another key pressed is none that anybody could build.
    keys = [key if any(key) else b"\x7f" * size for key in keys]
    return Protocol(
        head=head,
        counter_bytes=counter_bytes,
        keys=tuple(dict.fromkeys(keys)),
        flag=flag,
        tail=draw(st.binary(max_size=2)),
        check=check,
        check_from=draw(st.integers(0, len(head))),
        end=draw(st.binary(max_size=2)),
        let_go=let_go,
        repeats=draw(st.integers(1, 2)),
    )


@given(made=protocols(), seed=st.integers(0, 99))
@settings(max_examples=50, deadline=None)
def test_any_protocol_is_learned_or_refused_but_never_wrongly(made: Protocol, seed: int) -> None:
    inference = learned_of(made, seed=seed)
    assert inference.learned is not None, inference.problems
    assert_reads_later_presses(inference.learned, made, range(11, 11 + 30))


@given(made=protocols(), seed=st.integers(0, 99), noise=st.sampled_from([APART, GLUED]))
@settings(max_examples=25, deadline=None)
def test_under_noise_what_is_learned_is_right(made: Protocol, seed: int, noise: str) -> None:
    inference = learned_of(made, noise, seed=seed, presses=4)
    if inference.learned is not None and inference.learned.sureness is Sureness.HIGH:
        assert_reads_later_presses(inference.learned, made, range(11, 31))
