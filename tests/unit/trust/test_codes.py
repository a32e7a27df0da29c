"""One-time codes as people copy them."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_controller.trust.codes import Code, CodeDamaged, format_code, new_code, parse_code

CODES = st.builds(
    Code,
    node=st.from_regex(r"[a-z0-9-]{1,32}", fullmatch=True),
    secret=st.binary(min_size=16, max_size=16),
    fingerprint=st.binary(min_size=16, max_size=16),
)


@given(CODES, st.booleans())
def test_what_is_written_is_read_in_capitals_and_with_blanks_too(code: Code, capitals: bool) -> None:
    text = format_code(code)
    typed = text.upper() if capitals else text
    assert parse_code(f" {typed[:20]} {typed[20:]}\n") == code
    assert "secret" not in repr(code)


@given(CODES, st.data())
def test_a_slip_is_found(code: Code, data: st.DataObject) -> None:
    text = format_code(code)
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from([c for c in string.ascii_lowercase + string.digits + "-." if c != text[place]]))
    with pytest.raises(CodeDamaged):
        parse_code(text[:place] + other + text[place + 1 :])


@given(st.text(max_size=100))
def test_anything_else_is_no_code(text: str) -> None:
    with pytest.raises(CodeDamaged) as damaged:
        parse_code(text)
    assert not text.strip() or len(text.strip()) < 8 or text.strip() not in str(damaged.value)


def test_a_code_names_a_node() -> None:
    with pytest.raises(ValueError):
        new_code("kiosk/#", b"f" * 16, bytes)
