"""The controller is dead and citizens come: a real kiosk, a real broker, a real printer agent. Afterwards nothing is missing."""

import sqlite3
from pathlib import Path

from api.messages.words import DeviceState
from hall_controller.config import load_hall_config
from hall_controller.settings import hall_file
from hall_controller.store.audit import audit
from tests.integration.kiosk.conftest import MakeKiosk
from tests.integration.kiosk.hall_ledger import ledger, until_ledger
from tests.support.broker import until
from tests.support.controller import ControllerProcess
from tests.support.kiosk import KioskProcess
from tests.support.kiosk_printer import PrinterPeer, Printing

ALONE = 11


def leased(kiosk: KioskProcess) -> int:
    """Numbers in the kiosk's own file that it could still give out."""
    path = kiosk.folder / "data" / "kiosk.sqlite"
    if not path.exists():
        return 0
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return int(connection.execute("SELECT coalesce(sum(last - next + 1), 0) FROM lease").fetchone()[0])
    except sqlite3.OperationalError:
        return 0
    finally:
        connection.close()


async def one_citizen(kiosk: KioskProcess, screen: str = "paper-given") -> str:
    """From home with a number back to home."""
    await kiosk.choose()
    number = str((await kiosk.until_screen(screen))["number"])
    await kiosk.touch("ticket.done" if screen == "paper-given" else "ticket.noted")
    await kiosk.touch("rating.skip")
    await kiosk.touch("done.ok")
    await kiosk.until_screen("home")
    return number


async def test_eleven_citizens_while_the_controller_is_dead(
    controller: ControllerProcess, printer: PrinterPeer, make_kiosk: MakeKiosk
) -> None:
    kiosk = make_kiosk()
    await kiosk.start()
    await until(lambda: leased(kiosk) == 2 * 20, "a stock of both queues")
    shown = [await one_citizen(kiosk)]
    await controller.kill()
    await kiosk.until(lambda state: state["notice"] != "", "the hall is seen to be away")
    for taken in range(ALONE):
        if taken == 3:
            await kiosk.kill()
            await kiosk.start()
        if taken == ALONE - 1:
            printer.printing = Printing.PAPER_OUT
            shown.append(await one_citizen(kiosk, "number-on-screen"))
            continue
        shown.append(await one_citizen(kiosk))
    assert shown == ["A001", *(f"AK{number:03d}" for number in range(1, ALONE + 1))]
    papers = [paper.data["number"] for paper in printer.papers]
    assert papers == [number for number in shown if number != "AK011"]
    assert {paper.data["marked"] != "" for paper in printer.papers[1:]} == {True}
    assert {paper.data["wait"] for paper in printer.papers[1:]} == {""}, "nobody promises a time"

    printer.printing = Printing.WELL
    printer.report(DeviceState.ONLINE)
    await controller.start()
    issued = await until_ledger(controller, "ticket-issued", ALONE + 1)
    await until_ledger(controller, "ticket-handed-over", ALONE + 1)
    assert [body["label"] for body in issued] == shown, "entered in the order they were given"
    references = [body["reference"] for body in issued[1:]]
    assert references == sorted(references)
    assert len({body["ticket"] for body in issued}) == ALONE + 1

    await kiosk.until(lambda state: state["screen"] == "home" and state["notice"] == "", "the hall again")
    assert await one_citizen(kiosk) == "A002", "the main range has no gap"
    async with controller.client("manager") as manager:
        view = await manager.get("/api/v1/manager")
    assert view["waiting_now"] == ALONE + 2
    [used] = {block["used"] for block in view["blocks"] if block["prefix"] == "AK" and block["first"] == 1}
    assert used == ALONE
    await finished(controller)


async def finished(controller: ControllerProcess) -> None:
    """Every invariant holds in what the hall has stored."""
    assert await controller.stop() == 0, controller.log
    found = audit(hall_file(controller.data_dir), load_hall_config(Path(controller.folder) / "hall.toml"))
    assert found == []


async def test_the_hall_dies_while_it_is_asked(
    controller: ControllerProcess, printer: PrinterPeer, make_kiosk: MakeKiosk
) -> None:
    """After the normal wait the citizen has a number of the kiosk's own; whatever the hall did with the question is void."""
    kiosk = make_kiosk()
    await kiosk.start()
    await until(lambda: leased(kiosk) == 2 * 20, "a stock of both queues")
    await kiosk.touch("home.take-ticket")
    await kiosk.touch_department("公安")
    assert (await kiosk.targets())["service.id-card"]["enabled"]
    controller.freeze()
    await kiosk.touch("service.id-card")
    await kiosk.until_screen("asking-hall")
    shown = await kiosk.until_screen("paper-given")
    assert shown["number"] == "AK001"
    controller.thaw()
    await until_ledger(controller, "ticket-handed-over")
    issued = await ledger(controller, "ticket-issued")
    voided = await ledger(controller, "ticket-voided")
    main = [body["ticket"] for body in issued if body["prefix"] == "A"]
    assert [body["label"] for body in issued if body["prefix"] == "AK"] == ["AK001"]
    assert [body["ticket"] for body in voided] == main
    await finished(controller)
