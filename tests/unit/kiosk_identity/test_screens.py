"""Models of identification's screens: every word there is has a text, and nothing personal stands where it shouldn't."""

import pytest

from api.messages.identity_words import ConsentPurpose, IdentityWay
from api.text.catalogue import read_catalogue
from kiosk.flow.engine import Shown
from kiosk.flow.identity.views import EnterDocument
from kiosk.flow.intents import IntentKind
from kiosk.theme.icons import ICONS
from kiosk.view_models.identity_capture import ARROWS, GUIDANCE
from kiosk.view_models.identity_models import CardModel, FaceModel, HubModel, NoticeModel, ScanModel
from kiosk.view_models.identity_reasons import reason_text
from kiosk.view_models.identity_typing import shown
from kiosk.view_models.models import HomeModel, KeypadModel, MessageModel, PickModel, buttons_of
from kiosk.view_models.state import state_of
from kiosk.view_models.texts import Texts
from kiosk.vision.messages import Guidance
from tests.support.identity_views import NUMBER, TYPES, identity_views
from tests.support.kiosk_views import LANGUAGES, every_picture

PICTURES = {language: every_picture(language, 12) for language in LANGUAGES}


def screen(name: str, language: str = "zh-CN") -> object:
    return PICTURES[language][name].screen


def test_all_ways_stand_on_one_page_in_the_policys_order() -> None:
    hub = screen("identity-hub")
    assert isinstance(hub, HubModel)
    assert [way.intent.value for way in hub.ways] == [way.value for way in IdentityWay]
    assert all(way.enabled and way.hint for way in hub.ways)
    assert "转移登记" in hub.subtitle


def test_a_grey_way_says_why() -> None:
    hub = screen("identity-hub-some")
    assert isinstance(hub, HubModel)
    grey = {way.name: way.hint for way in hub.ways if not way.enabled}
    assert grey["way.face"] == "没有照片可以比对，所以不能刷脸。"
    assert grey["way.show-code"] == "机器的时间还没有校准，暂时不能验码。"
    assert "身份证" in hub.notice, "the citizen is told on which rung they stand"


def test_why_the_way_before_failed_stands_above_the_ways() -> None:
    hub = screen("identity-hub-failed")
    assert isinstance(hub, HubModel)
    assert hub.notice == "这个码不是现在、在这里生成的。截图和转发的码不能用。请换一种方式。"


@pytest.mark.parametrize("purpose", list(ConsentPurpose))
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notice_says_what_the_law_asks_and_its_answers_are_alike(purpose: ConsentPurpose, language: str) -> None:
    notice = screen(f"identity-consent-{purpose.value}", language)
    assert isinstance(notice, NoticeModel)
    assert len(notice.points) == 6
    assert len({point.value for point in notice.points}) == 6
    assert [answer.intent.kind for answer in notice.answers] == [IntentKind.YES, IntentKind.NO]
    assert all(answer.enabled and answer.hint for answer in notice.answers)
    assert "2026-11" in notice.version
    hall = {"zh-CN": "蓝田县政务服务大厅", "en": "Lantian County Government Service Hall"}[language]
    assert hall in notice.points[-1].value


def test_the_pages_of_a_notice_hold_all_its_points() -> None:
    whole = screen("identity-consent-face-compare")
    second = screen("identity-consent-paged")
    assert isinstance(whole, NoticeModel)
    assert isinstance(second, NoticeModel)
    assert second.points == whole.points[3:]
    assert second.previous is not None
    assert second.next is not None
    assert (second.previous.enabled, second.next.enabled) == (True, False)


@pytest.mark.parametrize("guidance", list(Guidance))
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_guidance_has_its_own_words_and_an_icon(guidance: Guidance, language: str) -> None:
    model = screen(f"identity-face-{guidance.value}", language)
    assert isinstance(model, FaceModel)
    assert not model.text.startswith("identity.")
    assert GUIDANCE[guidance][0] in ICONS
    assert model.icon == GUIDANCE[guidance][0]
    assert [button.intent.kind for button in model.buttons] == [IntentKind.BACK], "another way is on the screen itself"


def test_guidance_texts_differ_from_each_other() -> None:
    for language in LANGUAGES:
        texts = [screen(f"identity-face-{guidance.value}", language).text for guidance in Guidance]  # type: ignore[attr-defined]
        assert len(texts) - len(set(texts)) <= (1 if language == "en" else 0)


def test_arrows_point_where_the_person_turns_in_the_mirror() -> None:
    assert {guidance.value: arrow.value for guidance, arrow in ARROWS.items()} == {"turn-left": "left", "turn-right": "right"}
    assert screen("identity-face-turn-left").arrow.value == "left"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("typed", "hidden", "citizen", "stands"),
    [
        ("", True, True, ""),
        ("6", True, True, "6"),
        ("61", True, True, "61"),
        ("610122195", True, True, "6***** **5"),
        ("61012219520304123X", True, True, "6***** ******** ***X"),
        ("61012219520304123X", False, True, "610122 19520304 123X"),
        ("E1234567", True, False, "E******7"),
    ],
)
def test_what_is_typed_is_hidden_but_for_its_ends(typed: str, hidden: bool, citizen: bool, stands: str) -> None:
    assert shown(typed, hidden=hidden, citizen=citizen) == stands


def test_the_keys_are_those_of_the_documents_numbers() -> None:
    citizens, passport = screen("identity-number"), screen("identity-number-letters")
    assert isinstance(citizens, KeypadModel)
    assert isinstance(passport, KeypadModel)
    assert [key.text for key in citizens.digits] == [*"123456789", "X", "0", "删除"]
    assert citizens.letters == ()
    assert "".join(key.text for key in passport.letters) == "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    assert passport.problem == "号码的写法不对。"


def test_every_document_type_has_a_name_in_each_language() -> None:
    for language in LANGUAGES:
        model = screen("identity-documents", language)
        assert isinstance(model, PickModel)
        assert [card.intent.value for card in model.cards] == list(TYPES)
        assert len({card.text for card in model.cards}) == len(TYPES)


def test_a_receipt_is_typed_in_the_open_with_its_hyphen() -> None:
    model = screen("identity-receipt")
    assert isinstance(model, KeypadModel)
    assert (model.typed, model.eye) == ("7KQ2-M9XD", None)


def test_taking_a_consent_back_is_in_the_guide_wherever_faces_are_compared() -> None:
    menu = screen("guide-menu")
    assert isinstance(menu, PickModel)
    [withdraw] = [card for card in menu.cards if card.name == "guide.withdraw"]
    assert withdraw.enabled
    home = screen("home-full-unreachable")
    assert isinstance(home, HomeModel)
    assert [tile.enabled for tile in home.tiles if tile.name == "home.guide"] == [True], "also without the hall"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("reason", "same_as"),
    [("camera.somethingNew", "camera"), ("vision.broken.deep", "vision"), ("unheard.of", "other"), ("", "other")],
)
def test_an_unknown_reason_is_told_by_the_nearest_known_word(language: str, reason: str, same_as: str) -> None:
    texts = Texts(read_catalogue(), language)
    assert reason_text(texts, reason) == texts(f"identity.reason.{same_as}")


def test_a_failure_says_why_and_offers_what_else_there_is() -> None:
    failed, waiting = screen("identity-failed"), screen("identity-failed-wait")
    assert isinstance(failed, MessageModel)
    assert isinstance(waiting, MessageModel)
    assert "真人" in failed.text
    assert [button.name for button in failed.buttons] == ["failed.again", "failed.other", "failed.person"]
    assert [button.name for button in waiting.buttons] == ["failed.other", "failed.person"]
    assert "5 分钟" in waiting.text


def test_what_devices_look_at_can_be_left_for_another_way() -> None:
    for name, kind in (("identity-scan", ScanModel), ("identity-card-waiting", CardModel), ("identity-scan-nonce", ScanModel)):
        model = screen(name)
        assert isinstance(model, kind)
        assert [button.intent.kind for button in model.buttons] == [IntentKind.BACK]


def test_state_says_how_much_was_typed_and_never_what() -> None:
    typed = Shown(view=EnterDocument("111", NUMBER, hidden=False), language="zh-CN")
    assert state_of(typed)["typed"] == "*" * len(NUMBER)
    assert NUMBER not in str(state_of(typed))
    face = state_of(Shown(view=identity_views()["identity-face-too-dark"], language="zh-CN"))
    assert (face["screen"], face["guidance"]) == ("face-check", "too-dark")
    failed = state_of(Shown(view=identity_views()["identity-failed"], language="zh-CN"))
    assert failed["reason"] == "face.notLive"


def test_no_repr_shows_what_was_typed() -> None:
    for name in ("identity-number-hidden", "identity-number-shown", "identity-name"):
        model = PICTURES["zh-CN"][name]
        assert NUMBER not in repr(model)
        assert "610122 19520304 123X" not in repr(model)
        assert "XIAOMING" not in repr(model)


def test_every_touchable_has_a_name_of_its_own() -> None:
    for name, model in PICTURES["en"].items():
        names = [button.name for button in buttons_of(model)]
        assert len(names) == len(set(names)), name
