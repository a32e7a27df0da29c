"""What the screens say: a next step on each, nothing of the person aloud, an emergency in two languages."""

import pytest

from api.text.catalogue import LANGUAGES
from kiosk.flow.engine import Shown
from kiosk.flow.zone.views import Emergency
from kiosk.view_models.form_models import FactsModel
from kiosk.view_models.models import HomeModel, KioskModel, MessageModel
from kiosk.view_models.spoken import phrase_of
from tests.support.duty_views import WORDS
from tests.support.kiosk_views import every_picture


@pytest.fixture(scope="module")
def pictures() -> dict[str, dict[str, KioskModel]]:
    return {language: every_picture(language, 12) for language in LANGUAGES}


def message(pictures: dict[str, dict[str, KioskModel]], name: str, language: str = "zh-CN") -> MessageModel:
    screen = pictures[language][name].screen
    assert isinstance(screen, MessageModel)
    return screen


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_calls_somebody_and_every_end_has_a_telephone_number(
    pictures: dict[str, dict[str, KioskModel]], language: str
) -> None:
    assert [button.name for button in message(pictures, "help", language).buttons] == [
        "help.call-help",
        "help.call-sos",
        "help.close",
    ]
    for name in ("help-unanswered", "help-nobody", "help-unreachable"):
        screen = message(pictures, name, language)
        assert "0912-1234567" in screen.text
        assert {"help.slip", "help.call-again", "help.close"} == {button.name for button in screen.buttons}
    for name in ("help-asking", "help-calling", "help-coming", "help-sos"):
        assert "help.end-call" in {button.name for button in message(pictures, name, language).buttons}
    assert "help.slip" not in {button.name for button in message(pictures, "help-slip-printed", language).buttons}


def test_an_emergency_is_said_in_two_languages_and_aloud(pictures: dict[str, dict[str, KioskModel]]) -> None:
    for language in LANGUAGES:
        screen = message(pictures, "emergency", language)
        assert "离开" in screen.title
        assert "leave" in screen.title
        assert "广场" in screen.text
    assert phrase_of(Shown(view=Emergency(), language="en")) == "evacuate"


def test_out_of_service_says_why_where_to_go_and_whom_to_ring_up(pictures: dict[str, dict[str, KioskModel]]) -> None:
    for name, nearest in (("out-of-service", True), ("out-failing", False), ("out-no-hall", True)):
        text = message(pictures, name).text
        assert ("东门" in text) is nearest
        assert "0912-7654321" in text
    assert [button.name for button in message(pictures, "out-no-hall").buttons] == ["out.look"]
    assert message(pictures, "out-of-service").buttons == ()
    assert "09:41" in message(pictures, "zone-closed").text


def test_nothing_of_a_complaint_is_said_aloud_and_no_number_is_shown_whole(
    pictures: dict[str, dict[str, KioskModel]],
) -> None:
    screen = pictures["zh-CN"]["complaint-check"].screen
    assert isinstance(screen, FactsModel)
    assert all(fact.private for fact in screen.facts)
    assert WORDS in [fact.value for fact in screen.facts]
    assert "139****0000" in [fact.value for fact in screen.facts]
    assert WORDS not in repr(screen)


def test_shortly_before_closing_home_says_so(pictures: dict[str, dict[str, KioskModel]]) -> None:
    screen = pictures["zh-CN"]["home-closing"].screen
    assert isinstance(screen, HomeModel)
    assert "09:53" in screen.notice
