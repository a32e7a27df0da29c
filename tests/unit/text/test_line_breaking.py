"""避头尾: no line starts with a stop, none ends with an opening mark, and nothing gets lost."""

from hypothesis import given
from hypothesis import strategies as st

from api.text.line_breaking import NOT_AT_END, NOT_AT_START, break_lines, unbreakable_pieces

TEXTS = st.text(alphabet="请到窗口办理，。、（）“”《》：A12 b-'.09\n", max_size=80)


def fits(width: int):
    return lambda line: len(line) <= width


def test_a_sentence_breaks_where_a_reader_expects_it() -> None:
    text = "您的号码已经保留，请记下或拍照，听到叫号再去窗口。"
    assert break_lines(text, fits(8)) == ["您的号码已经保", "留，请记下或拍", "照，听到叫号再去", "窗口。"]


def test_latin_words_and_numbers_stay_whole() -> None:
    assert break_lines("Take it at 09:41, isn't it", fits(8)) == ["Take it", "at", "09:41,", "isn't it"]


def test_brackets_stay_with_what_they_hold() -> None:
    assert break_lines("登记（二手房）处", fits(3)) == ["登记", "（二手", "房）处"]


def test_a_piece_wider_than_a_line_is_cut() -> None:
    assert break_lines("ABCDEFGH", fits(3)) == ["ABC", "DEF", "GH"]


def test_own_newlines_are_kept() -> None:
    assert break_lines("一\n\n二", fits(9)) == ["一", "", "二"]


@given(text=TEXTS, width=st.integers(6, 20))
def test_lines_obey_the_rules(text: str, width: int) -> None:
    pieces = {piece for paragraph in text.split("\n") for piece in unbreakable_pieces(paragraph)}
    if any(len(piece.rstrip()) > width for piece in pieces):
        return
    for paragraph in text.split("\n"):
        lines = break_lines(paragraph, fits(width))
        assert all(len(line) <= width for line in lines)
        for line in lines[1:]:
            assert line[:1] not in NOT_AT_START
        for line in lines[:-1]:
            assert line[-1:] not in NOT_AT_END


@given(text=TEXTS, width=st.integers(1, 20))
def test_nothing_is_lost(text: str, width: int) -> None:
    joined = "".join(break_lines(text, fits(width)))
    assert joined.replace(" ", "") == text.replace("\n", "").replace(" ", "")


@given(text=TEXTS)
def test_pieces_are_the_text(text: str) -> None:
    assert "".join(unbreakable_pieces(text)) == text
