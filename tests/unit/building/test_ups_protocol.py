"""Lines of NUT: words, quotes, errors; nothing that comes makes it crash or grow."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.ups.protocol import MAX_LINE, Decoder, ListEnd, Other, Refused, Variable, list_variables, split_words

ANSWER = b'BEGIN LIST VAR ups\nVAR ups ups.status "OB LB"\nVAR ups ups.mfr "A \\"B\\" \\\\ C"\nEND LIST VAR ups\n'


def test_a_list_as_upsd_says_it() -> None:
    assert Decoder().feed(ANSWER) == [
        Other(),
        Variable("ups", "ups.status", "OB LB"),
        Variable("ups", "ups.mfr", 'A "B" \\ C'),
        ListEnd("ups"),
    ]


def test_one_byte_at_a_time() -> None:
    decoder = Decoder()
    assert [line for byte in ANSWER for line in decoder.feed(bytes((byte,)))] == Decoder().feed(ANSWER)


@pytest.mark.parametrize(
    ("line", "means"),
    [
        (b"ERR DATA-STALE", Refused("DATA-STALE")),
        (b"ERR UNKNOWN-UPS extra\r", Refused("UNKNOWN-UPS")),
        (b'VAR ups ups.status "OL', Other()),
        (b"VAR ups ups.status", Other()),
        (b"", Other()),
        (b"\xff\xfe", Other()),
        (b"END LIST UPS", Other()),
    ],
)
def test_other_lines(line: bytes, means: object) -> None:
    assert Decoder().feed(line + b"\n") == [means]


def test_the_question() -> None:
    assert list_variables("ups-1") == b"LIST VAR ups-1\n"
    assert list_variables('a "b"') == b'LIST VAR "a \\"b\\""\n'
    with pytest.raises(ValueError, match="printable"):
        list_variables("a\nLIST UPS")


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20), min_size=1, max_size=8))
def test_quoted_words_come_back(words: list[str]) -> None:
    line = " ".join('"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"' for word in words)
    assert split_words(line) == words


@given(st.lists(st.binary(max_size=700), max_size=8))
def test_any_bytes_neither_crash_nor_pile_up(pieces: list[bytes]) -> None:
    decoder = Decoder()
    for piece in pieces:
        decoder.feed(piece)
        assert len(decoder._held) <= MAX_LINE


def test_a_line_without_end_is_dropped_up_to_its_end() -> None:
    decoder = Decoder()
    for _ in range(50):
        assert decoder.feed(b"x" * 1000) == []
        assert len(decoder._held) <= MAX_LINE
    assert decoder.feed(b"y\nERR ACCESS-DENIED\n") == [Refused("ACCESS-DENIED")]
