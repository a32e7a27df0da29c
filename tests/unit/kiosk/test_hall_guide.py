"""大厅指引: map, notices in two languages on screen and paper, taking a consent back."""

from dataclasses import replace
from pathlib import Path

import pytest

from api.messages.item_views import ItemDepartmentView, ItemView, ZoneView
from api.process.settings_file import ConfigurationError
from kiosk.flow.guide.flows import GUIDE, guide_flows
from kiosk.flow.guide.plan import HallPlan, read_plan
from kiosk.flow.guide.views import GuideMenu, HallMap, NoticeSheet, Paper
from kiosk.flow.identity.tries import Tries
from kiosk.flow.intents import IntentKind
from kiosk.flow.items.ports import ItemCatalogue, ItemPaper
from kiosk.flow.items.views import ChooseItem, ChooseZone
from kiosk.flow.printing import PrinterReadiness, PrintOutcome, PrintReport
from kiosk.flow.steps.guide.notices import both, lines_of
from tests.support.guide_views import DEPARTMENT, ROOT, item, plan
from tests.support.kiosk_flow import Rig

ZONE = ZoneView(id="real-estate", names={"zh-CN": "不动产"}, hint={"zh-CN": "登记"}, icon="building", version="1", items=1)


class Items:
    """One zone with one item; the department can't be asked now."""

    reachable = False

    def __init__(self, shown: ItemView) -> None:
        self._catalogue = ItemCatalogue((ZONE,), {"estate": ItemDepartmentView(id="estate", names=DEPARTMENT)}, (shown,))

    def catalogue(self) -> ItemCatalogue:
        return self._catalogue

    def now(self) -> object:
        from tests.support.kiosk_views import NOW

        return NOW

    def new_id(self) -> str:
        return "01JD0000000000000000000077"


class Papers:
    """The receipt printer; keeps what it was given."""

    def __init__(self, outcome: PrintOutcome = PrintOutcome.PRINTED) -> None:
        self.outcome = outcome
        self.ready = True
        self.printed: list[ItemPaper] = []

    def readiness(self) -> PrinterReadiness:
        return PrinterReadiness(self.ready)

    async def print(self, paper_id: str, paper: ItemPaper, language: str) -> PrintReport:
        self.printed.append(paper)
        return PrintReport(self.outcome)


def guide_rig(papers: Papers, hall: HallPlan | None = None) -> Rig:
    flows = guide_flows(12, Tries(), lambda key, **_: {"zh-CN": key}, {"zh-CN": "一次性告知单"})
    rig = Rig(more_flows=flows)
    ports = rig.engine._ports
    rig.engine._ports = replace(ports, plan=hall, items=Items(item()), item_papers=papers)  # type: ignore[arg-type]
    return rig


async def test_the_menu_offers_what_there_is() -> None:
    rig = guide_rig(Papers())
    await rig.do(IntentKind.START, GUIDE)
    assert rig.engine.shown.view == GuideMenu(("notices", "withdraw"))  # type: ignore[arg-type]


async def test_the_map_begins_on_ones_own_floor_and_shows_the_others() -> None:
    rig = guide_rig(Papers(), plan())
    await rig.do(IntentKind.START, GUIDE)
    await rig.do(IntentKind.CHOOSE, "map")
    assert rig.engine.shown.view == HallMap(plan(), 0)
    await rig.do(IntentKind.CHOOSE, "2")
    assert rig.engine.shown.view == HallMap(plan(), 1)
    await rig.do(IntentKind.CHOOSE, "cellar")
    assert rig.engine.shown.view == HallMap(plan(), 1)
    await rig.do(IntentKind.BACK)
    assert rig.view == "GuideMenu"


async def read_notice(rig: Rig) -> NoticeSheet:
    await rig.do(IntentKind.START, GUIDE)
    await rig.do(IntentKind.CHOOSE, "notices")
    assert isinstance(rig.engine.shown.view, ChooseZone)
    await rig.do(IntentKind.CHOOSE, ZONE.id)
    shown = rig.engine.shown.view
    assert isinstance(shown, ChooseItem)
    assert all(offer.enabled for offer in shown.items), "a notice can be read whatever works now"
    await rig.do(IntentKind.CHOOSE, item().id)
    assert isinstance(rig.engine.shown.view, NoticeSheet)
    return rig.engine.shown.view


async def test_a_notice_is_printed_once_in_two_languages() -> None:
    papers = Papers()
    rig = guide_rig(papers)
    sheet = await read_notice(rig)
    assert (sheet.department, sheet.printable, sheet.paper) == (DEPARTMENT, True, Paper.NONE)
    await rig.do(IntentKind.YES)
    await rig.do(IntentKind.YES)
    assert isinstance(rig.engine.shown.view, NoticeSheet)
    assert rig.engine.shown.view.paper is Paper.PRINTED
    [paper] = papers.printed
    assert paper.lines[0] == {
        "zh-CN": "双方身份证原件\nBoth ID cards, originals",
        "en": "Both ID cards, originals\n双方身份证原件",
    }
    assert len(paper.lines) == len(lines_of(item())) == 6


async def test_paper_that_did_not_come_is_offered_again_and_none_without_a_printer() -> None:
    papers = Papers(PrintOutcome.NOT_PRINTED)
    rig = guide_rig(papers)
    await read_notice(rig)
    await rig.do(IntentKind.YES)
    assert isinstance(rig.engine.shown.view, NoticeSheet)
    assert rig.engine.shown.view.paper is Paper.FAILED
    papers.ready = False
    await rig.do(IntentKind.YES)
    assert len(papers.printed) == 1


async def test_back_leads_from_the_notice_to_the_menu_page_by_page() -> None:
    rig = guide_rig(Papers())
    await read_notice(rig)
    seen = []
    for _ in range(3):
        await rig.do(IntentKind.BACK)
        seen.append(rig.view)
    assert seen == ["ChooseItem", "ChooseZone", "GuideMenu"]


def test_a_text_in_one_language_stands_alone() -> None:
    assert both({"zh-CN": "原件"}) == {"zh-CN": "原件"}


def test_distances_are_those_of_the_plan() -> None:
    hall = plan()
    [info] = [mark for mark in hall.floors[0].marks if mark.kind == "info"]
    assert hall.metres_to(hall.floors[0], info) == 8
    assert hall.metres_to(hall.floors[1], hall.floors[1].marks[0]) is None


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('floor = "1"', 'floor = "9"', "no floor 9"),
        ("width = 30", "width = 300", "waiting reaches beyond"),
        ('kind = "exit"', 'kind = "fountain"', "marks"),
        ("x = 36", "x = 960", "exit lies beyond"),
    ],
)
def test_a_wrong_plan_is_named(tmp_path: Path, old: str, new: str, named: str) -> None:
    text = (ROOT / "firmware_configs" / "sites" / "demo" / "plan.toml").read_text("utf-8")
    assert old in text
    wrong = tmp_path / "plan.toml"
    wrong.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(ConfigurationError, match=named):
        read_plan(wrong)
