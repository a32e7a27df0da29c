"""Every reason of a platform has words for the citizen."""

import pytest

from api.text.catalogue import LANGUAGES, read_catalogue
from hall_controller.identity.adapters import base
from kiosk.ports import checked
from kiosk.ports.register import HALL_SILENT

REASONS = sorted(
    {value for name, value in vars(base).items() if name.isupper() and isinstance(value, str)}
    | {checked.MALFORMED, checked.REFUSED, *checked._REASONS.values(), HALL_SILENT}
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_words(language: str) -> None:
    assert len(REASONS) > 15
    texts = read_catalogue().section("kiosk", language)
    assert [key for key in REASONS if f"identity.reason.{key}" not in texts] == []
