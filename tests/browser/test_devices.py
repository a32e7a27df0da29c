"""The device board: usable? who must go? what exactly?"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from playwright.async_api import expect

from api.messages.state import Describe, Status
from api.messages.words import Action, DeviceState
from tests.support.browser import Visitor
from tests.support.device_node import DeviceNode
from tests.support.http_peer import WIDTH, HttpPeer, http_peer

pytestmark = pytest.mark.browser

LOADED = f"""(device) => document.querySelector(`[data-device="${{device}}"] img`)?.naturalWidth === {WIDTH}"""

Visit = Callable[..., Awaitable[Visitor]]


async def open_board(visit: Visit, account: str = "technician", **how: object) -> Visitor:
    visitor = await visit(**how)
    await visitor.sign_in(account, "/devices")
    await visitor.page.locator("[data-device]").first.wait_for()
    return visitor


async def test_a_fault_stands_first_with_who_must_go_and_why(visit: Visit, node: DeviceNode) -> None:
    page = (await open_board(visit)).page
    led = page.locator('[data-device="hall-agent/led-2"]')
    await expect(led).to_have_attribute("data-group", "well")
    broken = Status(device=DeviceState.HARDWARE_ERROR, action=Action.CLEAR, reason="paper.out", detail={"paper": "out"})
    node.bus.set_state("led-2", "status", broken)
    await expect(led).to_have_attribute("data-group", "unusable")
    await expect(led.locator(".usable")).to_contain_text("硬件故障")
    await expect(led.locator("[data-who]")).to_have_text("大厅人员")
    await expect(led.locator("[data-what]")).to_have_text("缺纸")
    await expect(page.locator("[data-device]").first).to_have_attribute("data-device", "hall-agent/led-2")
    node.bus.set_state("led-2", "status", Status(device=DeviceState.ONLINE))
    await expect(led).to_have_attribute("data-group", "well")


async def test_a_device_whose_host_is_gone_is_unknown_and_never_well(visit: Visit, node: DeviceNode) -> None:
    page = (await open_board(visit)).page
    await expect(page.locator('[data-device="hall-agent/led-1"]')).to_have_attribute("data-group", "well")
    await node.bus.stop()
    await expect(page.locator('[data-device="hall-agent/led-1"]')).to_have_attribute("data-group", "unknown")


async def test_the_filter_finds_devices_by_place_kind_and_trouble(visit: Visit, node: DeviceNode) -> None:
    node.bus.set_state("speaker-1", "status", Status(device=DeviceState.ONLINE, action=Action.CLEAR, reason="speaker.muted"))
    page = (await open_board(visit)).page
    await expect(page.locator('[data-group="attention"]')).to_have_count(1)
    await page.locator('input[type="search"]').fill("音量为零")
    await expect(page.locator("[data-device]")).to_have_count(1)
    await page.locator('input[type="search"]').fill("")
    await page.locator(".filter-kind select").select_option("led-board")
    await expect(page.locator("[data-device]")).to_have_count(2)


@pytest.fixture
async def peer() -> AsyncIterator[HttpPeer]:
    async with http_peer() as running:
        yield running


async def test_a_live_picture_is_shown_and_a_pads_key_pressed(visit: Visit, node: DeviceNode, peer: HttpPeer) -> None:
    picture = f"{peer.base_url}/callpad-1/picture.png"
    node.bus.set_state("callpad-1", "describe", Describe(kind="call-pad", place="window-1", picture=picture))
    page = (await open_board(visit)).page
    pad = page.locator('[data-device="hall-agent/callpad-1"]')
    await pad.scroll_into_view_if_needed()
    await expect(pad.locator("img")).to_be_visible()
    await page.wait_for_function(LOADED, arg="hall-agent/callpad-1")
    await pad.get_by_role("button", name="叫号").click()
    await asyncio.wait_for(peer.heard.wait(), 15)
    assert peer.posts == [("/callpad-1/press", {"key": "next"})]


async def test_a_click_on_the_kiosks_picture_touches_the_kiosk_there(visit: Visit, node: DeviceNode, peer: HttpPeer) -> None:
    picture = f"{peer.base_url}/picture.png"
    node.bus.set_state("kiosk-1", "describe", Describe(kind="kiosk", place="kiosk-01", picture=picture))
    node.bus.set_state("kiosk-1", "status", Status(device=DeviceState.ONLINE))
    page = (await open_board(visit)).page
    image = page.locator('[data-device="hall-agent/kiosk-1"] img')
    await image.scroll_into_view_if_needed()
    await page.wait_for_function(LOADED, arg="hall-agent/kiosk-1")
    box = await image.bounding_box()
    assert box is not None
    await image.click(position={"x": box["width"] * 0.25, "y": box["height"] * 0.75})
    await asyncio.wait_for(peer.heard.wait(), 15)
    (path, body), *more = peer.posts
    assert (path, more) == ("/touch", [])
    assert body["x"] == pytest.approx(0.25, abs=0.02)
    assert body["y"] == pytest.approx(0.75, abs=0.02)


async def _dead_line(node: DeviceNode, place: str = "弱电间") -> None:
    for number in (1, 2):
        name = f"led-{number}"
        describe = Describe(kind="led-board", place=f"window-{number}", line="leds-east", line_place=place)
        node.bus.set_state(name, "describe", describe)
        node.bus.set_state(
            name, "status", Status(device=DeviceState.UNKNOWN, action=Action.MAINTENANCE, reason="link.portMissing")
        )


async def test_devices_that_fail_together_are_one_place_to_go_with_them_folded_under_it(visit: Visit, node: DeviceNode) -> None:
    page = (await open_board(visit)).page
    await _dead_line(node)
    place = page.locator('[data-place="line:leds-east"]')
    await expect(place.locator("summary")).to_contain_text("弱电间")
    await expect(place.locator("summary")).to_contain_text("2 台中 2 台没有应答")
    await expect(page.locator("[data-place]")).to_have_count(1)
    await expect(page.locator('[data-device="hall-agent/led-1"]')).to_have_count(1)
    await expect(page.locator('[data-device="hall-agent/led-1"]')).to_be_hidden()
    assert await page.locator(".board section").first.get_attribute("class") == "part part-places"
    await place.locator("summary").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator('[data-device="hall-agent/led-1"]')).to_be_visible()
    for number in (1, 2):
        node.bus.set_state(f"led-{number}", "status", Status(device=DeviceState.ONLINE))
    await expect(page.locator("[data-place]")).to_have_count(0)
    await expect(page.locator('[data-device="hall-agent/led-1"]')).to_have_attribute("data-group", "well")


async def test_a_lost_host_is_one_place_in_english_too(visit: Visit, node: DeviceNode) -> None:
    page = (await open_board(visit, language="en")).page
    await expect(page.locator('[data-device="hall-agent/led-1"]')).to_be_visible()
    await node.bus.stop()
    place = page.locator('[data-place="agent:hall-agent"]')
    await expect(place.locator("summary")).to_contain_text("the whole host “hall-agent” is gone")
    await expect(place.locator("summary")).to_contain_text(f"{len(node.devices)} of {len(node.devices)} devices")


async def test_a_filter_that_no_device_of_a_place_passes_hides_the_place(visit: Visit, node: DeviceNode) -> None:
    page = (await open_board(visit)).page
    await _dead_line(node)
    await expect(page.locator("[data-place]")).to_have_count(1)
    await page.locator(".filter-kind select").select_option("call-pad")
    await expect(page.locator("[data-place]")).to_have_count(0)
    await page.locator(".filter-kind select").select_option("led-board")
    await expect(page.locator("[data-place]")).to_have_count(1)
