"""A terminal behind its own broker: the duty desk hears it, an emergency reaches it, neither broker keeps what was said."""

from pathlib import Path

import pytest

from tests.support.broker import connected
from tests.support.controller import ControllerProcess
from tests.support.hall_config import SITE
from tests.support.hall_identity import written
from tests.support.kiosk import AGENT, KioskProcess
from tests.support.kiosk_printer import PrinterPeer
from tests.support.terminal import KIOSK, bridged_hall

pytestmark = pytest.mark.integration

PHONE = "13900000000"
EXIT = "请从东门离开"


async def complain(kiosk: KioskProcess) -> None:
    await kiosk.touch("home.feedback")
    await kiosk.touch("feedback.complaint")
    await kiosk.touch("subject.waiting")
    await kiosk.touch("office.none")
    await kiosk.until_screen("type-text")
    await kiosk.touch("typing.skip")
    for digit in PHONE:
        await kiosk.touch(f"key.{digit}")
    await kiosk.touch("typing.confirm")
    await kiosk.touch("check.send")
    await kiosk.until_screen("complaint-filed")
    await kiosk.touch("filed.ok")


async def test_calls_complaints_and_emergencies_pass_the_bridge(tmp_path: Path) -> None:
    async with bridged_hall(tmp_path, SITE) as bridged:
        controller = ControllerProcess(tmp_path / "ctl", bridged.hall.port, bridged.hall.password_file("ctl"))
        printer = PrinterPeer(bridged.bus(AGENT, site=SITE)).listen()
        kiosk = KioskProcess(tmp_path / "kiosk", bridged.terminal.port, bridged.terminal.password_file(KIOSK))
        try:
            await controller.start()
            await connected(printer.bus)
            await kiosk.start()
            await kiosk.until(lambda state: state["screen"] == "home" and state["notice"] == "", "the hall")
            async with controller.client("manager") as manager:
                await kiosk.touch("footer.help")
                await kiosk.touch("help.call-help")
                [call] = (await manager.until("/api/v1/duty", lambda board: board["calls"]))["calls"]
                assert (call["kind"], call["node"]) == ("help", KIOSK)
                assert (await manager.command("claim-call", call=call["id"]))["code"] == "success"
                await kiosk.until(lambda state: state["call"] == "coming", "somebody comes")
                assert (await manager.command("end-call", call=call["id"], remark="已协助取号"))["code"] == "success"
                await kiosk.until(lambda state: state["call"] == "over", "the call is over")
                await kiosk.touch("help.close")

                await complain(kiosk)
                [complaint] = (await manager.get("/api/v1/complaints"))["complaints"]
                assert complaint["contact"] == PHONE

                await bridged.wire.cut()
                await kiosk.until(lambda state: state["notice"] != "", "the kiosk knows that the hall is away")
                assert (await manager.command("begin-emergency", text=EXIT))["code"] == "success"
                await bridged.wire.heal()
                await kiosk.until_screen("emergency")
                assert (await manager.command("end-emergency"))["code"] == "success"
                await kiosk.until_screen("home")
        finally:
            await kiosk.stop()
            if controller.running:
                await controller.stop()
    everything = written(tmp_path)
    assert PHONE.encode() not in everything, "kept in the clear somewhere: store, log or one of the brokers"
