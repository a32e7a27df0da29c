"""What the items' screens say: values as people read them, what is hidden, a way on from each, and rows that fit a page."""

from datetime import datetime

import pytest

from api.messages.item_views import FeeLineView, ItemHoursView
from api.messages.item_words import ColumnKind, DepartmentReason, FieldKind, PayWhere
from api.text.catalogue import read_catalogue
from kiosk.flow.items.offers import CLOSED, DEPARTMENT_AWAY, HALL_AWAY, NO_PAPER, is_open, opens_next
from kiosk.flow.items.questions import problem_of, question_of, value_of
from kiosk.flow.items.views import Answer, AskingDepartment, DepartmentRefused, ItemFee, ItemPrinting, Place
from kiosk.flow.items.visit import ItemVisit
from kiosk.flow.mode import Mode
from kiosk.flow.typing.question import TextKind
from kiosk.theme import sizes
from kiosk.view_models.form_models import FactsModel
from kiosk.view_models.item_values import answer_text, column_text, hours_text
from kiosk.view_models.items import item_model
from kiosk.view_models.models import MessageModel, PickModel
from kiosk.view_models.page_room import CAPITAL_HEIGHT_EM, CAPITALS_MM, PageRoom
from kiosk.view_models.parts import Fact
from kiosk.view_models.texts import Texts
from tests.support.item_hall import CHINA, county
from tests.support.item_views import item_views

CATALOGUE = read_catalogue()
CHINESE, ENGLISH = Texts(CATALOGUE, "zh-CN"), Texts(CATALOGUE, "en")
ID = "610124199003071236"
VIEWS = item_views(12)
BUSY = (AskingDepartment, ItemPrinting)


def words(key: str, **arguments: object) -> dict[str, str]:
    return CATALOGUE.texts("items", key, **arguments)


@pytest.mark.parametrize(
    ("kind", "value", "chinese", "english"),
    [
        (ColumnKind.MONEY, "1250", "12.50 元", "12.50 yuan"),
        (ColumnKind.MONEY, "-1200", "-12 元", "-12 yuan"),
        (ColumnKind.MONEY, "free", "free", "free"),
        (ColumnKind.DATE, "2026-03-05", "2026年3月5日", "5 March 2026"),
        (ColumnKind.DATE, "soon", "soon", "soon"),
        (ColumnKind.MONTH, "2026-03", "2026年3月", "March 2026"),
        (ColumnKind.NAME, "王小明", "王*明", "王*明"),
        (ColumnKind.ID_NUMBER, ID, "6101**********1236", "6101**********1236"),
        (ColumnKind.TEXT, "有效", "有效", "有效"),
    ],
)
def test_a_records_value_as_people_read_it(kind: ColumnKind, value: str, chinese: str, english: str) -> None:
    assert column_text(kind, value, CHINESE) == chinese
    assert column_text(kind, value, ENGLISH) == english


@pytest.mark.parametrize(
    ("kind", "value", "told"),
    [
        (FieldKind.ID_NUMBER, ID, "6101**********1236"),
        (FieldKind.PHONE, "13800000000", "13800000000"),
        (FieldKind.YES_NO, "yes", "是"),
        (FieldKind.MONEY, "100", "1 元"),
        (FieldKind.TEXT, "", "未填"),
    ],
)
def test_an_answer_as_its_owner_looks_it_through(kind: FieldKind, value: str, told: str) -> None:
    assert answer_text(Answer("x", {"zh-CN": "问"}, kind, value), CHINESE) == told


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize("mode", [Mode(), Mode(large=True), Mode(reach=True), Mode(large=True, reach=True)], ids=str)
def test_every_screen_has_a_way_on_and_names_each_button_once(name: str, mode: Mode) -> None:
    view = VIEWS[name]
    for texts in (CHINESE, ENGLISH):
        model = item_model(view, texts, mode, portrait=True)
        own = [
            *getattr(model, "buttons", ()),
            *getattr(model, "cards", ()),
            *getattr(model, "options", ()),
            *(button for button in (getattr(model, "previous", None), getattr(model, "next", None)) if button),
        ]
        assert len({button.name for button in own}) == len(own)
        assert isinstance(view, BUSY) or any(button.enabled for button in own)
        assert len(getattr(model, "buttons", ())) <= 3


@pytest.mark.parametrize("name", ["items-records", "items-facts", "items-confirm"])
def test_what_tells_of_a_person_is_for_no_loudspeaker(name: str) -> None:
    model = item_model(VIEWS[name], CHINESE, Mode(), portrait=True)
    assert isinstance(model, FactsModel)
    assert all(fact.private for fact in model.facts if fact.label)
    assert "王小明" not in repr(model)


def test_every_reason_has_words_with_a_next_step_in_both_languages() -> None:
    place = Place({"zh-CN": "事项", "en": "Matter"}, 1, 2)
    for texts in (CHINESE, ENGLISH):
        section = CATALOGUE.section("items", texts.language)
        for reason in DepartmentReason:
            assert f"reason.{reason.value}" in section
            item_model(DepartmentRefused(place, reason, {}, change=True), texts, Mode(), portrait=True)
        for where in PayWhere:
            assert f"fee.where.{where.value}" in section
        for away in (HALL_AWAY, DEPARTMENT_AWAY, CLOSED, NO_PAPER):
            assert {f"away.{away}", f"away.{away}.text"} <= set(section)


@pytest.mark.parametrize("portrait", [True, False])
@pytest.mark.parametrize("large", [True, False])
def test_every_row_stands_on_some_page_and_no_page_is_higher_than_the_screen(portrait: bool, large: bool) -> None:
    room = PageRoom(portrait, large)
    facts = [Fact(f"事项{at}", "蓝田县蓝关街道北环路十二号" * (at % 4 + 1)) for at in range(30)]
    height_mm = room.rows_mm("请核对您填写的内容", "都对就点“确认”", icon=False, figure=False, paged=True)
    pages = room.pages(facts, height_mm)
    assert [fact for page in pages for fact in page] == facts
    assert all(sum(map(room.row_mm, page)) <= height_mm for page in pages)


def test_hours_are_said_and_kept() -> None:
    weekdays = ItemHoursView(days=(1, 2, 3, 4, 5), opens="09:00", closes="17:00")
    assert hours_text(weekdays, CHINESE) == "星期一至星期五 09:00—17:00"
    friday = datetime(2026, 11, 20, 16, 59, tzinfo=CHINA)
    assert is_open(weekdays, friday)
    assert not is_open(weekdays, friday.replace(hour=17))
    assert not is_open(weekdays, friday.replace(day=21, hour=10))
    assert is_open(None, friday)
    assert opens_next(weekdays, friday.replace(hour=18)) == (3, "09:00")
    assert opens_next(weekdays, friday.replace(hour=7)) == (0, "09:00")


def test_an_answer_that_can_t_be_right_is_said_with_what_would_be() -> None:
    fields = [one for item in county().items.values() for step in item.steps if step.kind == "form" for one in step.fields]
    number = next(one for one in fields if one.kind is FieldKind.NUMBER)
    assert str(number.most) in problem_of(number, str(number.most + 1), words)["zh-CN"]
    assert problem_of(number, str(number.most), words) == ""
    money = next(one for one in fields if one.kind is FieldKind.MONEY and one.least)
    assert problem_of(money, "0", words)
    assert value_of(money, "12.5") == "1250"
    code = next(one for one in fields if one.kind is FieldKind.CODE)
    assert problem_of(code, "?", words)
    secret = next(one for one in fields if one.kind is FieldKind.ID_NUMBER)
    assert question_of(secret, 1, 1, words).hidden


def test_letters_are_as_large_as_the_theme_says() -> None:
    assert CAPITAL_HEIGHT_EM == sizes.CAPITAL_HEIGHT_EM
    for letters, (usual, large) in CAPITALS_MM.items():
        size = sizes.TypeSize[letters.value]
        assert (usual, large) == (size.value, sizes.LARGE_MM[size])


def test_a_number_of_digits_has_a_keypad_and_another_code_letters_too() -> None:
    fields = [one for item in county().items.values() for step in item.steps if step.kind == "form" for one in step.fields]
    kinds = {one.pattern: question_of(one, 1, 1, words).kind for one in fields if one.kind is FieldKind.CODE}
    assert kinds["[0-9]{16,19}"] is kinds["[0-9]{8}|[0-9]{20}"] is TextKind.DIGITS
    assert kinds["[A-Z][0-9]{9}"] is kinds["[0-9]{8}-[0-9]{5}"] is TextKind.LETTERS


def test_what_cant_be_begun_now_is_grey_with_its_reason_and_can_be_touched() -> None:
    zone = item_model(VIEWS["items-of-zone"], CHINESE, Mode(), portrait=True)
    assert isinstance(zone, PickModel)
    away = {CHINESE.of("items")(f"away.{reason}") for reason in (CLOSED, DEPARTMENT_AWAY, HALL_AWAY, NO_PAPER)}
    assert {card.hint for card in zone.cards if card.grey} == away
    assert all(card.enabled for card in zone.cards)
    assert not any(card.hint in away for card in zone.cards if not card.grey)


def test_a_price_list_has_no_sum() -> None:
    place, lines = Place({"zh-CN": "事项", "en": "A matter"}, 1, 2), (FeeLineView(names={"zh-CN": "甲"}, fen=8000),) * 2
    shown = [
        item_model(ItemFee(place, PayWhere.WINDOW, lines, {}, adds_up), CHINESE, Mode(), portrait=True)
        for adds_up in (True, False)
    ]
    assert [one.figure for one in shown if isinstance(one, FactsModel)] == ["160 元", ""]


def test_a_first_social_card_is_free_and_another_is_not() -> None:
    steps = [step for step in county().items["social-card-replace"].steps if step.kind == "fee"]
    visit = ItemVisit("v", county().items["social-card-replace"])
    for case, fen in (("new", 0), ("lost", 1600)):
        visit.answers["card_case"] = case
        assert [line.fen for step in steps if visit.holds(step.when) for line in step.lines] == [fen]


def test_whoever_may_have_their_paper_is_not_asked_to_go_without_it() -> None:
    texts = {
        name: [button.text for button in model.buttons]
        for name in ("items-failed-unknown", "items-failed-document")
        if isinstance(model := item_model(VIEWS[name], CHINESE, Mode(), portrait=True), MessageModel)
    }
    assert texts["items-failed-unknown"][-1] == "下一步"
    assert texts["items-failed-document"][-1] == "不要纸，下一步"
