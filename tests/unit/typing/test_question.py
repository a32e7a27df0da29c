"""One question, asked by the real step in the real engine, with words from a list or from the system's libraries."""

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.flow.intents import IntentKind
from kiosk.flow.typing.absent import NoInputMethods
from kiosk.flow.typing.question import Keyboard, TextKind, TextQuestion
from kiosk.flow.typing.type_text import LEFT_OUT
from kiosk.input_methods.methods import InputMethods
from tests.support.typing_rig import TypingRig, WordList
from tests.unit.typing.test_handwriting import WRITTEN

NAME = TextQuestion(TextKind.NAME, "name.title", "name.text")
ADDRESS = TextQuestion(TextKind.TEXT, "name.title", optional=True, max_length=20)


async def test_a_name_by_pinyin_piece_by_piece() -> None:
    rig = TypingRig(NAME)
    await rig.begin()
    assert rig.line.keyboard is Keyboard.PINYIN
    await rig.keys("wangxiaoming")
    assert rig.offered == ["王小明", "王", "网"]
    assert not rig.line.complete
    await rig.do(IntentKind.TEXT, "王")
    assert (rig.line.text, rig.line.composing, rig.offered) == ("王", "xiaoming", ["小明"])
    await rig.do(IntentKind.CONFIRM)
    assert rig.view == "TypeText"
    await rig.do(IntentKind.TEXT, "小明")
    await rig.do(IntentKind.CONFIRM)
    assert rig.asked.answers == ["王小明"]
    assert rig.view == "Home"


async def test_a_name_with_the_libraries_of_the_system() -> None:
    methods = InputMethods()
    rig = TypingRig(NAME, methods)
    await rig.begin()
    assert rig.line.keyboards == (Keyboard.PINYIN, Keyboard.HANDWRITING, Keyboard.LETTERS)
    await rig.keys("9264")
    await rig.do(IntentKind.TEXT, "王")
    await rig.do(IntentKind.CHOOSE, Keyboard.HANDWRITING.value)
    await rig.draw(*WRITTEN["大"])
    await rig.do(IntentKind.TEXT, "大")
    assert (rig.line.text, rig.line.strokes) == ("王大", ())
    await rig.do(IntentKind.CONFIRM)
    assert rig.asked.answers == ["王大"]
    methods.close()


async def test_without_input_methods_there_are_letters() -> None:
    rig = TypingRig(NAME, NoInputMethods())
    await rig.begin()
    assert rig.line.keyboards == (Keyboard.LETTERS,)
    await rig.characters("WANG")
    await rig.do(IntentKind.KEY, "space")
    await rig.characters("MING")
    await rig.do(IntentKind.CONFIRM)
    assert rig.asked.answers == ["WANG MING"]


async def test_whoever_reads_english_begins_with_letters() -> None:
    rig = TypingRig(NAME)
    await rig.do(IntentKind.LANGUAGE, "en")
    await rig.begin()
    assert rig.line.keyboards == (Keyboard.LETTERS, Keyboard.PINYIN, Keyboard.HANDWRITING)


async def test_an_optional_question_may_be_left_out_and_another_may_not() -> None:
    rig = TypingRig(ADDRESS)
    await rig.begin()
    await rig.do(IntentKind.SKIP)
    assert rig.asked.answers == [LEFT_OUT]
    rig = TypingRig(NAME)
    await rig.begin()
    await rig.do(IntentKind.SKIP)
    assert rig.asked.answers == []


async def test_a_wrong_answer_is_told_and_can_be_changed() -> None:
    rig = TypingRig(TextQuestion(TextKind.DATE, "name.title"), before="2026-02-03")
    await rig.begin()
    assert rig.line.text == "20260203"
    await rig.keys(["erase"] * 2)
    await rig.characters("31")
    await rig.do(IntentKind.CONFIRM)
    assert rig.line.problem == "problem.date"
    await rig.do(IntentKind.KEY, "erase")
    assert rig.line.problem == ""
    await rig.do(IntentKind.CONFIRM)
    assert rig.asked.answers == []
    await rig.do(IntentKind.KEY, "erase")
    await rig.characters("28")
    await rig.do(IntentKind.CONFIRM)
    assert rig.asked.answers == ["2026-02-28"]


async def test_a_hidden_number_is_shown_when_its_owner_wants_it() -> None:
    rig = TypingRig(TextQuestion(TextKind.ID_NUMBER, "name.title", hidden=True))
    await rig.begin()
    assert rig.line.hidden
    await rig.do(IntentKind.SEVERAL)
    assert not rig.line.hidden


async def test_input_methods_forget_however_it_ends() -> None:
    for ending in (IntentKind.BACK, IntentKind.HOME, IntentKind.CONFIRM):
        words = WordList()
        rig = TypingRig(NAME, words)
        await rig.begin()
        await rig.characters("王")
        await rig.do(ending)
        assert words.forgotten == 1, ending
        assert rig.view == "Home"


async def test_who_walks_away_leaves_nothing() -> None:
    words = WordList()
    rig = TypingRig(NAME, words)
    await rig.begin()
    await rig.keys("wang")
    assert "王" in rig.offered
    await rig.wait(100)
    assert rig.view == "Home"
    assert words.forgotten == 1
    assert rig.engine.session is None
    assert "王" not in repr(rig.audit.events)
    assert "wang" not in repr(rig.audit.events)


SECRETS = ("王小明", "王", "wangxiao", "110101")
touched = st.lists(
    st.one_of(
        st.tuples(st.just(IntentKind.KEY), st.sampled_from([*"wang2", "erase", "space", "clear", "shift"])),
        st.tuples(st.just(IntentKind.TEXT), st.sampled_from(SECRETS)),
        st.tuples(st.just(IntentKind.STROKE), st.just("1,1 900,900")),
        st.tuples(st.just(IntentKind.CHOOSE), st.sampled_from([one.value for one in Keyboard])),
        st.tuples(st.sampled_from([IntentKind.HELP, IntentKind.CONFIRM, IntentKind.MODE, IntentKind.BACK]), st.just("large")),
    ),
    max_size=25,
)


@settings(max_examples=60)
@given(st.sampled_from([NAME, ADDRESS, TextQuestion(TextKind.ID_NUMBER, "name.title")]), touched)
def test_whatever_somebody_types_nothing_of_it_is_left(question: TextQuestion, intents: list[tuple[IntentKind, str]]) -> None:
    async def session() -> None:
        words = WordList()
        rig = TypingRig(question, words)
        await rig.begin()
        for kind, value in intents:
            await rig.do(kind, value)
        await rig.do(IntentKind.HOME)
        assert rig.view == "Home"
        assert rig.engine.session is None
        assert words.forgotten == 1
        told = repr(rig.audit.events) + repr(rig.engine.shown)
        assert not [secret for secret in SECRETS if secret in told]

    asyncio.run(session())


async def test_no_repr_says_what_is_typed() -> None:
    rig = TypingRig(NAME)
    await rig.begin()
    await rig.keys("wangxiaoming")
    await rig.do(IntentKind.TEXT, "王")
    told = repr(rig.engine.shown)
    assert "王" not in told
    assert "ming" not in told
