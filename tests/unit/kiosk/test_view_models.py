"""Models say what the engine shows: finished texts in each language, buttons that mean something."""

import re

import pytest

from api.text.catalogue import read_catalogue
from kiosk.view_models.models import HomeModel, PickModel, TicketModel, buttons_of
from kiosk.view_models.observable import Observable
from kiosk.view_models.texts import Texts
from tests.support.kiosk_views import LANGUAGES, every_picture

KEY = re.compile(r"^[a-z-]+(\.[a-zA-Z0-9_-]+)+$")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_screen_shows_a_bare_key_or_an_unfilled_argument(language: str) -> None:
    for name, model in every_picture(language, 12).items():
        for text in texts_of(model):
            assert not KEY.match(text), (name, text)
            assert "{" not in text, (name, text)


def _lasting(names: list[str]) -> list[str]:
    """Without those that turn pages: a longer language may need more of them."""
    return [name for name in names if not name.startswith("page.")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_button_names_are_unique_on_a_screen_and_the_same_in_each_language(language: str) -> None:
    chinese = every_picture("zh-CN", 12)
    for name, model in every_picture(language, 12).items():
        names = [button.name for button in buttons_of(model)]
        assert len(names) == len(set(names)), name
        assert _lasting(names) == _lasting([button.name for button in buttons_of(chinese[name])]), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_footer_is_the_same_four_places_on_every_screen(language: str) -> None:
    for model in every_picture(language, 12).values():
        footer = model.footer
        assert [b.name for b in (footer.back, footer.home, footer.help, footer.language)] == [
            "footer.back",
            "footer.home",
            "footer.help",
            "footer.language",
        ]
        assert footer.help.enabled


def test_away_from_the_hall_everything_that_needs_it_is_grey_with_a_reason() -> None:
    home = every_picture("zh-CN", 12)["home-unreachable"]
    assert not home.screen.tiles[0].enabled
    assert "连不上" in home.screen.notice


def test_away_from_the_hall_with_numbers_of_its_own_the_kiosk_says_both() -> None:
    pictures = every_picture("zh-CN", 12)
    home = pictures["home-alone"].screen
    assert isinstance(home, HomeModel)
    assert home.tiles[0].enabled
    assert "连接不上" in home.notice
    assert "请找工作人员" in home.notice
    assert home.queues == (), "how many wait now nobody knows here"
    services = pictures["services-alone"].screen
    assert isinstance(services, PickModel)
    assert {(card.enabled, card.hint) for card in services.cards} == {(True, "本机取号")}
    given = pictures["paper-alone"].screen
    assert isinstance(given, TicketModel)
    assert "此号有效" in given.text
    assert "前面等候" not in {fact.label for fact in given.facts}


def test_a_number_that_isnt_on_paper_has_a_code_to_be_photographed() -> None:
    pictures = every_picture("zh-CN", 12)
    codes = {name: pictures[name].screen.qr for name in ("number-alone", "number-on-screen", "paper-given", "printing")}  # type: ignore[union-attr]
    ident = "01JD0000000000000000000001"
    assert codes["number-alone"] == ident, "without the hall it is for a kiosk's scanner"
    assert codes["number-on-screen"].endswith(f"/t/{ident}")
    assert (codes["paper-given"], codes["printing"]) == ("", "")


def test_closed_services_are_grey_with_a_reason() -> None:
    model = every_picture("zh-CN", 12)["departments"].screen
    assert isinstance(model, PickModel)
    [closed] = [card for card in model.cards if not card.enabled]
    assert (closed.text, closed.hint) == ("税务局", "现在不取号")


def test_a_ticket_shows_number_people_ahead_and_windows() -> None:
    model = every_picture("zh-CN", 12)["paper-given"].screen
    assert isinstance(model, TicketModel)
    assert model.number == "A012"
    assert [(fact.label, fact.value) for fact in model.facts] == [
        ("办理事项", "转移登记（二手房买卖、继承、赠与）"),
        ("前面等候", "12人"),
        ("办理窗口", "1、2、5至8号窗口"),
        ("取号时间", "09:40"),
    ]


def test_unknown_refusals_and_reasons_still_say_something() -> None:
    texts = Texts(read_catalogue(), "zh-CN")
    assert texts.refusal("somethingNew") == texts.refusal("timeOut") != "somethingNew"
    assert texts.reason("printer.headHot") == "打印机出了问题"


def test_observers_hear_changes_only() -> None:
    value, heard = Observable(1), []
    value.observe(heard.append)
    value.set(1)
    value.set(2)
    assert heard == [1, 2]


def texts_of(model: object) -> list[str]:
    """Every text in a model, however deep, but not the names and intents of buttons."""
    found: list[str] = []
    fields = getattr(type(model), "__dataclass_fields__", {})
    for name in fields:
        if name in ("name", "intent", "icon", "language", "tone", "notice_tone") and isinstance(getattr(model, name), str):
            continue
        if name == "intent":
            continue
        value = getattr(model, name)
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, tuple):
            found += [text for item in value for text in texts_of(item)]
        else:
            found += texts_of(value)
    return found
