"""Orders to devices on the device board: which stand there for whom, what is asked before, and how they end in words."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Locator, expect

from api.messages.device_commands import ClearAlarm, Identify, Open, Volume
from api.messages.state import Describe, Fault, Faults, Status
from api.messages.words import Action, DeviceState
from hall_controller.clock import wall_ms
from tests.support.broker import until
from tests.support.browser import STRIP, Visitor
from tests.support.controller import Person
from tests.support.device_node import DeviceNode, Mood

pytestmark = pytest.mark.browser

Visit = Callable[..., Awaitable[Visitor]]
DOOR, LED = "hall-agent/door-1", "hall-agent/led-1"


@pytest.fixture
def devices(node: DeviceNode) -> DeviceNode:
    """The windows' devices with what they know, and a door where somebody calls for help."""
    common = ("reset", "diagnose")
    board = Describe(
        kind="led-board", place="window-1", commands=("show", "blank", "test-pattern", "identify", "brightness", *common)
    )
    node.bus.set_state("led-1", "describe", board)
    speaker = Describe(kind="speaker", place="main", commands=("say", "stop", "test-pattern", "volume", *common))
    node.bus.set_state("speaker-1", "describe", speaker)
    node.bus.set_state(
        "door-1", "describe", Describe(kind="zone-door", place="zone24-1", commands=("open", "clear-alarm", *common))
    )
    node.bus.set_state("door-1", "status", Status(device=DeviceState.ONLINE, action=Action.CLEAR, reason="door.sos"))
    node.bus.set_state("door-1", "fault", Faults(faults=(Fault(code="door.sos", action=Action.CLEAR, since=wall_ms()),)))
    return node


async def open_board(visit: Visit, account: str, **how: object) -> Visitor:
    visitor = await visit(**how)
    await visitor.sign_in(account, "/devices")
    await visitor.page.locator("[data-device]").first.wait_for()
    return visitor


def card(visitor: Visitor, address: str) -> Locator:
    return visitor.page.locator(f'[data-device="{address}"]')


async def names(visitor: Visitor, address: str) -> set[str]:
    found = await card(visitor, address).locator("[data-order]").evaluate_all("all => all.map((one) => one.dataset.order)")
    return set(found)


async def test_each_role_finds_what_it_may_and_the_device_can(visit: Visit, devices: DeviceNode) -> None:
    manager = await open_board(visit, "manager")
    assert await names(manager, DOOR) == {"clear-alarm:door.sos", "open", "reset"}
    assert await names(manager, "hall-agent/speaker-1") == {"stop", "test-pattern", "volume", "reset"}
    technician = await open_board(visit, "technician")
    assert await names(technician, DOOR) == {"clear-alarm:door.sos", "reset", "diagnose"}
    assert await names(technician, LED) == {"identify", "test-pattern", "blank", "brightness", "reset", "diagnose"}
    # Described with no commands, as by an older agent: nothing to press.
    assert await names(technician, "hall-agent/callpad-1") == set()


async def test_a_call_for_help_is_cleared_after_a_question_and_it_is_said(visit: Visit, devices: DeviceNode) -> None:
    visitor = await open_board(visit, "manager")
    door = card(visitor, DOOR)
    await door.get_by_role("button", name="求助已处理").click()
    dialog = visitor.page.locator("dialog[open]")
    await expect(dialog).to_contain_text("有人按了求助按钮")
    await visitor.page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    assert devices.done_by("door-1", "clear-alarm") == []
    await door.get_by_role("button", name="求助已处理").click()
    await dialog.get_by_role("button", name="求助已处理").click()
    await expect(door.locator('[data-order-result="done"]')).to_contain_text("已完成")
    assert [command.body for command in devices.done_by("door-1", "clear-alarm")] == [ClearAlarm(code="door.sos")]
    devices.bus.set_state("door-1", "fault", Faults())
    devices.bus.set_state("door-1", "status", Status(device=DeviceState.ONLINE))
    await expect(door).to_have_attribute("data-group", "well")
    # The card has moved to where all is well; what was done is still said there.
    await expect(door.locator('[data-order-result="done"]')).to_be_visible()
    await expect(door.locator('[data-order="clear-alarm:door.sos"]')).to_have_count(0)


async def test_a_door_opens_after_a_question_once_for_a_double_click(visit: Visit, devices: DeviceNode) -> None:
    visitor = await open_board(visit, "manager")
    door = card(visitor, DOOR)
    await door.locator(".order-menu summary").click()
    await door.locator('[data-order="open"]').click()
    dialog = visitor.page.locator("dialog[open]")
    await expect(dialog).to_contain_text("记录在案")
    # A key pressed too fast opens no door: what has the focus is to leave it.
    await visitor.page.keyboard.press("Enter")
    await expect(dialog).to_have_count(0)
    devices.moods["door-1"] = Mood.SLOW
    await door.locator('[data-order="open"]').click()
    await dialog.locator('button[type="submit"]').dblclick()
    button = door.locator('[data-order="open"]')
    await expect(button).to_be_disabled()
    await expect(button).to_have_attribute("aria-busy", "true")
    await expect(door.locator('[data-order="reset"]')).to_be_disabled()
    await until(lambda: devices.held, "the order arrived")
    devices.complete_held()
    await expect(door.locator("[data-order-result]")).to_contain_text("门锁已放开")
    assert [command.body for command in devices.done_by("door-1", "open")] == [Open(pulse_ms=3000)]


async def test_a_no_is_said_with_its_reason_and_the_next_step(visit: Visit, devices: DeviceNode) -> None:
    visitor = await open_board(visit, "technician", language="en")
    visitor.watch.refusals_expected = True
    devices.moods["led-1"] = Mood.REFUSING
    board = card(visitor, LED)
    await board.locator(".order-menu summary").click()
    await board.locator('[data-order="identify"]').click()
    failed = board.locator('[data-order-result="failed"]')
    await expect(failed).to_contain_text("connection is lost")
    await expect(failed).to_contain_text("then try again")
    await failed.get_by_role("button").click()
    await expect(failed).to_have_count(0)
    devices.moods["led-1"] = Mood.WELL
    await board.locator('[data-order="identify"]').click()
    await expect(board.locator('[data-order-result="done"]')).to_contain_text("Show its number")
    assert [command.body for command in devices.done_by("led-1", "identify")] == [Identify(label="1", seconds=10)]


async def test_the_volume_is_asked_for_and_everything_fits_a_narrow_window(visit: Visit, devices: DeviceNode) -> None:
    visitor = await open_board(visit, "manager", size=STRIP)
    speaker = card(visitor, "hall-agent/speaker-1")
    await speaker.locator(".order-menu summary").click()
    await speaker.locator('[data-order="volume"]').click()
    slider = visitor.page.locator('dialog[open] input[type="range"]')
    await slider.fill("35")
    await visitor.page.locator("dialog[open]").get_by_role("button", name="设置").click()
    await expect(speaker.locator('[data-order-result="done"]')).to_be_visible()
    assert [command.body for command in devices.done_by("speaker-1", "volume")] == [Volume(percent=35)]
    assert await visitor.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_the_hall_is_emptied_after_a_second_look_and_every_page_says_so(
    visit: Visit, devices: DeviceNode, manager: Person
) -> None:
    visitor = await visit()
    await visitor.sign_in("manager", "/manager")
    board, screen = await open_board(visit, "technician"), await visit()
    await screen.page.goto(f"{screen.base_url}/screen")
    await visitor.page.locator("[data-begin-emergency]").click()
    dialog = visitor.page.locator("dialog[open]")
    confirm = dialog.get_by_role("button", name="开始疏散")
    await expect(confirm).to_be_disabled()
    await dialog.locator("[data-emergency-where]").fill("请从东门离开")
    await dialog.locator("[data-emergency-sure]").check()
    await confirm.click()
    pages = [visitor.page, board.page, screen.page]
    for page in pages:
        await expect(page.locator("#emergency")).to_contain_text("请从东门离开")
        await expect(page.locator("#emergency")).to_be_visible()
    entry = await visit(language="en")
    await entry.page.goto(f"{entry.base_url}/")
    await expect(entry.page.locator("#emergency")).to_contain_text("follow the staff")
    await until(lambda: devices.done_by("speaker-1", "stop"), "the loudspeaker falls silent")
    await until(lambda: any(said.body.template == "evacuate" for said in devices.done_by("speaker-1", "say")), "it says so")
    await visitor.page.locator("[data-end-emergency]").click()
    await visitor.page.locator("dialog[open]").get_by_role("button", name="解除").click()
    for page in pages:
        await expect(page.locator("#emergency")).to_be_hidden()
    await expect(visitor.page.locator("[data-begin-emergency]")).to_be_visible()
