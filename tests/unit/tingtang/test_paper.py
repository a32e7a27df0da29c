"""`tingtang paper`: a range from a hall that doesn't run, as pages that can be read, by people and by scanners."""

from pathlib import Path

import pytest
from PIL import Image

from api.messages.words import BlockKind
from drivers.raster.fonts import FontBook
from hall_controller.domain.facts import Block
from hall_controller.settings import hall_file
from hall_controller.store.audit import audit
from tests.support.hall_config import small_hall, write_small_hall
from tests.support.hall_store import StoreHall
from tingtang.__main__ import main
from tingtang.paper.page import DPI, qr_picture, save
from tingtang.paper.sheet import COLUMNS, ROWS, PaperNumber, Sheet, pages


def arguments(tmp_path: Path, out: str, *more: str) -> list[str]:
    data = tmp_path / "data"
    data.mkdir(exist_ok=True)
    return ["paper", "--hall", str(write_small_hall(tmp_path)), "--db", str(data), "--out", str(tmp_path / out), *more]


def holds(page: Image.Image, text: str) -> bool:
    """The page shows exactly the QR code of this text: every row of its dots stands in one row of the page's, at one place."""
    code, dots = qr_picture(text, round(18 / 25.4 * DPI)), page.convert("L").tobytes()
    rows = [code.tobytes()[start : start + code.width] for start in range(0, code.width**2, code.width)]
    start = dots.find(rows[len(rows) // 2])
    while start >= 0:
        top = start - len(rows) // 2 * page.width
        if all(dots[top + n * page.width :][: code.width] == row for n, row in enumerate(rows)):
            return True
        start = dots.find(rows[len(rows) // 2], start + 1)
    return False


def blocks(tmp_path: Path) -> list[Block]:
    hall = StoreHall(hall_file(tmp_path / "data"), small_hall(tmp_path))
    try:
        return list(hall.open().facts.of(Block).values())
    finally:
        hall.writer.begin()
        hall.writer.close()


def test_a_range_is_opened_and_drawn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments(tmp_path, "general.png", "--queue", "general", "--count", "20")) == 0
    [block] = blocks(tmp_path)
    assert (block.purpose, block.prefix, block.first, block.last) == (BlockKind.PAPER, "AP", 1, 20)
    assert f"AP001 to AP020, range {block.id}" in capsys.readouterr().out
    names = sorted(path.name for path in tmp_path.glob("general-*.png"))
    assert names == ["general-1.png", "general-2.png", "general-3.png"], "18 tickets, 2 tickets, the list"
    with Image.open(tmp_path / "general-2.png") as page:
        assert [holds(page, f"{block.id}/{number}") for number in (18, 19, 20, 21)] == [False, True, True, False]
    assert audit(hall_file(tmp_path / "data"), small_hall(tmp_path)) == []


def test_the_same_range_once_more_and_the_next_one(tmp_path: Path) -> None:
    assert main(arguments(tmp_path, "a.pdf", "--queue", "general", "--count", "4")) == 0
    [block] = blocks(tmp_path)
    assert main(arguments(tmp_path, "b.pdf", "--block", block.id)) == 0
    assert len(blocks(tmp_path)) == 1
    first, again = ((tmp_path / name).read_bytes() for name in ("a.pdf", "b.pdf"))
    assert first.startswith(b"%PDF")
    assert len(first) == len(again)
    assert main(arguments(tmp_path, "c.pdf", "--queue", "general", "--count", "4")) == 0
    assert sorted(block.first for block in blocks(tmp_path)) == [1, 5]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--queue", "nothing"), "there is no queue 'nothing'"),
        (("--block", "01JD0V7C5B8R2M6X9K3T1W4Q7P"), "there is no open paper range"),
    ],
)
def test_what_cant_be_had_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...], said: str) -> None:
    assert main(arguments(tmp_path, "a.pdf", *more)) == 1
    assert said in capsys.readouterr().err
    assert not (tmp_path / "a.pdf").exists()


def test_a_wrong_file_name_opens_no_range(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments(tmp_path, "a.doc", "--queue", "general")) == 1
    assert "neither in .pdf nor in .png" in capsys.readouterr().err
    assert blocks(tmp_path) == []


def test_a_running_hall_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = arguments(tmp_path, "a.pdf", "--queue", "general")
    hall = StoreHall(hall_file(tmp_path / "data"), small_hall(tmp_path))
    hall.open()
    try:
        assert main(path) == 1
    finally:
        hall.writer.begin()
        hall.writer.close()
    assert "--url" in capsys.readouterr().err


def test_every_ticket_of_a_page_has_its_own_code() -> None:
    numbers = tuple(PaperNumber(f"AP{n:03d}", f"01JD0V7C5B8R2M6X9K3T1W4Q7P/{n}") for n in range(1, COLUMNS * ROWS + 1))
    sheet = Sheet("宜阳县政务服务大厅", "不动产登记 Real estate", "1、2号窗口", "2025-11-21", numbers)
    page, _ = pages(sheet, FontBook())
    assert all(holds(page, number.code) for number in numbers)


def test_a_code_is_drawn_in_whole_dots() -> None:
    picture = qr_picture("AP001", 150)
    assert set(picture.tobytes()) == {0, 255}
    assert picture.width <= 150


def test_a_pdf_has_all_pages(tmp_path: Path) -> None:
    [out] = save([Image.new("L", (100, 100), 255)] * 3, tmp_path / "x.pdf")
    assert b"/Count 3" in out.read_bytes()
