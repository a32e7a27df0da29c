"""A4 papers laid out: nothing outside the page, nothing lost, Chinese typesetting, tables over pages; every shipped template."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.text.line_breaking import NOT_AT_END, NOT_AT_START
from drivers.core.errors import InvalidData, Misconfigured
from drivers.document_printer.layout import FLOOR, FOOTER_Y, MARGIN_TOP, MARGIN_X, WIDTH, lay_out
from drivers.document_printer.marks import LineMark, Page, TextMark
from drivers.document_printer.template import Template, Templates
from hall_controller.items.content.checks import DOCUMENT_TEMPLATES

TEMPLATES = Templates.load()
PERSON = {"title": "缴存证明", "issuer": "示例县中心", "issued": "2026 年 11 月 22 日", "name": "李春生"}


def wide(text: str, size: float) -> float:
    """Every character as wide as its em, Western ones half."""
    return size * sum(0.5 if character < "\x80" else 1.0 for character in text)


def laid(template: Template, data: Mapping[str, str]) -> list[Page]:
    return lay_out(template, data, wide, lambda text: text)


def texts(page: Page) -> list[str]:
    return [mark.text for mark in page if isinstance(mark, TextMark) and mark.text]


def inside(page: Page) -> bool:
    """Whether all of it stands within the margins."""
    ends = [(mark.x + wide(mark.text, mark.size), mark.y) for mark in page if isinstance(mark, TextMark)]
    ends += [(mark.to_x, mark.to_y) for mark in page if isinstance(mark, LineMark)]
    return all(x <= MARGIN_X + WIDTH + 0.1 and (y <= FLOOR + 0.1 or y == FOOTER_Y) for x, y in ends)


def rows(count: int) -> str:
    return "月份\t单位\t金额\n" + "\n".join(f"2026-{number % 12 + 1:02}\t第{number}行\t{number}00.00" for number in range(count))


@pytest.mark.parametrize("name", [name for name in TEMPLATES.names() if name != "test-page"])
def test_every_template_takes_all_its_fields(name: str) -> None:
    template = TEMPLATES.template(name)
    data = {field: rows(4) if field in template.lists else f"〈{field}〉" for field in template.fields}
    pages = laid(template, data)
    said = "".join(text for page in pages for text in texts(page))
    shown = {field for field in template.fields if f"〈{field}〉" in said}
    hidden = set(template.fields) - shown - template.lists
    assert hidden <= {"verify", "hall_mn"}, "drawn as a code or as columns"
    assert "第3行" in said
    assert all(map(inside, pages))


def test_departments_know_which_templates_there_are() -> None:
    """The hall can't look into its terminals; what it checks items against is this list."""
    assert set(TEMPLATES.names()) - {"test-page"} == DOCUMENT_TEMPLATES


def test_what_is_not_given_leaves_no_gap_for_itself() -> None:
    said = texts(laid(TEMPLATES.template("certificate"), PERSON)[0])
    assert "公民身份号码" not in said
    assert "李春生" in said


def test_a_certificate_with_the_usual_content_is_one_sheet() -> None:
    data = PERSON | {
        "title_en": "Certificate",
        "serial": "ZM-2026-000123",
        "id_number": "110101199003070000",
        "text": "兹证明上述人员在本单位参加社会保险，缴费情况如下。" * 2,
        "facts": "参保状态\t正常\n参保地\t示例县\n累计月数\t128 个月",
        "table": rows(4),
        "closing": "特此证明。",
        "valid_until": "2027-02-22",
        "verify": "https://example.invalid/v/ABC",
        "verify_note": "扫码核验真伪。",
    }
    assert len(laid(TEMPLATES.template("certificate"), data)) == 1


def test_a_long_table_goes_on_with_its_head_on_each_page() -> None:
    pages = laid(TEMPLATES.template("report"), PERSON | {"table": rows(120)})
    assert len(pages) > 2
    said = [texts(page) for page in pages]
    assert sum(row.count("月份") for row in said) == sum(any("行" in text for text in row) for row in said)
    told = [text for row in said for text in row if text.endswith("行")]
    assert told == [f"第{number}行" for number in range(120)]
    assert [row[-1] for row in said] == [f"{number} / {len(pages)}" for number in range(1, len(pages) + 1)]
    assert all(map(inside, pages))


@settings(deadline=None, max_examples=60)
@given(
    text=st.text(alphabet="中文，。（）、证明A1 b", max_size=300),
    table=st.lists(st.lists(st.text(alphabet="甲乙丙12 ，", max_size=30), min_size=1, max_size=5), max_size=40),
)
def test_whatever_is_printed_stays_on_the_page(text: str, table: list[list[str]]) -> None:
    lines = "\n".join("\t".join(row) for row in table)
    pages = laid(TEMPLATES.template("report"), PERSON | {"text": text, "table": lines})
    assert all(map(inside, pages))
    assert all(mark.y >= MARGIN_TOP for page in pages for mark in page if isinstance(mark, TextMark))


def test_lines_break_where_chinese_lines_may() -> None:
    text = "本证明（由自助终端打印）与窗口出具的具有同等效力，请妥善保管。" * 8
    lines = [line for line in texts(laid(TEMPLATES.template("certificate"), PERSON | {"text": text})[0]) if "同等" in line]
    assert len(lines) > 3
    assert not {line[0] for line in lines} & NOT_AT_START
    assert not {line[-1] for line in lines} & NOT_AT_END


def test_a_field_can_not_become_a_line_or_a_row() -> None:
    page = laid(TEMPLATES.template("certificate"), PERSON | {"name": "李\n春\t生"})[0]
    assert "李 春 生" in texts(page)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"title": "证明", "issuer": "县"}, "template.fieldMissing"),
        (PERSON | {"colour": "red"}, "template.fieldUnknown"),
        (PERSON | {"text": "长" * 1001}, "template.fieldTooLong"),
        (PERSON | {"table": "行\n" * 500}, "template.fieldTooLong"),
    ],
)
def test_wrong_data_is_refused_without_telling_it(data: dict[str, str], reason: str) -> None:
    with pytest.raises(InvalidData) as refused:
        TEMPLATES.choose("certificate", "zh-CN", data)
    assert refused.value.reason == reason
    assert "李春生" not in str(refused.value)
    assert "长长" not in str(refused.value)


def test_an_unknown_template_is_refused_with_those_there_are() -> None:
    with pytest.raises(InvalidData, match="certificate"):
        TEMPLATES.choose("diploma", "zh-CN", {})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('fields = ["a"]\nelements = [{ kind = "text", text = "{b}" }]', "elements.1 \\(text\\): there is no field 'b'"),
        ('fields = ["a"]\nelements = []', "nothing would be printed"),
        ('fields = ["a"]\nfooter = "{c}"\nelements = [{ kind = "rule" }]', "footer: there is no field 'c'"),
        ("fields = [", "isn't valid TOML"),
    ],
)
def test_a_hall_s_own_template_is_checked_whole(text: str, told: str, tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "own.toml").write_text(text, "utf-8")
    with pytest.raises(Misconfigured, match=told):
        Templates.load(tmp_path)


def test_a_mark_tells_nobody_in_its_repr() -> None:
    page = laid(TEMPLATES.template("certificate"), PERSON)[0]
    assert "李春生" not in repr(page)
