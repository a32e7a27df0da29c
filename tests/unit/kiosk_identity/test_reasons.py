"""Every reason that the code gives for a failed way has words in both languages; none ends as "that didn't work"."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.text.catalogue import LANGUAGES, read_catalogue
from kiosk.view_models.identity_reasons import reason_text
from kiosk.view_models.texts import Texts

SOURCES = (
    "api/credentials",
    "api/identity",
    "drivers/camera",
    "hall_controller/identity/adapters",
    "kiosk/flow/identity",
    "kiosk/flow/steps",
    "kiosk/ports",
    "kiosk/vision",
)
REASON = re.compile(r"(camera|card|code|face|id|identity|platform|scan|vision)\.[a-z][A-Za-z]*")
OWN_WORDS = ("code", "face", "identity", "scan")
"""A citizen can do something about these, each in another way: each has a text of its own."""


def given() -> Iterator[str]:
    """Dotted texts in the code that look like a reason."""
    for source in SOURCES:
        for path in Path(source).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and REASON.fullmatch(node.value):
                    yield node.value


REASONS = sorted(set(given()))


def test_the_code_was_read() -> None:
    assert {"code.wrongNonce", "face.notLive", "identity.tooManyTries", "vision.nothingToCompare"} <= set(REASONS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", REASONS)
def test_each_reason_has_words(reason: str, language: str) -> None:
    texts = Texts(read_catalogue(), language)
    assert reason_text(texts, reason) != texts("identity.reason.other")
    if reason.partition(".")[0] in OWN_WORDS:
        assert texts.has(f"identity.reason.{reason}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_refused_codes_can_be_told_apart(language: str) -> None:
    texts = Texts(read_catalogue(), language)
    codes = [reason for reason in REASONS if reason.startswith("code.")]
    assert len({reason_text(texts, reason) for reason in codes}) == len(codes)
