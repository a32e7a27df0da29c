"""The folder of items: the example county holds, and each mistake is told with file, item and key."""

import json
import re
import shutil
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from api.identity.assurance import BEST_ALONE
from api.messages.identity_words import NON_BIOMETRIC_WAYS, IdentityWay
from api.messages.item_views import FormStep, ItemView, NoticeStep, PrintStep, SubmitStep
from api.text import catalogue
from drivers.document_printer.template import Templates as DocumentTemplates
from drivers.receipt_printer.template import Templates as ReceiptTemplates
from hall_controller.items.content.catalogue import asks_department
from hall_controller.items.content.checks import (
    DOCUMENT_TEMPLATES,
    RECEIPT_TEMPLATES,
    checked_folder,
)
from hall_controller.items.content.described import described
from hall_controller.items.content.shorthand import names_of
from hall_controller.items.content.source import ContentError, read_folder
from kiosk.theme.fonts import BOLD, REGULAR
from kiosk.theme.icons import ICONS
from kiosk.theme.item_icons import ITEM_ICONS
from tests.support.item_hall import COUNTY, county
from tests.support.kiosk import test_fonts as fonts_folder
from tingtang.__main__ import main
from tingtang.commands.demo import DEMO_SITE

TEXTS = Path(catalogue.__file__).parent / "catalogues"
ITEMS = list(county().items.values())
COUNTY_TEXT = "".join(path.read_text("utf-8") for path in sorted(COUNTY.glob("*.toml")))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Some of it, to be spoiled."""
    for name in ("common.toml", "tax.toml", "social.toml"):
        shutil.copy(COUNTY / name, tmp_path)
    return tmp_path


def spoil(folder: Path, file: str, before: str, after: str) -> list[str]:
    """The mistakes that are told once `before` has become `after`, where it stands first."""
    path = folder / file
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")
    with pytest.raises(ContentError) as told:
        checked_folder(folder)
    return told.value.problems


class TestTheExampleCounty:
    def test_what_its_texts_send_people_to_is_called_so_here(self) -> None:
        screens = (TEXTS / "zh-CN").glob("*.json")
        known = [item.names["zh-CN"] for item in ITEMS] + [
            text for file in screens for text in json.loads(file.read_text("utf-8")).values() if isinstance(text, str)
        ]
        told = re.findall("(?:选|点|办理|本机)“([^”]+)”", COUNTY_TEXT)
        assert len(told) > 8
        assert [words for words in told if not any(words in text for text in known)] == []

    def test_has_nine_zones_and_122_items(self) -> None:
        zones = county().zones
        assert len(zones) == 9
        assert len(ITEMS) == sum(zone.items for zone in zones) == 122
        names = {zone.names["zh-CN"] for zone in zones}
        assert names >= {"自助申请", "政务服务一体机", "税务", "个人事项查询", "企业登记", "公安交管", "不动产"}

    def test_no_item_is_another_with_a_new_name(self) -> None:
        bare = {item.id: item.model_copy(update={"id": "x", "names": {}, "hint": {}, "zone": "x", "icon": "x"}) for item in ITEMS}
        assert [(a, b) for (a, one), (b, other) in combinations(bare.items(), 2) if one.steps == other.steps] == []
        shapes = Counter(tuple(step.kind for step in item.steps) for item in ITEMS)
        assert len(shapes) > 40
        texts = Counter(item.names["en"] for item in ITEMS)
        assert [name for name, count in texts.items() if count > 1] == []

    @pytest.mark.parametrize("item", [item for item in ITEMS if item.identity], ids=lambda item: item.id)
    def test_nobody_is_shut_out(self, item: ItemView) -> None:
        assert item.identity is not None
        assert len(item.identity.ways) >= 2
        without_face = [way for way in item.identity.ways if way in NON_BIOMETRIC_WAYS]
        assert without_face
        if not item.identity.typed_suffices:
            assert any(BEST_ALONE[way] >= item.identity.assurance for way in without_face)
        assert IdentityWay.PERSON in item.identity.ways

    @pytest.mark.parametrize("item", [item for item in ITEMS if item.offline], ids=lambda item: item.id)
    def test_what_works_alone_asks_nobody(self, item: ItemView) -> None:
        assert not any(asks_department(step) for step in item.steps)

    def test_in_every_zone_something_can_be_applied_for(self) -> None:
        kinds: dict[str, Counter[type]] = {zone.id: Counter() for zone in county().zones}
        for item in ITEMS:
            kinds[item.zone].update({type(step) for step in item.steps})
        assert all(kinds[zone][SubmitStep] for zone in kinds)
        assert sum(item.offline for item in ITEMS) >= 5
        blanks = [step for item in ITEMS for step in item.steps if isinstance(step, PrintStep) and step.blank]
        assert len(blanks) >= 5

    def test_every_paper_has_its_template(self) -> None:
        receipts, documents = ReceiptTemplates.load(), DocumentTemplates.load()
        for template in RECEIPT_TEMPLATES:
            assert template in receipts.names()
        for template in DOCUMENT_TEMPLATES:
            assert template in documents.names()
        used = {step.template for item in ITEMS for step in item.steps if isinstance(step, PrintStep)}
        assert used == RECEIPT_TEMPLATES | DOCUMENT_TEMPLATES

    def test_every_sign_of_it_can_be_drawn(self) -> None:
        signs = set(COUNTY_TEXT)
        for name in (REGULAR, BOLD):
            with TTFont(fonts_folder() / name) as font:
                assert {sign for sign in signs if sign.isprintable() and ord(sign) not in font.getBestCmap()} == set()

    def test_every_icon_of_it_is_drawn(self) -> None:
        used = {item.icon for item in ITEMS} | {zone.icon for zone in county().zones}
        assert used <= ICONS.keys() | ITEM_ICONS.keys()

    def test_versions_tell_what_changed(self, folder: Path) -> None:
        before = {zone.id: zone.version for zone in read_folder(folder).zones}
        path = folder / "tax.toml"
        path.write_text(path.read_text("utf-8").replace("税务", "税收", 1), "utf-8")
        after = {zone.id: zone.version for zone in read_folder(folder).zones}
        assert [zone for zone in before if before[zone] != after[zone]] == ["tax"]

    def test_a_zone_fits_one_answer(self) -> None:
        for zone in county().zones:
            view = county().zone(zone.id)
            assert view is not None
            # The bus carries a megabyte; a kiosk keeps all nine.
            assert len(view.model_dump_json().encode()) < 150_000

    def test_the_checks_look_at_what_people_read(self) -> None:
        fields = [field for item in ITEMS for step in item.steps if isinstance(step, FormStep) for field in step.fields]
        assert all(set(field.label) == {"zh-CN", "en"} for field in fields)
        notices = [step for item in ITEMS for step in item.steps if isinstance(step, NoticeStep)]
        assert any(step.agree for step in notices)


@pytest.mark.parametrize(
    ("file", "before", "after", "told"),
    [
        ("tax.toml", 'icon = "tax"', 'icon = "tax"\ncolour = "red"', "tax.toml: zone.colour"),
        ("tax.toml", 'department = "tax"', 'departmnet = "tax"', "items.tax-payment-certificate.departmnet"),
        ("tax.toml", 'kind = "notice"', 'kind = "notise"', "items.tax-payment-certificate.steps.0"),
        ("tax.toml", 'layout = "table"', 'layuot = "table"', "items.tax-payment-certificate.steps.4"),
        ("tax.toml", 'fields = ["date_from", "date_to"]', 'fields = ["date_form"]', "no shared step or field 'date_form'"),
        ("tax.toml", 'identity = "sure"', 'identity = "shure"', "no policy 'shure'"),
        ("tax.toml", 'department = "tax"', 'department = "taxes"', "no department 'taxes'"),
        ("tax.toml", 'id = "tax-guide"', 'id = "pension-statement"', "stands in zone"),
        ("tax.toml", '"开具税收完税证明", "Tax payment certificate"', '"开具税收完税证明", ""', "isn't there in en"),
        ("tax.toml", "[zone]", "[zone", "isn't valid TOML"),
        ("tax.toml", 'id = "tax"\n', 'id = "Tax"\n', "tax.toml: zone.id"),
        ("common.toml", 'ways = ["card", "face", "show-code", "person"]', 'ways = ["face"]', "common.toml: identity.strict"),
        ("common.toml", 'ways = ["card", "face", "show-code", "person"]', 'ways = ["card", "face"]', "without a face"),
        ("common.toml", "[departments]", "[department]", "common.toml: department"),
    ],
)
def test_a_mistake_is_told_where_it_stands(folder: Path, file: str, before: str, after: str, told: str) -> None:
    problems = spoil(folder, file, before, after)
    assert any(told in problem for problem in problems), problems


def test_all_mistakes_are_told_at_once(folder: Path) -> None:
    path = folder / "social.toml"
    path.write_text(path.read_text("utf-8").replace('kind = "query"', 'kind = "quest"'), "utf-8")
    problems = spoil(folder, "tax.toml", 'kind = "notice"', 'kind = "notise"')
    assert any(problem.startswith("tax.toml") for problem in problems)
    assert sum(problem.startswith("social.toml") for problem in problems) > 3


def test_a_folder_without_items_is_no_folder_of_items(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"common\.toml: can't be read"):
        read_folder(tmp_path)
    shutil.copy(COUNTY / "common.toml", tmp_path)
    with pytest.raises(ContentError, match="holds no zone"):
        read_folder(tmp_path)


def test_short_forms_are_both_languages() -> None:
    assert names_of(["税", "Tax"]) == {"zh-CN": "税", "en": "Tax"}


class TestTheCommand:
    def test_checks(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["content", "check", str(folder)]) == 0
        assert "27 items in 2 zones, all well" in capsys.readouterr().out
        (folder / "tax.toml").write_text("[zone]\n", "utf-8")
        assert main(["content", "check", str(folder)]) == 1
        said = capsys.readouterr()
        assert "tax.toml: zone.id" in said.err
        assert said.out == ""

    def test_names_windows_that_the_hall_lacks(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        hall = DEMO_SITE.read_text("utf-8").replace('"invoice-issue"', '"no-invoices"')
        (folder / "hall.conf").write_text(hall, "utf-8")
        assert main(["content", "check", str(folder), "--hall", str(folder / "hall.conf")]) == 0
        said = capsys.readouterr().out
        assert "tax-invoice-issue: this hall has no service 'invoice-issue'" in said
        assert "tax-clearance" not in said
        assert main(["content", "check", str(folder), "--hall", str(folder / "no-such")]) == 2

    def test_lists(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["content", "list", str(COUNTY)]) == 0
        said = capsys.readouterr().out
        assert all(item.id in said and item.names["zh-CN"] in said for item in ITEMS)
        assert main(["content", "list", str(COUNTY), "--zone", "tax", "--language", "en"]) == 0
        said = capsys.readouterr().out
        assert "Tax payment certificate" in said
        assert "elder-card" not in said
        assert main(["content", "list", str(COUNTY), "--zone", "no-such"]) == 2

    def test_shows(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["content", "show", str(folder), "tax-deed-declaration", "--language", "en"]) == 0
        said = capsys.readouterr().out
        assert "identity: card, show-code, face, person; assurance 2" in said
        assert "Your spouse's name [name]  if married is yes" in said
        assert main(["content", "show", str(folder), "no-such"]) == 2

    def test_every_step_of_every_item_can_be_shown(self) -> None:
        lines = [line for item in ITEMS for at, step in enumerate(item.steps, 1) for line in described(step, "en", at)]
        assert sum("on a certificate blank" in line for line in lines) >= 5
        assert len(lines) > 2_000
