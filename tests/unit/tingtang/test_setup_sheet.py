"""Set-up sheets: every one loads, and what stands on the paper is read by another maker's decoder."""

from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from drivers.profiles import PROFILE_DIRECTORY
from drivers.raster.fonts import FontBook
from tingtang.__main__ import main
from tingtang.setup_sheet.drawing import code_picture, draw_sheet
from tingtang.setup_sheet.sheet import FOLDER, Code, SheetError, load_sheet

SHEETS = sorted(FOLDER.glob("*.toml"))


def is_setting(code: zxingcpp.Barcode) -> bool:
    """It begins with FNC3, so a scanner takes it as an order to itself."""
    return bool(code.extra and code.extra.get("ReaderInit"))


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.stem)
def test_every_sheet_belongs_to_profiles_that_exist(path: Path) -> None:
    sheet = load_sheet(path)
    assert sheet.profiles
    for name in sheet.profiles:
        assert (PROFILE_DIRECTORY / f"{name}.toml").exists(), name


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.stem)
def test_every_code_on_the_paper_can_be_read(path: Path) -> None:
    sheet = load_sheet(path)
    wanted = [step.code for step in sheet.steps if step.code is not None]
    found = [code for page in draw_sheet(sheet, FontBook()) for code in zxingcpp.read_barcodes(page)]
    assert sorted(code.text for code in found) == sorted(code.text for code in wanted)
    menu = {code.text for code in wanted if code.kind == "code128-menu"}
    assert {code.text for code in found if is_setting(code)} == menu


def test_a_menu_code_is_no_plain_code() -> None:
    [plain] = zxingcpp.read_barcodes(code_picture(Code(kind="code128", text="DEFALT.")))
    [menu] = zxingcpp.read_barcodes(code_picture(Code(kind="code128-menu", text="DEFALT.")))
    assert plain.text == menu.text == "DEFALT."
    assert is_setting(menu)
    assert not is_setting(plain)


def test_long_sheets_go_on_on_another_page(tmp_path: Path) -> None:
    steps = "".join(
        f'[[steps]]\ntext = {{ zh-CN = "第{n}步", en = "Step {n}" }}\ncode = {{ kind = "qr", text = "code {n}" }}\n'
        for n in range(12)
    )
    path = tmp_path / "long.toml"
    path.write_text(f'title = {{ zh-CN = "长", en = "long" }}\nprofiles = ["x"]\nsource = "s"\n{steps}', "utf-8")
    pages = draw_sheet(load_sheet(path), FontBook())
    assert len(pages) > 1
    assert {code.text for page in pages for code in zxingcpp.read_barcodes(page)} == {f"code {n}" for n in range(12)}


HEAD = 'title = { zh-CN = "x", en = "x" }\nprofiles = []\nsource = ""\n'
STEP = '[[steps]]\ntext = { zh-CN = "x", en = "x" }\n'


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("title = ", "TOML"),
        (HEAD + "steps = []", "steps"),
        (HEAD + STEP + "colour = 1", "colour"),
        (HEAD + STEP + 'code = { kind = "code128", text = "中" }', "code"),
    ],
)
def test_a_wrong_sheet_names_file_and_key(tmp_path: Path, text: str, named: str) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(SheetError, match=named) as raised:
        load_sheet(path)
    assert "wrong.toml" in str(raised.value)


def test_the_command_lists_and_draws(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["setup-sheet"]) == 0
    listed = capsys.readouterr().out
    assert all(path.stem in listed for path in SHEETS)
    out = tmp_path / "sheet.png"
    assert main(["setup-sheet", "honeywell-serial", "--out", str(out)]) == 0
    with Image.open(tmp_path / "sheet-1.png") as page:
        assert "DEFALT." in {code.text for code in zxingcpp.read_barcodes(page)}
    assert main(["setup-sheet", "honeywell-serial", "--out", str(tmp_path / "sheet.pdf")]) == 0
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    assert main(["setup-sheet", "no-such", "--out", str(out)]) == 2
    assert "honeywell-serial" in capsys.readouterr().err
    assert main(["setup-sheet", "honeywell-serial", "--out", str(tmp_path / "x.doc")]) == 2
