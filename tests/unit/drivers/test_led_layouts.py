"""Layouts: the packaged ones on every kind of board, a hall's own file, and what is refused."""

from pathlib import Path

import pytest

from drivers.core.errors import InvalidData, Misconfigured
from drivers.led_board.card import ClockField, Entrance
from drivers.led_board.compose import compose
from drivers.led_board.content import TimedLine
from drivers.led_board.layouts import Layouts
from tests.unit.drivers.led_panels import panel

PACKAGED = Layouts.packaged()
DATA = {"ticket": "A012", "window": "3", "reason": "午休", "back_at": "14:00", "text": "请从东门离开", "title": "综合服务大厅"}
BOARDS = {
    "strip 96x16": panel(96, 16, colours=1),
    "strip 128x32": panel(),
    "overview 256x80": panel(256, 80),
    "overview 128x64": panel(128, 64),
    "overview 320x160": panel(320, 160, colours=3, vertical=True),
    "upright 64x160": panel(64, 160, colours=3, vertical=True),
}
RUNS_THROUGH = {("emergency", "strip 96x16"), ("emergency", "upright 64x160"), ("overview", "upright 64x160")}
"""Where to go is longer than such a board; and nobody lists a zone's calls on one that is four characters wide."""


def texts(name: str, data: dict[str, str], board: str) -> list[str]:
    return [line.text for line in PACKAGED.fill(name, data, BOARDS[board])]


def test_the_packaged_layouts_cover_each_state_of_a_window() -> None:
    assert set(PACKAGED.names()) == {
        "idle", "calling", "serving", "paused", "fault", "closed", "emergency", "notice", "overview",
    }  # fmt: skip


def test_a_variant_is_chosen_by_the_boards_room() -> None:
    assert texts("calling", DATA, "strip 128x32") == ["请 A012 号", "到 3 号窗口"]
    assert texts("calling", DATA, "strip 96x16") == ["请A012到3窗"]
    assert texts("idle", DATA, "overview 256x80")[0] == "综合服务大厅"
    vertical = PACKAGED.fill("idle", DATA, BOARDS["overview 320x160"])
    assert any(line.vertical for line in vertical)


@pytest.mark.parametrize("board", BOARDS)
@pytest.mark.parametrize("name", PACKAGED.names())
def test_every_layout_fits_every_board_without_running_through(name: str, board: str) -> None:
    lines = PACKAGED.fill(name, DATA, BOARDS[board])
    placed = compose([TimedLine(line, 60.0) for line in lines], BOARDS[board])
    assert placed
    for line in placed:
        assert line.x + line.width <= BOARDS[board].width
        assert line.y + line.height <= BOARDS[board].height
        assert name == "notice" or (name, board) in RUNS_THROUGH or line.entrance is Entrance.STILL, line


def test_refusals_name_the_layout_and_the_field() -> None:
    with pytest.raises(InvalidData, match="sale") as unknown:
        PACKAGED.fill("sale", {}, panel())
    assert unknown.value.reason == "layout.unknown"
    with pytest.raises(InvalidData, match="ticket") as missing:
        PACKAGED.fill("calling", {"window": "3"}, panel())
    assert missing.value.reason == "layout.fieldMissing"
    with pytest.raises(InvalidData) as long:
        PACKAGED.fill("notice", {"text": "x" * 201}, panel())
    assert long.value.reason == "layout.fieldTooLong"


def test_a_line_whose_fields_are_empty_is_left_out() -> None:
    assert texts("paused", {}, "strip 128x32") == ["暂停服务"]


def test_a_second_text_whose_fields_are_empty_leaves_the_first_one_alone() -> None:
    (line,) = PACKAGED.fill("paused", {}, BOARDS["strip 96x16"])
    assert line.pages == ("暂停服务",)
    (line,) = PACKAGED.fill("paused", {"reason": "午休", "back_at": "14:00"}, BOARDS["strip 96x16"])
    assert line.pages == ("暂停服务", "午休 14:00")


def test_of_two_texts_the_one_that_says_something_stands_there(tmp_path: Path) -> None:
    own = '[own]\nfields = ["zh", "en"]\n[[own.variants]]\nrows = 1\nlines = [{{text = "{zh}", also = "{also}"}}]'
    two = with_file(tmp_path, own.format(zh="{zh}", also="{en}"))
    assert [line.pages for line in two.fill("own", {"en": "hall"}, panel())] == [("hall",)]
    assert two.fill("own", {}, panel()) == []
    repeats = with_file(tmp_path, own.format(zh="{zh}", also="CLOSED"))
    assert repeats.fill("own", {"en": "hall"}, panel()) == []


def test_an_emergency_says_where_to_go_on_every_board_and_stands_there_without_it() -> None:
    for board in BOARDS:
        assert any("请从东门离开" in text for text in texts("emergency", DATA, board)), board
        assert "紧急" in "".join(texts("emergency", {}, board)), board


def test_an_upright_board_shows_its_chinese_larger_than_a_strip() -> None:
    upright = BOARDS["upright 64x160"]
    for name in ("calling", "serving", "paused", "closed", "fault", "idle", "emergency"):
        placed = compose([TimedLine(line, 60.0) for line in PACKAGED.fill(name, DATA, upright)], upright)
        assert max(line.height for line in placed if not line.vertical) >= 24, name


def test_the_time_is_a_field_of_every_line_and_no_text_can_forge_it(tmp_path: Path) -> None:
    layouts = with_file(
        tmp_path, '[clock]\nfields = ["text"]\n[[clock.variants]]\nrows = 1\nlines = [{text = "{text}{hour}:{minute}"}]'
    )
    (line,) = layouts.fill("clock", {"text": f"a{ClockField.YEAR.value}"}, panel())
    assert line.text == f"a{ClockField.HOUR.value}:{ClockField.MINUTE.value}"
    (bare,) = layouts.fill("clock", {"text": "-"}, panel())
    assert bare.text.startswith("-")


def with_file(folder: Path, text: str) -> Layouts:
    path = folder / "layouts.toml"
    path.write_text(text, encoding="utf-8")
    return Layouts.with_file(path)


def test_a_halls_own_file_replaces_layouts_by_name_and_adds_new_ones(tmp_path: Path) -> None:
    layouts = with_file(
        tmp_path,
        '[closed]\n[[closed.variants]]\nrows = 1\nlines = [{text = "下班了"}]\n'
        '[party]\n[[party.variants]]\nrows = 1\nlines = [{text = "春节快乐", colour = "yellow"}]',
    )
    assert [line.text for line in layouts.fill("closed", {}, panel())] == ["下班了"]
    assert [line.text for line in layouts.fill("party", {}, panel())] == ["春节快乐"]
    assert [line.text for line in layouts.fill("idle", {"window": "3"}, BOARDS["strip 96x16"])] == ["3号窗口"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[idle", "TOML"),
        ('[idle]\nline = 3\n[[idle.variants]]\nrows = 1\nlines = [{text = "x"}]', "idle.line"),
        ('[idle]\n[[idle.variants]]\nrows = 1\nlines = [{text = "{windw}"}]', "windw"),
        ('[idle]\n[[idle.variants]]\nrows = 1\nlines = [{text = "x", colour = "pink"}]', "idle.variants.0.lines.0.colour"),
        ('[idle]\n[[idle.variants]]\nrows = 2\nlines = [{text = "x"}]', "one must fit every board"),
        ('[idle]\nrequired = ["ticket"]\n[[idle.variants]]\nrows = 1\nlines = [{text = "x"}]', "required"),
        ('[idle]\nfields = ["a"]\n[[idle.variants]]\nrows = 1\nlines = [{text = "{a!r:9}"}]', "plain name"),
        ("[idle]\nfields = []", "idle.variants"),
    ],
)
def test_a_wrong_file_says_where(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(Misconfigured) as refused:
        with_file(tmp_path, text)
    assert refused.value.reason == "layout.file"
    assert says in refused.value.detail
    assert "layouts.toml" in refused.value.detail


def test_a_file_that_isn_t_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"gone\.toml"):
        Layouts.with_file(tmp_path / "gone.toml")


def test_the_example_in_the_documentation_is_a_layouts_file(tmp_path: Path) -> None:
    text = (Path(__file__).parents[3] / "docs" / "devices" / "led-board.md").read_text(encoding="utf-8")
    (example,) = [block.split("```")[0] for block in text.split("```toml\n")[1:] if block.startswith("[closed]")]
    layouts = with_file(tmp_path, example)
    assert [line.text for line in layouts.fill("closed", {"window": "3"}, panel())] == ["3号窗下班"]
