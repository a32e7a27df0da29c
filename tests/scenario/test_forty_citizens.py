"""Forty citizens, six windows, one kiosk: through real touches, pads, paper, boards and voice, over a real broker."""

import asyncio
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from api.messages.topics import CONTROLLER_NODE
from hall_controller.settings import hall_file
from tests.support.whole_hall import WholeHall, demo_hall, whole_hall
from tingtang.demo.hands import PadHands
from tingtang.demo.morning import Morning, Pace

CITIZENS = 40
TEST_TIMEOUT_S = 240
PACE = Pace(
    between_people=0.02,
    between_touches=0.0,
    shortest_service=0.2,
    longest_service=1.0,
    before_rating=0.1,
    slowest_clerk=0.1,
    people=CITIZENS,
)


def ticket_states(hall: WholeHall) -> dict[str, str]:
    path = hall_file(hall.site.data(CONTROLLER_NODE))
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        return dict(connection.execute("SELECT label, state FROM ticket").fetchall())


@pytest.mark.integration
@pytest.mark.ui
async def test_forty_citizens_are_served_and_every_invariant_holds(tmp_path: Path) -> None:
    async with whole_hall(tmp_path / "hall", demo_hall(), headless=False) as hall:
        morning = Morning(hall.site, PACE)
        try:
            async with asyncio.timeout(TEST_TIMEOUT_S):
                await morning.run()
        except TimeoutError:
            pytest.fail(f"{morning.tally}\n{hall.last_lines()}")
        tally = morning.tally
        assert tally.gave_up == []
        assert len(tally.taken) == CITIZENS
        numbers = Counter(taken.number for taken in tally.taken)
        assert max(numbers.values()) == 1, "a number was given twice"
        assert set(tally.served) <= set(numbers)
        assert ticket_states(hall) == dict.fromkeys(numbers, "done")
        async with httpx.AsyncClient() as client:
            pads = PadHands(client, hall.site.emulators_url)
            printer = await pads.state("receipt-1")
            speaker = await pads.state("speaker-1")
            boards = [await pads.state(f"led-{window}") for window in range(1, 7)]
        assert printer["receipts"] == sum(taken.printed for taken in tally.taken) == CITIZENS
        assert printer["unknown_commands"] == []
        assert isinstance(speaker["utterances"], int)
        assert speaker["utterances"] >= CITIZENS - 1, "the last call may still be on its way to the loudspeaker"
        assert speaker["cut_off"] == 0
        assert all(board["too_fast"] == 0 and board["rejected"] == 0 for board in boards)
        health = await hall.demo.until_well()
        assert health.well
        assert hall.problems() == []
