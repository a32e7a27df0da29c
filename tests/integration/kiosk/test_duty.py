"""Calling staff, complaining, an emergency, and parts that are away: real broker, controller, kiosk, each of them killed."""

import json
import time
from pathlib import Path

from tests.integration.kiosk.conftest import MakeKiosk
from tests.support.controller import ControllerProcess
from tests.support.hall_identity import written
from tests.support.kiosk import KioskProcess
from tests.support.kiosk_printer import PrinterPeer
from tingtang.broker import PrivateBroker

TOLD_WITHIN_S = 3.0
WORDS = "XYZZYQQ"
PHONE = "13900000000"
EXIT = "请从东门离开"


async def calls(kiosk: KioskProcess, phase: str) -> None:
    await kiosk.until(lambda state: state["call"] == phase, f"a call that is {phase}")


async def take(kiosk: KioskProcess) -> None:
    await kiosk.choose()
    await kiosk.until_screen("paper-given")
    await kiosk.touch("ticket.done")


async def test_help_complaint_and_a_bad_rating_reach_the_duty_desk(
    controller: ControllerProcess, printer: PrinterPeer, make_kiosk: MakeKiosk, broker: PrivateBroker, tmp_path: Path
) -> None:
    kiosk = make_kiosk()
    await kiosk.start()
    async with controller.client("clerk") as clerk, controller.client("manager") as manager:
        await kiosk.until(lambda state: state["notice"] == "", "the hall")
        await kiosk.touch("footer.help")
        await kiosk.touch("help.call-help")
        board = await clerk.until("/api/v1/duty", lambda board: board["calls"])
        [call] = board["calls"]
        assert (call["kind"], call["node"]) == ("help", "kiosk-01")
        assert (await clerk.command("claim-call", call=call["id"]))["code"] == "success"
        await calls(kiosk, "coming")
        assert (await clerk.command("end-call", call=call["id"], remark="已协助取号"))["code"] == "success"
        await calls(kiosk, "over")
        await kiosk.touch("help.close")

        await take(kiosk)
        await kiosk.until_screen("rate-kiosk")
        rated_s = time.monotonic()
        await kiosk.touch("rating.BAD")
        board = await manager.until("/api/v1/duty", lambda board: board["calls"])
        assert time.monotonic() - rated_s < TOLD_WITHIN_S
        assert [(one["kind"], one["about"], one["number"]) for one in board["calls"]] == [("rating", "BAD", "A001")]
        assert (await clerk.get("/api/v1/duty"))["calls"] == [], "single ratings are for managers only"
        await kiosk.touch("done.ok")

        await kiosk.until_screen("home")
        await kiosk.touch("home.feedback")
        await kiosk.touch("feedback.complaint")
        await kiosk.touch("subject.waiting")
        await kiosk.touch("office.none")
        await kiosk.until_screen("type-text")
        await type_letters(kiosk, WORDS)
        for digit in PHONE:
            await kiosk.touch(f"key.{digit}")
        await kiosk.touch("typing.confirm")
        await kiosk.touch("check.send")
        await kiosk.until_screen("complaint-filed")
        await kiosk.touch("filed.ok")
        [complaint] = (await manager.get("/api/v1/complaints"))["complaints"]
        assert (complaint["text"], complaint["contact"]) == (WORDS, PHONE)
        [paper] = [paper for paper in printer.papers if paper.data.get("figure") == complaint["case_number"]]
        assert WORDS not in json.dumps(paper.data)
    await kiosk.stop()
    await controller.stop()
    await broker.stop()
    everything = written(tmp_path)
    for secret in (WORDS, PHONE):
        assert secret.encode() not in everything, "kept in the clear somewhere: store, log or broker"


async def type_letters(kiosk: KioskProcess, text: str) -> None:
    """On whichever keyboard stands there, letters are typed on the keyboard of letters."""
    targets = await kiosk.targets()
    if "keyboard.letters" in targets:
        await kiosk.touch("keyboard.letters")
    for letter in text:
        await kiosk.touch(f"key.{letter}")
    await kiosk.touch("typing.confirm")


async def test_an_emergency_stands_on_an_island_until_the_hall_lifts_it(
    controller: ControllerProcess, printer: PrinterPeer, make_kiosk: MakeKiosk
) -> None:
    kiosk = make_kiosk()
    await kiosk.start()
    await kiosk.until(lambda state: state["notice"] == "", "the hall")
    await kiosk.choose()
    await kiosk.until_screen("paper-given")
    async with controller.client("manager") as manager:
        begun_s = time.monotonic()
        assert (await manager.command("begin-emergency", text=EXIT))["code"] == "success"
        await kiosk.until_screen("emergency")
        assert time.monotonic() - begun_s < TOLD_WITHIN_S
    await controller.kill()
    await kiosk.kill()
    await kiosk.start()
    await kiosk.until_screen("emergency")
    await controller.start()
    async with controller.client("manager") as manager:
        assert (await manager.command("end-emergency"))["code"] == "success"
        await kiosk.until_screen("home")


async def test_each_part_that_is_away_is_said_with_a_next_step(
    controller: ControllerProcess, printer: PrinterPeer, make_kiosk: MakeKiosk, broker: PrivateBroker
) -> None:
    kiosk = make_kiosk()
    await kiosk.start()
    await kiosk.until(lambda state: state["notice"] == "", "the hall")

    await printer.bus.stop()
    await kiosk.until(lambda state: "打印" in state["notice"], "the agent is away: numbers on the screen")
    assert (await kiosk.targets())["home.take-ticket"]["enabled"]

    await controller.kill()
    await kiosk.until(lambda state: "连" in state["notice"], "the hall is away")
    await kiosk.touch("home.feedback")
    offered = await kiosk.targets()
    assert not offered["feedback.complaint"]["enabled"]
    assert offered["feedback.rate"]["enabled"]
    await kiosk.touch("footer.help")
    await kiosk.touch("help.call-help")
    await calls(kiosk, "unreachable")
    await kiosk.touch("help.close")
    await kiosk.touch("footer.home")

    await broker.kill()
    await kiosk.until_screen("home")
    await kiosk.touch("home.feedback")
    await kiosk.touch("feedback.rate")
    await kiosk.touch("rating.VERY_BAD")
    await kiosk.touch("why.slow")
    await kiosk.touch("rated.ok")

    await broker.start()
    await controller.start()
    async with controller.client("manager") as manager:
        rated = await manager.until("/api/v1/duty", lambda board: [one for one in board["calls"] if one["kind"] == "rating"])
    assert "VERY_BAD" in [one["about"] for one in rated["calls"]], "a rating given on an island isn't lost"
    await kiosk.until(lambda state: "连" not in state["notice"], "the hall again")
