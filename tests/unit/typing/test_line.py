"""What each key makes of the line."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk.flow.intents import Intent, IntentKind
from kiosk.flow.typing.checks import length_limit, may_be_typed
from kiosk.flow.typing.line import KEYS_MAX, STROKES_MAX, Line, stroke_of, stroke_text
from kiosk.flow.typing.ports import PAD_SIDE, Candidate
from kiosk.flow.typing.question import Keyboard, TextKind, TextQuestion
from kiosk.flow.typing.type_text import after

NAME = TextQuestion(TextKind.NAME, "name.title", max_length=6)
ALL = (Keyboard.PINYIN, Keyboard.HANDWRITING, Keyboard.LETTERS)
OFFERED = (Candidate("王小", 8), Candidate("王", 4))


def press(line: Line, *keys: str, offered: tuple[Candidate, ...] = ()) -> Line:
    for key in keys:
        line = after(line, NAME, Intent(IntentKind.KEY, key), offered, ALL)
    return line


def test_a_candidate_takes_the_place_of_its_keys_only() -> None:
    line = press(Line(Keyboard.PINYIN), *"wangxiao")
    line = after(line, NAME, Intent(IntentKind.TEXT, "王"), OFFERED, ALL)
    assert (line.text, line.composing) == ("王", "xiao")


def test_the_apostrophe_goes_with_the_syllable_before_it() -> None:
    line = press(Line(Keyboard.PINYIN), *"wang'an")
    line = after(line, NAME, Intent(IntentKind.TEXT, "王"), OFFERED, ALL)
    assert line.composing == "an"


def test_a_line_that_is_full_says_so_and_may_be_changed() -> None:
    full = Line(Keyboard.LETTERS, "WANG X")
    told = press(full, "I")
    assert (told.text, told.problem) == ("WANG X", "problem.full")
    assert press(told, "erase") == Line(Keyboard.LETTERS, "WANG ")
    spelt = press(Line(Keyboard.PINYIN, "阿依古丽·买"), *"wang")
    chosen = after(spelt, NAME, Intent(IntentKind.TEXT, "王"), (Candidate("王", 4),), ALL)
    assert (chosen.text, chosen.problem) == ("阿依古丽·买", "problem.full")


def test_what_was_never_offered_is_not_taken() -> None:
    line = press(Line(Keyboard.PINYIN), *"wang")
    assert after(line, NAME, Intent(IntentKind.TEXT, "李"), OFFERED, ALL) == line


def test_space_takes_the_first_candidate_and_parts_words_otherwise() -> None:
    line = press(Line(Keyboard.PINYIN), *"wangxiao")
    assert press(line, "space", offered=OFFERED).text == "王小"
    assert press(line, "space").text == ""
    assert press(Line(Keyboard.LETTERS, "WANG"), "space", "space").text == "WANG "
    assert press(Line(Keyboard.LETTERS), "space").text == ""


def test_erase_takes_back_the_last_thing_first() -> None:
    line = Line(Keyboard.PINYIN, "王", composing="xi")
    line = press(line, "erase")
    assert (line.text, line.composing) == ("王", "x")
    assert press(line, "erase", "erase").text == ""
    written = Line(Keyboard.HANDWRITING, "王", strokes=(((1, 1),), ((2, 2),)))
    assert press(written, "erase").strokes == (((1, 1),),)
    assert press(written, "clear").strokes == ()
    assert press(written, "clear").text == "王"
    assert press(written, "clear", "clear").text == ""


def test_another_keyboard_leaves_what_was_undecided() -> None:
    line = press(Line(Keyboard.PINYIN, "王"), *"xi")
    line = after(line, NAME, Intent(IntentKind.CHOOSE, "letters"), OFFERED, ALL)
    assert (line.keyboard, line.text, line.composing) == (Keyboard.LETTERS, "王", "")
    assert press(line, "x").composing == ""
    assert after(line, NAME, Intent(IntentKind.CHOOSE, "digits"), OFFERED, ALL) == line


def test_pinyin_is_bounded_and_apostrophes_part_something() -> None:
    assert len(press(Line(Keyboard.PINYIN), *("a" * 40)).composing) == KEYS_MAX
    assert press(Line(Keyboard.PINYIN), "'").composing == ""
    assert press(Line(Keyboard.PINYIN), "a", "'", "'").composing == "a'"


def test_strokes_that_are_none_are_not_drawn() -> None:
    pad = Line(Keyboard.HANDWRITING)
    for value in ("", "1", "1,2 x,3", "1,-2", f"{PAD_SIDE + 1},3", "99999999999999999999,1", "1,2,3"):
        assert after(pad, NAME, Intent(IntentKind.STROKE, value), (), ALL) == pad, value
    drawn = after(pad, NAME, Intent(IntentKind.STROKE, "1,2 3,4"), (), ALL)
    assert drawn.strokes == (((1, 2), (3, 4)),)
    assert after(Line(Keyboard.PINYIN), NAME, Intent(IntentKind.STROKE, "1,2"), (), ALL).strokes == ()
    many = pad
    for _ in range(STROKES_MAX + 5):
        many = after(many, NAME, Intent(IntentKind.STROKE, "1,2"), (), ALL)
    assert len(many.strokes) == STROKES_MAX


points = st.tuples(st.integers(0, PAD_SIDE), st.integers(0, PAD_SIDE))


@given(st.lists(points, min_size=1, max_size=30).map(tuple))
def test_a_stroke_comes_through_its_intent(stroke: tuple[tuple[int, int], ...]) -> None:
    assert stroke_of(stroke_text(stroke)) == stroke


intents = st.one_of(
    st.builds(Intent, st.just(IntentKind.KEY), st.sampled_from([*"abz29'", "erase", "clear", "shift", "space", "\n", "ab"])),
    st.builds(Intent, st.just(IntentKind.TEXT), st.sampled_from(["王", "王小", "A", "\x00", "x" * 99, "·", ""])),
    st.builds(Intent, st.just(IntentKind.STROKE), st.sampled_from(["1,1 2,2", "bad"])),
    st.builds(Intent, st.just(IntentKind.CHOOSE), st.sampled_from(["pinyin", "handwriting", "letters", "nothing"])),
    st.builds(Intent, st.just(IntentKind.TURN_PAGE), st.sampled_from(["0", "7", "-1", "x"])),
    st.builds(Intent, st.just(IntentKind.SEVERAL)),
)


@given(st.sampled_from(list(TextKind)), st.lists(intents, max_size=40))
def test_whatever_is_touched_the_line_stays_what_may_be_typed(kind: TextKind, touched: list[Intent]) -> None:
    question = TextQuestion(kind, "name.title", max_length=6)
    line = Line(Keyboard.PINYIN)
    for intent in touched:
        line = after(line, question, intent, OFFERED if line.undecided else (), ALL)
        assert may_be_typed(question, line.text)
        assert len(line.text) <= length_limit(question)
        assert not (line.composing and line.strokes)
        assert len(line.composing) <= KEYS_MAX
    assert "王" not in repr(line)
