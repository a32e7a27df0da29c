"""The start-up check says which packages typing lacks."""

from pathlib import Path

from api.text.catalogue import LANGUAGES, read_catalogue
from kiosk.check.finding import Verdict
from kiosk.check.run import sentence
from kiosk.check.typing import look_at_typing
from kiosk.input_methods.handwriting import Handwriting
from kiosk.input_methods.methods import InputMethods
from kiosk.input_methods.pinyin import Pinyin


def test_all_is_there_on_a_machine_that_was_set_up() -> None:
    assert look_at_typing().verdict is Verdict.WELL


def test_what_is_missing_is_named_with_its_package(tmp_path: Path) -> None:
    nothing = InputMethods(Pinyin(library="nothing.so"), Handwriting(model=tmp_path / "none"))
    finding = look_at_typing(nothing, tmp_path / "none")
    assert finding.verdict is Verdict.LOOK
    for language in LANGUAGES:
        told = sentence(finding, read_catalogue(), language)
        for package in ("libpinyin15", "libzinnia0", "tegaki-zinnia-simplified-chinese", "fonts-hanazono"):
            assert package in told
    assert "libpinyin15" not in sentence(look_at_typing(rare_face=tmp_path / "none"), read_catalogue(), "en")
