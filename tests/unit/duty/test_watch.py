"""What becomes a call by itself: negative ratings within three seconds and once, faults that stop citizens while they stand."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from api.ids import new_id
from api.messages.duty_commands import RateVisit
from api.messages.duty_words import CallEnd, CallKind
from api.messages.words import AvailabilityState, DeviceState, RatingLevel, RatingOutcome, Refusal, Role, WindowState
from api.ports import LedgerEntry
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.hall import Hall
from hall_controller.domain.rules import Rules
from hall_controller.duty.faults import of_devices
from hall_controller.duty.watch import SETTLE_MS, FaultWatch, RatingWatch
from tests.support.duty_desk import KIOSK, DutyDesk, device, duty_desk
from tests.support.hall_core import MORNING, core_config

TICKET = "01JD0V5Y3M9D8XQ2T7W4R6K1ZB"


def rated(seq: int, level: RatingLevel | None, *, window: int | None = 3, terminal: str = "") -> Event:
    body = {"ticket": TICKET, "level": level.value if level else None, "outcome": "SUBMITTED"}
    if window is not None:
        return Event(EventKind.TICKET_RATED, MORNING, "hall", Role.DEVICE, "", body | {"window": window}, seq)
    return Event(EventKind.TERMINAL_RATED, MORNING, "hall", Role.DEVICE, "", body | {"terminal": terminal}, seq)


class Ledger:
    """Entries as the reader gives them."""

    def __init__(self, events: list[Event]) -> None:
        self.entries = [LedgerEntry(e.seq, e.at, e.kind.value, "hall", "device", "", dict(e.body), "") for e in events]

    async def events(self, after: int, limit: int) -> list[LedgerEntry]:
        return [entry for entry in self.entries if entry.seq > after][: min(limit, 2)]


def numbers(desk: DutyDesk) -> list[tuple[str, str, str]]:
    return [(call.place, call.about, call.number) for call in desk.service.board(Role.MANAGER).calls]


async def test_a_negative_rating_is_a_call_and_a_good_one_isnt(tmp_path: Path) -> None:
    async with duty_desk(tmp_path) as desk:
        watch = RatingWatch(desk.service, Ledger([]), lambda: 0)
        async with running(watch):
            watch.follow([rated(1, RatingLevel.GOOD), rated(2, RatingLevel.BAD), rated(3, None)])
            watch.follow([rated(4, RatingLevel.VERY_BAD, window=None, terminal="kiosk-02")])
            await desk.until(lambda: len(numbers(desk)) == 2)
        assert set(numbers(desk)) == {("window-3", "BAD", "A1ZB"), ("一楼西侧", "VERY_BAD", "A1ZB")}
        # 背靠背: nobody but managers.
        assert desk.service.board(Role.CLERK).calls == desk.service.board(Role.TECHNICIAN).calls == ()


async def test_what_was_rated_while_nobody_looked_is_found_once(tmp_path: Path) -> None:
    past = [rated(seq, RatingLevel.BAD, window=seq) for seq in range(1, 6)]
    async with duty_desk(tmp_path) as desk:
        watch = RatingWatch(desk.service, Ledger(past), lambda: 5)
        async with running(watch):
            watch.follow([rated(5, RatingLevel.BAD, window=5)])
            await desk.until(lambda: bool(numbers(desk)))
        # A hall that begins with this has a past that nobody goes through.
        assert ([place for place, _, _ in numbers(desk)], await desk.service.seen()) == (["window-5"], 5)
    more = [*past, rated(6, RatingLevel.BAD, window=6), rated(7, RatingLevel.GOOD), rated(8, RatingLevel.VERY_BAD, window=8)]
    for _ in range(2):
        async with duty_desk(tmp_path) as desk:
            async with running(RatingWatch(desk.service, Ledger(more), lambda: 8)):
                await desk.until(lambda: len(numbers(desk)) == 3)
            assert [place for place, _, _ in numbers(desk)] == ["window-5", "window-6", "window-8"]


@asynccontextmanager
async def running(watch: RatingWatch) -> AsyncIterator[None]:
    task = asyncio.create_task(watch.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_rating_without_a_number(tmp_path: Path) -> None:
    async with duty_desk(tmp_path) as desk:
        ident = new_id()
        bad = RateVisit(service="tax-query", outcome=RatingOutcome.SUBMITTED, level=RatingLevel.BAD, labels=("slow",))
        for _ in range(2):
            assert (await desk.do(bad, ident=ident)).succeeded
        await desk.do(RateVisit(service="kiosk", outcome=RatingOutcome.SUBMITTED, level=RatingLevel.GOOD))
        await desk.do(RateVisit(service="kiosk", outcome=RatingOutcome.DECLINED))
        senseless = RateVisit(service="kiosk", outcome=RatingOutcome.SUBMITTED)
        assert (await desk.do(senseless, KIOSK)).error_code == Refusal.SENSELESS
        assert [(call.kind, call.about) for call in desk.service.board(Role.MANAGER).calls] == [(CallKind.RATING, "BAD")]
        assert desk.store.connection.execute("SELECT count(*) FROM visit_rating").fetchone()[0] == 3


class Faults:
    """A hall whose windows and devices stand as a test puts them."""

    def __init__(self, desk: DutyDesk) -> None:
        self.desk = desk
        self.hall = Hall(Rules(core_config()))
        self.connected = True
        self.begin()

    def begin(self) -> None:
        """As after a start of the controller."""
        desk = self.desk
        self.watch = FaultWatch(
            desk.service, lambda: desk.devices, lambda: self.hall, lambda: self.connected, desk.hand.now_ms, after_s=20
        )

    async def settled(self) -> None:
        """Connected long enough that everything retained has come in."""
        await self.watch.look()
        self.desk.hand.at += SETTLE_MS

    async def after(self, seconds: float) -> list[str]:
        self.desk.hand.at += round(seconds * 1000)
        await self.watch.look()
        return [f"{call.place}: {call.about}" for call in self.desk.service.board(Role.TECHNICIAN).calls]


async def test_a_fault_that_stands_is_a_call_and_ends_by_itself(tmp_path: Path) -> None:
    async with duty_desk(tmp_path) as desk:
        faults = Faults(desk)
        desk.devices[:] = [
            device("kiosk-01-agent/receipt-1", "receipt-printer", status=DeviceState.USER_ERROR, reason="paper.out", place="一楼")
        ]
        await faults.settled()
        assert await faults.after(0) == []
        assert await faults.after(19) == []
        assert await faults.after(1) == ["一楼: paper.out"]
        assert await faults.after(1) == ["一楼: paper.out"]
        desk.devices[:] = [device("kiosk-01-agent/receipt-1", "receipt-printer")]
        assert await faults.after(1) == []
        [call] = desk.service.board(Role.TECHNICIAN).closed
        assert (call.outcome, call.ended_by) == (CallEnd.CLEARED, "hall")


async def test_one_that_is_gone_before_nobody_need_go_for_and_silence_of_our_own_says_nothing(tmp_path: Path) -> None:
    async with duty_desk(tmp_path) as desk:
        faults = Faults(desk)
        await faults.settled()
        lost = device(node=AvailabilityState.LOST, status=DeviceState.UNKNOWN, reason="node.lost", place="一楼东侧")
        desk.devices[:] = [lost]
        await faults.after(15)
        desk.devices[:] = [device()]
        await faults.after(10)
        desk.devices[:] = [lost]
        faults.connected = False
        assert await faults.after(60) == []
        faults.connected = True
        await faults.settled()
        assert await faults.after(0) == []
        assert await faults.after(20) == ["一楼东侧: node.lost"]


async def test_a_restart_of_the_controller_closes_no_call_and_makes_no_second_one(tmp_path: Path) -> None:
    async with duty_desk(tmp_path) as desk:
        faults = Faults(desk)
        desk.devices[:] = [device("kiosk-01-agent/receipt-1", "receipt-printer", status=DeviceState.HARDWARE_ERROR, reason="x.y")]
        await faults.settled()
        await faults.after(0)
        assert len(await faults.after(20)) == 1
        out, desk.devices[:] = list(desk.devices), []
        faults.begin()
        assert len(await faults.after(1)) == 1, "nothing is known yet"
        desk.devices[:] = out
        await faults.settled()
        assert len(await faults.after(1)) == 1, "it hasn't stood long in this run, but it stands"
        assert len(await faults.after(30)) == 1
        assert desk.service.board(Role.TECHNICIAN).closed == ()


async def test_a_window_without_its_device(tmp_path: Path) -> None:
    async with duty_desk(tmp_path) as desk:
        faults = Faults(desk)
        number = next(iter(faults.hall.rules.windows))
        window = faults.hall.window(number)
        window.fault = "hall-agent/led-1"
        window.state = WindowState.FAULT
        await faults.settled()
        await faults.after(0)
        assert await faults.after(20) == [f"window-{number}: hall-agent/led-1"]


@pytest.mark.parametrize(
    "harmless",
    [
        device("hall-agent/led-1", "led-board", status=DeviceState.HARDWARE_ERROR),
        device(node=AvailabilityState.DISCONNECTED, status=DeviceState.UNKNOWN),
        device(node=AvailabilityState.UNKNOWN, status=DeviceState.UNKNOWN),
        device("kiosk-01-agent/receipt-1", "receipt-printer", status=DeviceState.NO_DEVICE, reason="printer.neverAnswers"),
        device("kiosk-01-agent/receipt-1", "receipt-printer", status=DeviceState.DEVICE_BUSY),
    ],
    ids=["board", "stopped", "never-seen", "mute-printer", "printing"],
)
def test_what_stops_nobody(harmless: object) -> None:
    assert of_devices([harmless]) == []  # type: ignore[list-item]
