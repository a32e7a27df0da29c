"""Every refusal has words of its own, in every language of the screen."""

import pytest

from api.credentials.refusal import Reason
from api.text.catalogue import LANGUAGES, read_catalogue


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_refusals_say_the_same(language: str) -> None:
    texts = read_catalogue()
    said = {reason: texts.text("kiosk", f"identity.reason.{reason.value}", language) for reason in Reason}
    assert all(text and text != f"identity.reason.{reason.value}" for reason, text in said.items())
    assert len(set(said.values())) == len(Reason)
