"""What windows lack reaches the real hall, and life at a window reaches supervision."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from api.ids import new_id
from api.messages.hall_commands import HallCommand, Next, OpenWindow, Pause, Resume, Take
from api.messages.words import HandOver, Refusal, Role, WindowState
from api.ports import Actor, Submission
from hall_controller.clock import HallClock
from hall_controller.config import HallConfig
from hall_controller.devices.window_lacks import FAULT_AFTER_S, OFFLINE_AFTER_S, SETTLE_S, WindowLacks
from hall_controller.service import HallService
from hall_controller.supervision import WindowSupervision
from tests.support.hall_config import small_hall

CLERK = Actor("clerk-1", Role.CLERK)
READER = "hall-agent/reader-1"


def hall_with_reader(folder: Path) -> HallConfig:
    config = small_hall(folder)
    first, *others = config.windows
    return config.model_copy(update={"windows": (first.model_copy(update={"requires": (READER,)}), *others)})


class Watched:
    def __init__(self, folder: Path) -> None:
        config = hall_with_reader(folder)
        self.service = HallService(folder / "hall.sqlite3", config, HallClock(), new_id)
        self.now = 0.0
        self.well = {READER, *(window.call_pad for window in config.windows if window.call_pad)}
        self.supervision = WindowSupervision(
            self.service,
            lambda: self.service.projection.hall,
            WindowLacks(config.windows, self.well.__contains__, lambda _: False),
            lambda: True,
            lambda: self.now,
            new_id,
        )
        self.service.listen(self.supervision.follow)

    async def after(self, seconds: float) -> WindowState:
        """State of window 1 after a review at that time."""
        self.now += seconds
        await self.supervision.review()
        return self.service.projection.hall.windows[1].state

    async def do(self, command: HallCommand) -> str | None:
        return (await self.service.submit(Submission(new_id(), CLERK, command))).error_code


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Watched]:
    found = Watched(tmp_path)
    await found.service.open()
    await found.after(0)
    await found.after(SETTLE_S)
    await found.do(OpenWindow(window=1))
    yield found
    await found.service.close()


async def test_a_window_whose_device_is_out_is_in_fault_until_it_is_back(hall: Watched) -> None:
    hall.well.discard(READER)
    assert await hall.after(1) is WindowState.IDLE
    assert await hall.after(FAULT_AFTER_S) is WindowState.FAULT
    assert await hall.do(Next(window=1)) == Refusal.WINDOW_FAULT
    hall.well.add(READER)
    assert await hall.after(1) is WindowState.IDLE


async def test_the_hall_is_told_once(hall: Watched) -> None:
    hall.well.discard(READER)
    await hall.after(1)
    await hall.after(FAULT_AFTER_S)
    seq = hall.service.projection.seq
    await hall.after(60)
    await hall.after(60)
    assert hall.service.projection.seq == seq


async def test_a_clerk_without_any_connection_is_offline_and_back_with_a_command(hall: Watched) -> None:
    hall.well.clear()
    hall.well.add(READER)
    await hall.after(0)
    assert await hall.after(OFFLINE_AFTER_S) is WindowState.OFFLINE
    await hall.do(Pause(window=1, reason="lunch"))
    await hall.do(Resume(window=1))
    assert await hall.after(1) is WindowState.IDLE
    assert await hall.after(OFFLINE_AFTER_S - 2) is WindowState.IDLE


async def test_the_report_itself_is_no_sign_of_life(hall: Watched) -> None:
    hall.well.clear()
    await hall.after(0)
    await hall.after(OFFLINE_AFTER_S)
    assert hall.service.projection.hall.windows[1].offline
    await hall.after(1)
    assert hall.service.projection.hall.windows[1].offline


async def test_what_was_told_is_known_after_a_restart(hall: Watched, tmp_path: Path) -> None:
    hall.well.discard(READER)
    await hall.after(1)
    await hall.after(FAULT_AFTER_S)
    await hall.do(Take(service="id-card", hand_over=HandOver.SCREEN))
    await hall.service.close()
    again = HallService(tmp_path / "hall.sqlite3", hall_with_reader(tmp_path), HallClock(), new_id)
    await again.open()
    window = again.projection.hall.windows[1]
    await again.close()
    assert (window.state, window.fault) == (WindowState.FAULT, READER)
