"""Rating pads from key to ledger: controller, broker, agent and emulated pads, through restarts and outages of each of them."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.integration.controller.test_process import until_device
from tests.support.agent_process import Emulators, Process, until
from tests.support.broker import running_broker
from tests.support.controller import ControllerProcess, Person
from tests.support.hall_config import AGENT, SITE, SMALL_HALL
from tingtang.broker import PrivateBroker

pytestmark = pytest.mark.integration

PAD = "pad-2"
HALL = (
    SMALL_HALL.replace("rating_timeout_s = 5", "rating_timeout_s = 8").replace(
        'queues = ["estate"]', f'queues = ["estate"]\nrating_pad = "{AGENT}/rating-2"', 1
    )
    + """
[[staff]]
name = "clerk"
card = "0123456789abcdef"
display_name = "李敏"
staff_number = "0012"
post = "综合受理"
stars = 4
"""
)
EMULATORS = """
[host]
control_port = 0

[[emulators]]
id = "lcd"
kind = "lcd-pad"
reboot_s = 0.2
listen = {{ type = "tcp", port = 0 }}

[[emulators]]
id = "esp"
kind = "esphome-pad"
reboot_s = 0.2
listen = {{ type = "mqtt", port = {port}, topic = "pad/v1/{site}/{pad}", username = "{pad}", password_file = "{password}" }}
"""
AGENT_FILE = """
[agent]
site = "{site}"
node = "{node}"
data_dir = "data"

[broker]
port = {broker_port}
password_file = "{password_file}"

[[devices]]
id = "rating-1"
kind = "rating-pad"
profile = "lcd-json"
window = 1
link = {{ type = "tcp", host = "127.0.0.1", port = {port} }}

[[devices]]
id = "rating-2"
kind = "rating-pad"
profile = "esphome-five-keys"
window = 2
link = {{ type = "mqtt", topic = "pad/v1/{site}/{pad}" }}
"""


@pytest.fixture
async def broker(tmp_path: Path) -> AsyncIterator[PrivateBroker]:
    async with running_broker(tmp_path / "broker", ("ctl", AGENT, PAD), SITE) as running:
        yield running


@pytest.fixture
async def controller(tmp_path: Path, broker: PrivateBroker) -> AsyncIterator[ControllerProcess]:
    process = ControllerProcess(tmp_path / "ctl", broker.port, broker.password_file("ctl"), hall=HALL)
    await process.start()
    yield process
    if process.running:
        assert await process.stop() == 0, process.log


class Bench:
    def __init__(self, pads: Emulators, agent: Process, controller: ControllerProcess, clerk: Person, manager: Person) -> None:
        self.pads, self.agent, self.controller, self.clerk, self.manager = pads, agent, controller, clerk, manager

    async def online(self, *devices: str) -> None:
        for device in devices or ("rating-1", "rating-2"):
            await until_device(self.controller, f"{AGENT}/{device}", lambda line: line.get("status") == "online")

    async def until_pad(self, pad: str, condition: Callable[[dict[str, Any]], bool], what: str) -> None:
        async def fits() -> bool:
            return condition(await self.pads.state(pad))

        await until(fits, f"{pad}: {what}")

    async def serve(self, window: int) -> None:
        """Somebody is served to the end; the pad then asks."""
        service = {1: "id-card", 2: "title-transfer"}[window]
        await self.manager.command("take", service=service, hand_over="screen")
        for name in ("next", "arrive", "finish"):
            answer = await self.at(window).command(name, window=window)
            assert answer.get("code") == "success", answer

    def at(self, window: int) -> Person:
        """Who works there: one person is at one window."""
        return self.clerk if window == 1 else self.manager

    async def ratings(self, count: int) -> list[dict[str, Any]]:
        def found(ledger: Any) -> list[dict[str, Any]]:
            return [event["body"] for event in ledger["events"] if event["kind"] == "ticket-rated"]

        ledger = await self.manager.until("/api/v1/ledger?after=0", lambda ledger: len(found(ledger)) >= count, 30)
        return found(ledger)


@pytest.fixture
async def bench(tmp_path: Path, broker: PrivateBroker, controller: ControllerProcess) -> AsyncIterator[Bench]:
    pads = Emulators(tmp_path, EMULATORS.format(port=broker.port, site=SITE, pad=PAD, password=broker.password_file(PAD)))
    await pads.start()
    text = AGENT_FILE.format(
        site=SITE,
        node=AGENT,
        pad=PAD,
        broker_port=broker.port,
        password_file=broker.password_file(AGENT),
        port=(await pads.state("lcd"))["tcp"],
    )
    (tmp_path / "agent.toml").write_text(text, "utf-8")
    agent = Process("agent", tmp_path, "-m", "drivers.agent", "--config", str(tmp_path / "agent.toml"))
    await agent.start()
    async with controller.client("clerk") as clerk, controller.client("manager") as manager:
        found = Bench(pads, agent, controller, clerk, manager)
        await found.online()
        for window in (1, 2):
            answer = await found.at(window).command("open-window", window=window)
            assert answer.get("code") == "success", answer
        yield found
    await agent.kill()
    await pads.stop()


async def test_a_rating_with_reasons_reaches_the_ledger_and_the_clerk_sees_none_of_it(bench: Bench) -> None:
    await bench.until_pad("lcd", lambda pad: pad["staff"] == "李敏", "shows who serves")
    await bench.serve(1)
    await bench.until_pad("lcd", lambda pad: pad["page"] == "ask", "asks")
    await bench.pads.press("lcd", "BAD:207,212")
    [rating] = await bench.ratings(1)
    assert (rating["outcome"], rating["level"], rating["labels"]) == ("SUBMITTED", "BAD", ["207", "212"])
    assert rating["label_set"] == "2020"
    desk = await bench.clerk.get("/api/v1/desk/1")
    assert "BAD" not in str(desk)
    assert "212" not in str(desk)


async def test_the_plate_follows_pause_log_out_and_a_power_cut_of_the_pad(bench: Bench) -> None:
    await bench.until_pad("lcd", lambda pad: pad["staff"] == "李敏", "log-in")
    await bench.clerk.command("pause", window=1, reason="tea")
    await bench.until_pad("lcd", lambda pad: pad["staff"] == "暂停服务", "pause")
    await bench.clerk.command("resume", window=1)
    await bench.until_pad("lcd", lambda pad: pad["staff"] == "李敏", "resumed")
    await bench.pads.fault("lcd", "reboot")
    await until_device(bench.controller, f"{AGENT}/rating-1", lambda line: line.get("status") != "online")
    await bench.online("rating-1")
    await bench.until_pad("lcd", lambda pad: pad["staff"] == "李敏", "shown again")
    await bench.serve(1)
    await bench.until_pad("lcd", lambda pad: pad["page"] == "ask", "asks")
    await bench.pads.press("lcd", "GOOD")
    await bench.ratings(1)
    await bench.clerk.command("close-window", window=1)
    await bench.until_pad("lcd", lambda pad: pad["page"] != "ask" and pad["staff"] == "", "log-out")


async def test_a_killed_agent_goes_on_with_the_question(bench: Bench) -> None:
    await bench.serve(1)
    await bench.until_pad("lcd", lambda pad: pad["page"] == "ask", "asks")
    await bench.agent.kill()
    await bench.agent.start()
    await bench.until_pad("lcd", lambda pad: pad["clients"] == 1, "agent is back")
    await bench.pads.press("lcd", "GOOD")
    ratings = await bench.ratings(1)
    assert [(rating["outcome"], rating["level"]) for rating in ratings] == [("SUBMITTED", "GOOD")]


async def test_an_agent_that_stays_away_is_a_device_fault_and_a_kept_answer_replaces_it(bench: Bench) -> None:
    await bench.serve(2)
    await bench.until_pad("esp", lambda pad: pad["asking"], "asks")
    await bench.agent.kill()
    await bench.pads.press("esp", "5")
    assert (await bench.pads.state("esp"))["waiting"] == 1
    [first] = await bench.ratings(1)
    assert (first["outcome"], first["replaces"]) == ("DEVICE_FAULT", False)
    await bench.agent.start()
    ratings = await bench.ratings(2)
    assert [(rating["outcome"], rating["level"], rating["replaces"]) for rating in ratings[1:]] == [
        ("SUBMITTED", "VERY_BAD", True)
    ]
    await bench.until_pad("esp", lambda pad: pad["waiting"] == 0, "acknowledged")


async def test_a_pad_without_its_broker_connection_is_unknown_and_its_window_goes_on(bench: Bench) -> None:
    await bench.pads.fault("esp", "drop-link")
    line = await until_device(bench.controller, f"{AGENT}/rating-2", lambda line: line.get("status") == "unknown")
    assert line["reason"] == "link.deviceAway"
    await bench.serve(2)
    [rating] = await bench.ratings(1)
    assert rating["outcome"] == "DEVICE_FAULT"
    assert (
        "output.mute" in (await until_device(bench.controller, f"{AGENT}/rating-2", lambda line: bool(line["faults"])))["faults"]
    )
    await bench.pads.fault("esp", "none")
    # The pad answers again: nothing is held against it any more, before anybody is asked.
    await until_device(bench.controller, f"{AGENT}/rating-2", lambda line: line.get("status") == "online" and not line["faults"])
