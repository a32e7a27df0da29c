"""One's own number and bookings, with real processes: broker with its access list, controller, kiosk, printer's agent."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from api.bus.client import MqttBus
from api.bus.settings import BusSettings
from api.check_code import check_code
from api.ids import new_id
from api.messages.words import Refusal, TicketState
from kiosk.flow.ports import HallRefused
from kiosk.ports.numbers import HallNumbers
from kiosk.ports.store import KioskStore
from tests.integration.kiosk.conftest import MakeKiosk
from tests.integration.kiosk.hall_ledger import ledger, until_ledger
from tests.support.broker import connected
from tests.support.controller import ControllerProcess
from tests.support.hall_config import SITE, SMALL_HALL
from tests.support.kiosk import KioskProcess
from tests.support.kiosk_printer import PrinterPeer
from tingtang.broker import PrivateBroker

BOOKED_HALL = SMALL_HALL.replace(
    'prefix = "A"', 'prefix = "A"\nbooking = { slot_min = 30, capacity = 2, days_ahead = 3, cancel_before_min = 0 }'
)
ME = "H" * 24


@pytest_asyncio.fixture
async def controller(tmp_path: Path, broker: PrivateBroker) -> AsyncIterator[ControllerProcess]:
    """The hall's, with bookings."""
    process = ControllerProcess(tmp_path / "ctl", broker.port, broker.password_file("ctl"), hall=BOOKED_HALL)
    await process.start()
    yield process
    if process.running:
        assert await process.stop() == 0, process.log


@asynccontextmanager
async def numbers_of(broker: PrivateBroker, folder: Path) -> AsyncIterator[tuple[HallNumbers, KioskStore]]:
    """The kiosk's port on its own connection, with the rights that a kiosk has."""
    password = broker.password("kiosk-01")
    bus = MqttBus(BusSettings(broker.host, broker.port, SITE, "kiosk-01", "test", username="kiosk-01", password=password))
    store = KioskStore(folder / "numbers.sqlite", lambda: 0)
    outbox = store.open()
    await connected(bus)
    try:
        yield HallNumbers(bus, outbox, new_id=new_id, wake=lambda: None), store
    finally:
        await bus.stop()
        store.close()


async def type_in(kiosk: KioskProcess, text: str) -> None:
    for end in range(1, len(text) + 1):
        await kiosk.touch(f"key.{text[end - 1]}")
        await kiosk.until(lambda state, end=end: len(state["typed"]) == end, f"{end} characters")


async def test_a_number_taken_here_is_found_again_by_its_paper_and_given_up(
    controller: ControllerProcess, printer: PrinterPeer, make_kiosk: MakeKiosk
) -> None:
    kiosk = make_kiosk()
    await kiosk.start()
    await kiosk.choose()
    await kiosk.until_screen("paper-given")
    await kiosk.touch("ticket.done")
    await kiosk.touch("rating.skip")
    await kiosk.touch("done.ok")
    [paper] = printer.papers
    number, check = paper.data["number"], paper.data["check"]
    await kiosk.touch("home.my-number")
    await kiosk.touch("numbers.type")
    await type_in(kiosk, number)
    await kiosk.touch("number.confirm")
    shown = await kiosk.until_screen("number-stands")
    assert shown["number"] == number
    await kiosk.touch("action.cancel")
    await kiosk.until_screen("enter-check-code")
    await type_in(kiosk, check)
    assert (await kiosk.state())["typed"] == "****", "a code is for its holder's eyes"
    await kiosk.touch("check.confirm")
    await kiosk.until_screen("sure-to-cancel")
    await kiosk.touch("cancel.yes")
    await kiosk.until_screen("number-changed")
    [cancelled] = await until_ledger(controller, "ticket-cancelled")
    [issued] = await ledger(controller, "ticket-issued")
    assert cancelled["ticket"] == issued["ticket"]
    assert check == check_code(issued["ticket"])
    assert check not in kiosk.log


async def test_a_booking_is_made_found_moved_and_withdrawn_over_the_broker(
    tmp_path: Path, broker: PrivateBroker, controller: ControllerProcess
) -> None:
    async with numbers_of(broker, tmp_path) as (numbers, store):
        slots = await numbers.slots("id-card")
        first, second = slots[-1], slots[-2]
        act = numbers.new_act()
        booked = await numbers.book(act, "id-card", first.day, first.slot, ME, "zh-CN")
        again = await numbers.book(act, "id-card", first.day, first.slot, ME, "zh-CN")
        assert again.view.id == booked.view.id == act
        [mine] = await numbers.of_person(ME)
        assert mine == await numbers.find(number=booked.view.number, check=booked.slip.check)
        assert (mine.id, mine.state, mine.may_move) == (act, TicketState.BOOKED, True)
        moved = await numbers.move(numbers.new_act(), act, second.day, second.slot)
        [mine] = await numbers.of_person(ME)
        assert (mine.id, mine.slot) == (moved.view.id, moved.view.slot)
        assert (await numbers.find(ticket=act)).state is TicketState.CANCELLED
        assert len(await ledger(controller, "ticket-booked")) == 2
        numbers.give_up(moved.view.id)
        [entry] = store.connection.execute("SELECT topic FROM bus_outbox").fetchall()
        assert entry[0].endswith("/cmd/hand-over")


async def test_guessing_codes_comes_to_an_end(tmp_path: Path, broker: PrivateBroker, controller: ControllerProcess) -> None:
    async with controller.client("manager") as manager:
        taken = await manager.command("take", service="id-card", hand_over="screen")
    number, check = taken["result"]["ticket"]["number"], taken["result"]["slip"]["check"]
    wrong = f"{(int(check) + 1) % 10_000:04d}"
    async with numbers_of(broker, tmp_path) as (numbers, _):
        refusals = []
        for code in (wrong, wrong, wrong, wrong, wrong, check):
            with pytest.raises(HallRefused) as refused:
                await numbers.find(number=number, check=code)
            refusals.append(refused.value.code)
        assert refusals == [Refusal.WRONG_CHECK_CODE.value] * 5 + [Refusal.TOO_MANY_TRIES.value]
        assert (await numbers.find(number=number)).state is TicketState.WAITING
        assert (await numbers.find(ticket=taken["result"]["ticket"]["id"])).id
