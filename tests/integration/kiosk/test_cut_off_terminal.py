"""A terminal with a broker of its own, cut off from its hall: real kiosk, controller and brokers. Who comes gets a paper all the
same, and the hall learns of everybody once the line is back.
"""

from pathlib import Path

import pytest

from api.messages.words import AvailabilityState
from tests.integration.kiosk.hall_ledger import until_ledger
from tests.integration.kiosk.test_island import finished, leased, one_citizen
from tests.support.broker import connected, until
from tests.support.controller import ControllerProcess
from tests.support.hall_config import SITE
from tests.support.kiosk import AGENT, KioskProcess
from tests.support.kiosk_printer import PrinterPeer
from tests.support.terminal import KIOSK, bridged_hall

pytestmark = pytest.mark.integration


async def node_state(controller: ControllerProcess) -> str:
    """How the hall's device board shows the terminal's agent."""
    async with controller.client("technician") as technician:
        board = await technician.get("/api/v1/devices")
    return next((str(view["node_state"]) for view in board["devices"] if view["node"] == AGENT), "")


async def until_node(controller: ControllerProcess, state: AvailabilityState) -> None:
    for _ in range(200):
        if await node_state(controller) == state:
            return
    raise AssertionError(f"the terminal never became {state}")


async def test_a_cut_line_costs_nobody_a_paper_or_a_place(tmp_path: Path) -> None:
    async with bridged_hall(tmp_path, SITE) as bridged:
        controller = ControllerProcess(tmp_path / "ctl", bridged.hall.port, bridged.hall.password_file("ctl"))
        printer = PrinterPeer(bridged.bus(AGENT, site=SITE)).listen()
        kiosk = KioskProcess(tmp_path / "kiosk", bridged.terminal.port, bridged.terminal.password_file(KIOSK))
        try:
            await controller.start()
            await connected(printer.bus)
            await kiosk.start()
            await until(lambda: leased(kiosk) == 2 * 20, "a stock of both queues")
            shown = [await one_citizen(kiosk)]

            await bridged.wire.cut()
            await kiosk.until(lambda state: state["notice"] != "", "the kiosk knows that the hall is away")
            await until_node(controller, AvailabilityState.LOST)
            shown += [await one_citizen(kiosk) for _ in range(3)]
            assert shown == ["A001", "AK001", "AK002", "AK003"]
            assert [paper.data["number"] for paper in printer.papers] == shown, "its printer works without the hall"

            await bridged.wire.heal()
            issued = await until_ledger(controller, "ticket-issued", 4)
            assert [body["label"] for body in issued] == shown
            await until_node(controller, AvailabilityState.ONLINE)
            await kiosk.until(lambda state: state["screen"] == "home" and state["notice"] == "", "the hall again")
            assert await one_citizen(kiosk) == "A002"
            await finished(controller)
        finally:
            await kiosk.stop()
            if controller.running:
                await controller.stop()
