"""The catalogues agree with each other and hold every refusal; broken files are named."""

import json
import re
from pathlib import Path

import pytest

import api.http
from api.messages.words import CompletionCode, Refusal
from api.text.catalogue import LANGUAGES, CatalogueError, TextCatalogue, read_catalogue
from hall_controller.trust.registrar import RefusalReason


def write(folder: Path, language: str, section: str, texts: object) -> None:
    (folder / language).mkdir(exist_ok=True)
    (folder / language / f"{section}.json").write_text(json.dumps(texts), encoding="utf-8")


def test_every_refusal_has_a_text_in_both_languages() -> None:
    catalogue = read_catalogue()
    for language in LANGUAGES:
        assert catalogue.section("refusals", language).keys() == {refusal.value for refusal in Refusal}


def test_every_failed_completion_and_every_problem_of_a_request_has_a_text() -> None:
    # `Problem(status, "key", …)`, over as many lines as it takes.
    raised = re.compile(r'\bProblem\(\s*[\w.]+,\s*"(\w+)"')
    sources = [path.read_text(encoding="utf-8") for path in Path(api.http.__path__[0]).glob("*.py")]
    used = {key for source in sources for key in raised.findall(source)} - {refusal.value for refusal in Refusal}
    assert {"signInRequired", "wrongCsrfToken", "tooManyAttempts"} <= used
    codes = {code.value for code in CompletionCode} - {CompletionCode.SUCCESS}
    framework = {"notFound", "methodNotAllowed"}
    units = {reason.value for reason in RefusalReason}
    for language in LANGUAGES:
        assert read_catalogue().section("problems", language).keys() == used | codes | framework | units


def test_arguments_are_filled_in_and_unknown_languages_read_chinese() -> None:
    catalogue = TextCatalogue({"zh-CN": {"web": {"go": "请{number}号"}}, "en": {"web": {"go": "Ticket {number}"}}})
    assert catalogue.text("web", "go", "en", number="A012") == "Ticket A012"
    assert catalogue.text("web", "go", "fr", number="A012") == "请A012号"
    assert catalogue.texts("web", "go", number=1) == {"zh-CN": "请1号", "en": "Ticket 1"}


def test_a_key_without_text_is_shown_as_key() -> None:
    assert read_catalogue().text("refusals", "no.such") == "no.such"


@pytest.mark.parametrize(
    ("chinese", "english", "message"),
    [
        ({"a": "甲"}, {}, "only one language"),
        ({"a": "甲{n}"}, {"a": "first"}, "other arguments"),
        ({"a": ""}, {"a": "first"}, "needs a text"),
        ({"a": {"b": "乙"}}, {"a": {"b": "second"}}, "needs a text"),
        (["甲"], ["first"], "flat object"),
        ({"a": "甲{"}, {"a": "first"}, "'a'"),
    ],
)
def test_a_broken_catalogue_is_an_error_that_names_the_place(
    tmp_path: Path, chinese: object, english: object, message: str
) -> None:
    write(tmp_path, "zh-CN", "web", chinese)
    write(tmp_path, "en", "web", english)
    with pytest.raises(CatalogueError, match=message):
        read_catalogue(tmp_path)


def test_a_section_in_one_language_only_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, "zh-CN", "web", {"a": "甲"})
    (tmp_path / "en").mkdir()
    with pytest.raises(CatalogueError, match="sections that only one language has: web"):
        read_catalogue(tmp_path)
