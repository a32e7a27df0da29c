"""What the kiosk has printed: read off the paper, as the citizen holds it."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from api.messages.views import ForecastView
from api.messages.words import TicketClass
from api.text.catalogue import read_catalogue
from drivers.emulators.paper import QrCode, Raster
from kiosk.flow.ports import IssuedTicket
from kiosk.ports.paper import paper_fields
from tests.support.kiosk_flow import issued
from tests.support.paper import Paper, printed

CHINA = timezone(timedelta(hours=8))
MS_PER_MIN = 60_000
AT = 1_763_606_460_000
"""2025-11-20 10:41 in China."""
ADDRESS = "https://hall.example/t/01JD0V5Y3M9D8XQ2T7W4R6K1ZB"


def local(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(CHINA)


def ticket(*, slip: dict[str, object] | None = None, **view: object) -> IssuedTicket:
    made = issued("01JD0V5Y3M9D8XQ2T7W4R6K1ZB", "A012")
    return IssuedTicket(made.view.model_copy(update={"issued_at": AT, **view}), made.slip.model_copy(update=slip or {}))


def paper(made: IssuedTicket, language: str = "zh-CN", **more: str) -> Paper:
    return printed({**paper_fields(made, language, read_catalogue(), local), **more}, language=language)


def line_of(sheet: Paper, word: str) -> str:
    return next(line for line in sheet.lines if word in line)


def test_the_forecast_stands_as_clock_times() -> None:
    forecast = ForecastView(low=AT + 4 * MS_PER_MIN, expected=AT + 9 * MS_PER_MIN, high=AT + 19 * MS_PER_MIN)
    assert line_of(paper(ticket(forecast=forecast)), "预计叫到").endswith("约 10:45-11:00")
    assert "about 10:45-11:00" in line_of(paper(ticket(forecast=forecast), "en"), "Called")


def test_a_hall_that_cant_say_promises_nothing() -> None:
    assert not any("预计" in line for line in paper(ticket()).lines)


def test_a_claimed_class_stands_there_with_what_to_bring() -> None:
    sheet = paper(ticket(ticket_class=TicketClass.ELDERLY))
    assert line_of(sheet, "优先类别").endswith("老年人")
    assert line_of(sheet, "证件")
    assert not any("类别" in line for line in paper(ticket()).lines)


def test_items_and_following_legs_are_named() -> None:
    names = ({"zh-CN": "居民身份证换领", "en": "ID card"}, {"zh-CN": "居住证", "en": "Residence permit"})
    sheet = paper(ticket(slip={"items": names, "to_come": ({"zh-CN": "收费"}, {"zh-CN": "出件"})}))
    assert line_of(sheet, "同时办理") == "同时办理：居民身份证换领、居住证"
    assert line_of(sheet, "下一步").endswith("收费，然后出件")
    assert not any("办理事项" in line for line in sheet.lines)


@pytest.mark.parametrize(("marked", "word"), [("island", "离线号"), ("paper", "纸质应急号")])
def test_a_number_of_a_range_of_its_own_is_marked(marked: str, word: str) -> None:
    assert line_of(paper(ticket(marked=marked)), word)


def test_the_code_leads_to_the_tickets_own_page() -> None:
    sheet = paper(ticket(slip={"follow": ADDRESS}))
    assert [code.text for code in sheet.items if isinstance(code, QrCode)] == [ADDRESS]
    assert line_of(sheet, "扫码")


def test_without_an_address_the_code_is_the_tickets_own_id() -> None:
    sheet = paper(ticket(slip={"follow": "01JD0V5Y3M9D8XQ2T7W4R6K1ZB"}))
    assert [code.text for code in sheet.items if isinstance(code, QrCode)] == ["01JD0V5Y3M9D8XQ2T7W4R6K1ZB"]
    assert line_of(sheet, "自助机")


def test_a_copy_says_so_with_the_same_number() -> None:
    sheet = paper(ticket(), copy="1")
    assert line_of(sheet, "补打")
    assert "A012" in sheet.lines


def test_where_to_go_stands_there_where_the_hall_says_it() -> None:
    slip: dict[str, object] = {"area": {"zh-CN": "东区", "en": "East wing"}, "floor": {"zh-CN": "一楼"}}
    sheet = paper(ticket(slip=slip))
    assert line_of(sheet, "所在区域").endswith("东区")
    assert line_of(sheet, "楼层").endswith("一楼")
    assert "East wing" in line_of(paper(ticket(slip=slip), "en"), "Area")
    assert not any("楼层" in line for line in paper(ticket()).lines)


def test_a_hall_with_mongolian_names_prints_them_beside_the_chinese_ones() -> None:
    names = {"zh-CN": "政务服务中心", "mn-Mong": "ᠮᠣᠩᠭᠣᠯ"}
    sheet = paper(ticket(slip={"hall_names": names}))
    assert "政务服务中心" in sheet.lines
    (column,) = [item for item in sheet.items if isinstance(item, Raster)]
    assert column.height > 2 * column.width_bytes * 8
