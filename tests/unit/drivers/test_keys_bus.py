"""Several simple pads on one line: whose frame it is, what is answered, what is addressed."""

import pytest

from drivers.core.errors import Misconfigured
from drivers.core.registry import load_bus_codec
from drivers.profiles import load_profile
from drivers.rating_pad.bus_codec import KeysBusCodec
from drivers.rating_pad.host_frames import AddressedHost
from drivers.rating_pad.keys_profile import KeysProfile


@pytest.fixture
def codec() -> KeysBusCodec:
    return KeysBusCodec("keys-bus")


def test_frames_go_to_the_pad_with_their_address(codec: KeysBusCodec) -> None:
    stream = bytes.fromhex("00 02 05 11 18 03 02 07 12 1B 03 02 05 11 19 03")
    assert codec.feed(stream[:4]) + codec.feed(stream[4:]) == [(5, stream[1:6]), (7, stream[6:11])]


@pytest.mark.parametrize(
    ("data", "question", "answer"),
    [
        ("02 05 21 28 03", True, False),
        ("02 09 20 2B 03", True, False),
        ("02 05 06 0D 03", False, True),
        ("02 05 11 18 03", False, False),
        ("02 05 21 29 03", False, False),
        ("", False, False),
    ],
)
def test_questions_and_answers_are_known_at_any_address(codec: KeysBusCodec, data: str, question: bool, answer: bool) -> None:
    assert codec.expects_answer(bytes.fromhex(data)) is question
    assert codec.is_answer(bytes.fromhex(data)) is answer


def test_host_frames_get_the_address_and_a_new_check() -> None:
    profile = load_profile(KeysProfile, "keys-bus", kind="rating-pad")
    host = AddressedHost(profile, 5).frames
    assert (host.ask.hex(" "), host.answer.hex(" ")) == ("02 05 21 28 03", "02 05 06 0d 03")
    assert AddressedHost(profile, None).frames.ask == profile.host.ask


@pytest.mark.parametrize("profile", ["keys-one-byte", "keys-call-pad", "no-such-profile"])
def test_a_profile_without_addresses_makes_no_line(profile: str) -> None:
    with pytest.raises(Misconfigured):
        load_bus_codec("keys", profile)


def test_a_bus_whose_frames_are_fixed_takes_no_profile() -> None:
    with pytest.raises(Misconfigured, match="profile"):
        load_bus_codec("ff68", "keys-bus")
