"""What the root asks of a real store: answers given before, failed outputs, the chain, the writer's pulse."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from api.ids import new_id
from api.messages.hall_commands import Next, OpenWindow, Recall, Take
from api.messages.words import HandOver, Role
from api.ports import Actor, Submission
from hall_controller.clock import HallClock
from hall_controller.ledger_check import LedgerCheck
from hall_controller.mqtt.lane import Ending
from hall_controller.mqtt.settling import Settling
from hall_controller.pulse import Pulse
from hall_controller.service import HallService
from hall_controller.store.hall_store import Committed
from hall_controller.store.recollection import Recollection
from tests.support.hall_config import small_hall

CLERK = Actor("clerk-1", Role.CLERK)


class Hall:
    def __init__(self, folder: Path) -> None:
        self.path = folder / "hall.sqlite3"
        self.service = HallService(self.path, small_hall(folder), HallClock(), new_id)
        self.commits: list[Committed] = []
        self.service.listen(self.commits.append)

    async def call(self) -> dict[str, str]:
        """Delivery id by device of one call."""
        await self.service.submit(Submission(new_id(), CLERK, Take(service="id-card", hand_over=HandOver.SCREEN)))
        await self.service.submit(Submission(new_id(), CLERK, OpenWindow(window=1)))
        await self.service.submit(Submission(new_id(), CLERK, Next(window=1)))
        return {delivery.device: delivery.id for delivery in self.commits[-1].deliveries}


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    found = Hall(tmp_path)
    await found.service.open()
    yield found
    await found.service.close()


async def test_an_answer_is_found_again_by_its_id(hall: Hall) -> None:
    ident, recollection = new_id(), Recollection(hall.path)
    assert await recollection.stored_answer(ident) is None
    given = await hall.service.submit(Submission(ident, CLERK, Take(service="id-card")))
    assert await recollection.stored_answer(ident) == given


async def test_outputs_that_failed_last_are_known_after_a_restart(hall: Hall) -> None:
    recollection, settle = Recollection(hall.path), Settling(hall.service)
    told = await hall.call()
    await settle(told["hall-agent/led-1"], Ending.NOT_ANSWERED, "output.mute")
    await settle(told["hall-agent/speaker-1"], Ending.DONE, "")
    assert await recollection.failed_outputs() == ["hall-agent/led-1"]
    await hall.service.submit(Submission(new_id(), CLERK, Recall(window=1)))
    again = {delivery.device: delivery.id for delivery in hall.commits[-1].deliveries}
    await settle(again["hall-agent/led-1"], Ending.DONE, "")
    assert await recollection.failed_outputs() == []


async def test_a_changed_ledger_is_noticed(hall: Hall) -> None:
    check = LedgerCheck(hall.service.ledger)
    assert check.health().detail == "being verified"
    await hall.call()
    await check.check()
    assert (check.health().well, check.health().detail) == (True, "chain verified")
    with closing(sqlite3.connect(hall.path)) as connection, connection:
        connection.execute("UPDATE event SET record = CAST(replace(CAST(record AS TEXT), 'A001', 'A002') AS BLOB) WHERE seq = 2")
    await check.check()
    assert check.health().well is False
    assert "record 2" in check.health().detail


async def test_the_pulse_goes_through_the_writer_and_changes_nothing(hall: Hall) -> None:
    pulse = Pulse(hall.service, lambda: None)
    assert await pulse.beat() is True
    seq = hall.service.projection.seq
    assert await pulse.beat() is True
    assert (pulse.health().name, pulse.health().well) == ("store", True)
    assert hall.service.projection.seq == seq


async def test_a_beat_is_a_real_write(hall: Hall) -> None:
    log = hall.path.with_name(hall.path.name + "-wal")
    before = log.stat().st_size
    assert await hall.service.beat() is True
    assert log.stat().st_size > before
