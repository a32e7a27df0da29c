"""What somebody agreed to can be told from its version: the texts of a notice don't change under it. And a card left behind."""

import hashlib
from datetime import UTC, datetime

from api.messages.identity_words import ConsentPurpose
from api.text.catalogue import LANGUAGES, read_catalogue
from kiosk.flow.engine import Shown
from kiosk.flow.ports import PrinterReadiness
from kiosk.flow.steps.identify.consent import TEXT_VERSIONS
from kiosk.flow.views import Home
from kiosk.view_models.kiosk import Presenter
from kiosk.view_models.surroundings import Surroundings
from tests.support.kiosk_views import catalogue_view

NOTICES = {
    ConsentPurpose.FACE_COMPARE: ("2026-11", "92999009b29e201e99f49062c9756050f92c31dbe0a78d99039cebdc3c99be41"),
    ConsentPurpose.FACE_ONLINE: ("2026-11", "8e46f5ffcbe7aa23d42580ff37a5f23e6a26e269ef3a2e49f1722ae30cf359a8"),
    ConsentPurpose.FACE_REGISTRY: ("2026-11", "faf5879735338c9f20f9b2670556291d2aa0656672b8e67f0e5bcddfaa9a81d5"),
}
"""Purpose → version and SHA-256 of its texts in all languages. Another text needs another version in `TEXT_VERSIONS`."""
PREFIX = "identity.consent."


def texts_of(purpose: ConsentPurpose) -> str:
    catalogue = read_catalogue()
    names = {other.value for other in ConsentPurpose} - {purpose.value}
    lines = [
        f"{language} {key} {text}"
        for language in LANGUAGES
        for key, text in sorted(catalogue.section("kiosk", language).items())
        if key.startswith(PREFIX) and key.removeprefix(PREFIX).split(".")[0] not in names
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def test_a_changed_notice_has_a_new_version() -> None:
    assert {purpose: (TEXT_VERSIONS[purpose], texts_of(purpose)) for purpose in ConsentPurpose} == NOTICES


def test_the_home_screen_tells_of_a_card_that_was_left() -> None:
    presenter = Presenter(read_catalogue(), LANGUAGES, lambda ms: datetime.fromtimestamp(ms / 1000, UTC))
    now = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    notices = [
        presenter.present(
            Shown(Home(), "en"), Surroundings(catalogue_view(), True, PrinterReadiness(True), now, card_left=left)
        ).screen.notice
        for left in (False, True)
    ]
    assert notices == ["", "A card still lies on the reader."]
