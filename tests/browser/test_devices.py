"""The device board: usable? who must go? what exactly?"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio
from playwright.async_api import expect

from api.messages.state import Describe, Status
from api.messages.words import Action, DeviceState
from tests.support.browser import Visitor
from tests.support.device_node import DeviceNode
from tests.support.http_peer import WIDTH, HttpPeer, http_peer

pytestmark = pytest.mark.browser

LOADED = f"""(device) => document.querySelector(`[data-device="${{device}}"] img`)?.naturalWidth === {WIDTH}"""

MENU = {
    "keys": [
        {"name": "next", "zh": "下一位", "en": "Next", "takes": "", "at": [0.25, 0.5, 0.2, 0.2]},
        {"name": "transfer", "zh": "转移到窗口", "en": "Transfer to", "takes": "digits"},
    ],
    "faults": [{"name": "silent", "zh": "不应答", "en": "Doesn't answer"}],
    "fault": "silent",
}
Visit = Callable[..., Awaitable[Visitor]]


async def open_board(visit: Visit, account: str = "technician", **how: object) -> Visitor:
    visitor = await visit(**how)
    await visitor.sign_in(account, "/devices")
    await visitor.page.locator("[data-device]").first.wait_for(state="attached")
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


@pytest_asyncio.fixture(loop_scope="module")
async def peer() -> AsyncIterator[HttpPeer]:
    async with http_peer() as running:
        yield running


async def test_a_live_picture_is_shown_and_a_pads_key_pressed(visit: Visit, node: DeviceNode, peer: HttpPeer) -> None:
    peer.menu = MENU
    picture = f"{peer.base_url}/callpad-1/picture.png"
    node.bus.set_state("callpad-1", "describe", Describe(kind="call-pad", place="window-1", picture=picture))
    page = (await open_board(visit)).page
    pad = page.locator('[data-device="hall-agent/callpad-1"]')
    await pad.scroll_into_view_if_needed()
    await expect(pad.locator("img")).to_be_visible()
    await page.wait_for_function(LOADED, arg="hall-agent/callpad-1")
    # In the picture, where the emulator says that the key is.
    await pad.locator('[data-spot="next"]').click()
    await asyncio.wait_for(peer.heard.wait(), 15)
    assert peer.posts == [("/callpad-1/press", {"key": "next"})]
    box, image = await pad.locator('[data-spot="next"]').bounding_box(), await pad.locator("img").bounding_box()
    assert box is not None
    assert image is not None
    assert (box["x"] - image["x"]) / image["width"] == pytest.approx(0.25, abs=0.01)
    assert box["height"] / image["height"] == pytest.approx(0.2, abs=0.01)


async def test_the_panel_offers_keys_typed_keys_and_faults_in_the_pages_language(
    visit: Visit, node: DeviceNode, peer: HttpPeer
) -> None:
    peer.menu = MENU
    picture = f"{peer.base_url}/callpad-1/picture.png"
    describe = Describe(kind="call-pad", place="window-1", picture=picture, line="line-1")
    node.bus.set_state("callpad-1", "describe", describe)
    page = (await open_board(visit, language="en")).page
    pad = page.locator('[data-device="hall-agent/callpad-1"]')
    await pad.locator(".demo-panel summary").click()
    await pad.get_by_role("button", name="Next").click()
    await pad.get_by_role("textbox", name="Transfer to").fill("12")
    await page.keyboard.press("Enter")
    await pad.get_by_role("combobox", name="Inject a fault").select_option("silent")
    await pad.get_by_role("button", name="Start").first.click()
    await expect(pad.locator("[data-injected]")).to_have_text("Now: Doesn't answer")
    await pad.get_by_role("combobox", name="whole line").select_option("silent")
    async with page.expect_response(lambda response: response.url.endswith("/line/fault")):
        await pad.get_by_role("button", name="Start").last.click()
    assert peer.posts == [
        ("/callpad-1/press", {"key": "next"}),
        ("/callpad-1/press", {"key": "transfer:12"}),
        ("/callpad-1/fault", {"fault": "silent"}),
        ("/line-1/fault", {"fault": "silent"}),
    ]


async def test_details_are_said_in_words_and_what_has_no_words_stays_with_the_technician(visit: Visit, node: DeviceNode) -> None:
    for name, kind, detail in (
        (
            "led-1",
            "zone-door",
            {"door": "locked", "people": 0, "limit": 8, "alarms": ["sos"], "strange": 7, "fire": "smoke"},
        ),
        ("led-2", "ups", {"ups": "powering", "battery": "low", "charge_percent": 12, "runtime_s": 300}),
        ("speaker-1", "climate", {"climate": "normal", "celsius": -3.5, "humidity_percent": 0}),
        ("rating-1", "id-card-reader", {"card": "present", "cards_read": 0}),
    ):
        node.bus.set_state(name, "describe", Describe(kind=kind, place="zone24-1"))
        node.bus.set_state(name, "status", Status(device=DeviceState.ONLINE, detail=detail))
    page = (await open_board(visit, language="en")).page

    async def told(name: str) -> list[str]:
        return await page.locator(f'[data-device="hall-agent/{name}"] .facts li').all_inner_texts()

    await expect(page.locator('[data-device="hall-agent/rating-1"] .facts')).to_contain_text("present")
    assert await told("led-1") == ["Door locked", "People inside 0/8"]
    assert await told("led-2") == ["Power battery", "Battery low", "Charge 12%", "Runtime 5 min"]
    assert await told("speaker-1") == ["Climate normal", "Temperature -3.5 °C", "Humidity 0%"]
    assert await told("rating-1") == ["Card present"]
    await expect(page.locator('[data-device="hall-agent/led-1"] h3')).to_have_text("24-hour zone 1 24-hour zone door")


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
