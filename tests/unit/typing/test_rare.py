"""Rare characters of names: typed by their sound, and drawn with a face that has them."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk.input_methods.methods import InputMethods
from kiosk.input_methods.rare_characters import TABLE, rare_characters
from kiosk.input_methods.syllables import SYLLABLES
from kiosk.theme.rare import FACE, HANAZONO, OWN_CHARACTERS, SUPPLEMENT, has_rare, marked, own_characters, runs
from tests.support.kiosk import test_fonts
from tests.support.rare_table import table

OWN = frozenset("𬱖𫖯")


def test_the_table_is_what_pypinyin_and_the_face_say() -> None:
    assert TABLE.read_text("utf-8") == table(), "run: python -m tests.support.rare_table"


def test_a_rare_name_can_be_typed() -> None:
    methods = InputMethods()
    for syllable, character in (("di", "𬱖"), ("fu", "𫖯"), ("yin", "𬤇")):
        if character in rare_characters(syllable):
            found = {candidate.text: candidate.used for candidate in methods.by_sound(syllable)}
            assert found[character] == len(syllable)
    assert "𫖯" in [candidate.text for candidate in methods.by_sound("38")]
    assert all(ord(one.text[0]) < SUPPLEMENT for one in methods.by_sound("fu")[:10])
    methods.close()


def test_only_whole_syllables_have_rare_characters() -> None:
    assert rare_characters("f") == rare_characters("fufu") == rare_characters("") == ""
    assert rare_characters("fu")
    assert sum(syllable in SYLLABLES for syllable in (line.split()[0] for line in TABLE.read_text("utf-8").splitlines())) > 200


@given(st.text(st.sampled_from("王𠀀𬱖小[]&𪜎a "), max_size=12))
def test_runs_put_together_are_the_text(text: str) -> None:
    pieces = runs(text, OWN)
    assert "".join(piece for piece, _ in pieces) == text
    for piece, rare in pieces:
        assert all((ord(character) >= SUPPLEMENT and character not in OWN) is rare for character in piece)
    assert has_rare(text) or all(not rare for _, rare in pieces)


def test_markup_names_the_other_face_and_brackets_stay_brackets() -> None:
    assert marked("王𠀀[小]&", OWN) == f"王[font={FACE}]𠀀[/font]&bl;小&br;&amp;"
    assert marked("王𬱖", OWN) == "王𬱖"


def test_what_the_fonts_have_is_noted_beside_them() -> None:
    noted = (test_fonts() / OWN_CHARACTERS).read_text("utf-8")
    assert "𬱖" in noted
    assert "𠀀" not in noted
    assert own_characters([0x4E00, 0x20001, 0x20000]) == "\U00020000\U00020001"
    assert HANAZONO.is_file(), "fonts-hanazono is missing: make test installs it"
