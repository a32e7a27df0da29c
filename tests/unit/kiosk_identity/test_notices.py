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
    ConsentPurpose.FACE_COMPARE: ("2026-11", "914f0b2a359f77f519970a6146e5f0be1fbb30e88dde1a1a11dfc23811f62bcd"),
    ConsentPurpose.FACE_ONLINE: ("2026-11", "af7ae94e66113eb5ec2dcb32821fd8702374d620ffc2566d952764824a168ccb"),
    ConsentPurpose.FACE_REGISTRY: ("2026-11", "a859f74992aa733451e061775c5e81ad3a2b82000d23d045a34605c2c5413118"),
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
