"""The technician's way through the flow engine: in by the code, to every page and back, out; nothing without the code."""

import pytest

from api.text.catalogue import LANGUAGES, read_catalogue
from kiosk.flow.intents import IntentKind
from kiosk.flow.technician.ports import RecordRow
from kiosk.flow.technician.views import (
    TECHNICIAN,
    DevicesShown,
    Note,
    Page,
    RotationChoice,
    StockCount,
    TechnicianCode,
    TechnicianMenu,
    TechnicianNote,
    TouchGrid,
)
from kiosk.view_models.models import KeypadModel
from kiosk.view_models.technician import HIDDEN, technician_model
from kiosk.view_models.texts import Texts
from tests.support.kiosk_flow import Rig
from tests.support.technician_port import CODE, DEVICES, MemoryTechnician

SHOWN_AS = {
    Page.TOUCH: "TouchGrid",
    Page.CHECK: "CheckShown",
    Page.DEVICES: "DevicesShown",
    Page.SCAN: "ScanNow",
    Page.NETWORK: "NetworkShown",
    Page.LOG: "LogShown",
    Page.STOCK: "StockCount",
    Page.ROTATION: "RotationChoice",
    Page.BUNDLE: "TechnicianNote",
    Page.SERVICE: "TechnicianNote",
    Page.RESTART: "TechnicianNote",
}


def rig_with(technician: MemoryTechnician) -> Rig:
    return Rig(more_ports={"technician": technician})


async def type_code(rig: Rig, code: str) -> None:
    for digit in code:
        await rig.do(IntentKind.KEY, digit)
    await rig.do(IntentKind.CONFIRM)


async def let_in(technician: MemoryTechnician | None = None) -> Rig:
    rig = rig_with(technician or MemoryTechnician())
    await rig.do(IntentKind.START, TECHNICIAN)
    await type_code(rig, CODE)
    assert rig.view == "TechnicianMenu"
    return rig


async def test_without_a_code_file_the_corner_does_nothing() -> None:
    rig = rig_with(MemoryTechnician(offered=False))
    await rig.do(IntentKind.START, TECHNICIAN)
    assert rig.view == "Home"
    assert rig.engine.session is None


async def test_a_wrong_code_leads_nowhere_and_the_typed_one_is_never_shown() -> None:
    rig = rig_with(MemoryTechnician())
    await rig.do(IntentKind.START, TECHNICIAN)
    for digit in "1234":
        await rig.do(IntentKind.KEY, digit)
    view = rig.engine.shown.view
    assert isinstance(view, TechnicianCode)
    model = technician_model(view, Texts(read_catalogue(), "en"))
    assert isinstance(model, KeypadModel)
    assert model.typed == HIDDEN * 4
    assert "1234" not in repr(view)
    for page in Page:
        await rig.do(IntentKind.CHOOSE, page.value)
        assert rig.view == "TechnicianCode"
    await type_code(rig, "5678")
    assert rig.view == "TechnicianCode"
    await rig.do(IntentKind.BACK)
    assert rig.view == "Home"


async def test_who_guesses_is_told_how_long_to_wait() -> None:
    rig = rig_with(MemoryTechnician(wait_s=29.2))
    await rig.do(IntentKind.START, TECHNICIAN)
    await type_code(rig, CODE)
    view = rig.engine.shown.view
    assert view == TechnicianCode("", wrong=True, wait_s=30)
    for language in LANGUAGES:
        model = technician_model(view, Texts(read_catalogue(), language))
        assert isinstance(model, KeypadModel)
        assert "30" in model.problem


@pytest.mark.parametrize("page", list(Page))
async def test_every_page_leads_back_to_the_menu(page: Page) -> None:
    rig = await let_in()
    await rig.do(IntentKind.CHOOSE, page.value)
    assert rig.view == SHOWN_AS[page]
    await rig.do(IntentKind.BACK)
    assert rig.view == "TechnicianMenu"
    await rig.do(IntentKind.BACK)
    assert rig.view == "Home"
    assert rig.engine.session is None


async def test_a_kiosk_offers_only_the_pages_that_it_has() -> None:
    technician = MemoryTechnician(left=None)
    rig = await let_in(technician)
    view = rig.engine.shown.view
    assert isinstance(view, TechnicianMenu)
    assert Page.STOCK not in view.pages
    await rig.do(IntentKind.CHOOSE, Page.STOCK.value)
    assert rig.view == "TechnicianMenu"


async def test_every_field_of_the_grid_is_touched_once() -> None:
    rig = await let_in()
    await rig.do(IntentKind.CHOOSE, Page.TOUCH.value)
    view = rig.engine.shown.view
    assert isinstance(view, TouchGrid)
    for number in range(view.columns * view.rows):
        assert isinstance(rig.engine.shown.view, TouchGrid)
        assert not rig.engine.shown.view.done
        await rig.do(IntentKind.CHOOSE, str(number))
        await rig.do(IntentKind.CHOOSE, str(number))
    assert isinstance(rig.engine.shown.view, TouchGrid)
    assert rig.engine.shown.view.done
    await rig.do(IntentKind.CHOOSE, "4096")
    assert rig.view == "TouchGrid"


async def test_a_device_is_tested_and_its_reason_said() -> None:
    technician = MemoryTechnician()
    rig = await let_in(technician)
    await rig.do(IntentKind.CHOOSE, Page.DEVICES.value)
    await rig.do(IntentKind.CHOOSE, "no-such-device")
    assert rig.engine.shown.view == DevicesShown(DEVICES)
    await rig.do(IntentKind.CHOOSE, "scanner-1")
    assert rig.engine.shown.view == TechnicianNote(Note.TESTED, "scanner-1")
    await rig.do(IntentKind.CONFIRM)
    await rig.do(IntentKind.CHOOSE, "receipt-1")
    assert rig.engine.shown.view == TechnicianNote(Note.TEST_FAILED, "paper.out")
    await rig.do(IntentKind.CONFIRM)
    assert rig.view == "DevicesShown"
    assert technician.tested == ["scanner-1", "receipt-1"]


async def test_the_self_test_is_the_newest_record_afterwards() -> None:
    technician = MemoryTechnician()
    rig = await let_in(technician)
    assert isinstance(rig.engine.shown.view, TechnicianMenu)
    assert rig.engine.shown.view.record == RecordRow("")
    await rig.do(IntentKind.CHOOSE, Page.CHECK.value)
    await rig.do(IntentKind.TURN_PAGE, "1")
    assert getattr(rig.engine.shown.view, "page", None) == 1
    await rig.do(IntentKind.BACK)
    assert isinstance(rig.engine.shown.view, TechnicianMenu)
    assert rig.engine.shown.view.record.verdict == "look"


async def test_blanks_are_counted_and_a_slip_of_the_finger_is_asked_about() -> None:
    technician = MemoryTechnician(left=3)
    rig = await let_in(technician)
    await rig.do(IntentKind.CHOOSE, Page.STOCK.value)
    for digit in "9999":
        await rig.do(IntentKind.KEY, digit)
    await rig.do(IntentKind.CONFIRM)
    assert rig.engine.shown.view == StockCount(3, "9999", too_many=True)
    for _ in range(4):
        await rig.do(IntentKind.KEY, "erase")
    for digit in "250":
        await rig.do(IntentKind.KEY, digit)
    await rig.do(IntentKind.CONFIRM)
    assert technician.left == 250
    assert rig.engine.shown.view == TechnicianNote(Note.STOCK_KEPT, "250")


async def test_rotation_and_a_disk_that_keeps_nothing() -> None:
    technician = MemoryTechnician()
    rig = await let_in(technician)
    await rig.do(IntentKind.CHOOSE, Page.ROTATION.value)
    assert rig.engine.shown.view == RotationChoice(0)
    await rig.do(IntentKind.CHOOSE, "45")
    assert rig.view == "RotationChoice"
    await rig.do(IntentKind.CHOOSE, "90")
    assert rig.engine.shown.view == TechnicianNote(Note.ROTATION_KEPT)
    assert technician.rotation == 90
    technician.keeps = False
    await rig.do(IntentKind.CONFIRM)
    await rig.do(IntentKind.CHOOSE, Page.ROTATION.value)
    await rig.do(IntentKind.CHOOSE, "180")
    assert rig.engine.shown.view == TechnicianNote(Note.NOT_KEPT)


async def test_the_bundles_place_is_said_or_that_there_is_none() -> None:
    technician = MemoryTechnician()
    rig = await let_in(technician)
    await rig.do(IntentKind.CHOOSE, Page.BUNDLE.value)
    assert rig.engine.shown.view == TechnicianNote(Note.BUNDLE_THERE, technician.bundle_at)
    await rig.do(IntentKind.CONFIRM)
    technician.bundle_at = ""
    await rig.do(IntentKind.CHOOSE, Page.BUNDLE.value)
    assert rig.engine.shown.view == TechnicianNote(Note.BUNDLE_FAILED)


async def test_a_restart_is_asked_about_first() -> None:
    technician = MemoryTechnician()
    rig = await let_in(technician)
    await rig.do(IntentKind.CHOOSE, Page.RESTART.value)
    await rig.do(IntentKind.BACK)
    assert technician.restarts == 0
    await rig.do(IntentKind.CHOOSE, Page.RESTART.value)
    await rig.do(IntentKind.CONFIRM)
    assert technician.restarts == 1


async def test_who_walks_away_leaves_no_open_door() -> None:
    rig = await let_in()
    await rig.wait(85)
    assert rig.view == "Home"
    await rig.do(IntentKind.START, TECHNICIAN)
    assert rig.view == "TechnicianCode"
