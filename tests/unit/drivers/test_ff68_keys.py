"""Key codes to operations, numbers to display digits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.messages.words import PadKey
from drivers.ff68.keys import KeyMap, Press, display_digits, read_press
from drivers.ff68.profile import CallPadProfile
from drivers.profiles import load_profile


@pytest.fixture(scope="module")
def keys() -> KeyMap:
    return load_profile(CallPadProfile, "ff68-hall", kind="call-pad").key_map()


@pytest.mark.parametrize(
    ("data", "press"),
    [
        ("0C", Press(PadKey.NEXT)),
        ("0D", Press(PadKey.RECALL)),
        ("0B", Press(PadKey.EVALUATE)),
        ("12", Press(PadKey.PAUSE)),
        ("13", Press(PadKey.TRANSFER)),
        ("01 02 13", Press(PadKey.TRANSFER, "12")),
        ("06 0F", Press(PadKey.MISS)),
        ("00 0F", Press(PadKey.HOLD)),
        ("03 0F", Press(PadKey.TAKE_BACK)),
        ("03 00 01 02 0F", Press(PadKey.TAKE_BACK, "012")),
        ("03 09 0F", Press(PadKey.TAKE_BACK, "9")),
        ("07 0F", Press(PadKey.UNKNOWN, "7")),
        ("7F", Press(PadKey.UNKNOWN)),
        ("01 02", None),
        ("", None),
    ],
)
def test_key_frames(keys: KeyMap, data: str, press: Press | None) -> None:
    assert read_press(bytes.fromhex(data), keys) == press


@given(st.binary(max_size=32))
def test_any_data_is_read_without_an_error(data: bytes) -> None:
    press = read_press(data, KeyMap({0x0C: PadKey.NEXT}, 0x0F, {"6": PadKey.MISS}))
    assert press is None or len(press.digits) <= 6


@pytest.mark.parametrize(
    ("waiting", "ticket", "digits"),
    [
        (7, "A012", "0A 0A 07 00 01 02"),
        (123, "", "01 02 03 0A 0A 0A"),
        (0, "B5", "0A 0A 00 0A 0A 05"),
        (5000, "C12345", "09 09 09 03 04 05"),
    ],
)
def test_display(waiting: int, ticket: str, digits: str) -> None:
    assert display_digits(waiting, ticket) == bytes.fromhex(digits)
