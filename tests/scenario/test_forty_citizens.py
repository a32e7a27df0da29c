"""Forty citizens and one with a booking, six windows, one kiosk: through real touches, pads, paper, boards and voice, over a
real broker. Some have a class, visits of several legs, miss their call, fetch a paper, are sent on or put before all others.
"""

import asyncio
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from api.messages.topics import CONTROLLER_NODE
from hall_controller.settings import hall_file
from tests.support.whole_hall import WholeHall, demo_hall, whole_hall
from tingtang.demo.citizen import NUMBER
from tingtang.demo.hands import PadHands
from tingtang.demo.morning import Morning
from tingtang.demo.pace import Pace, Tally

CITIZENS = 40
BEFORE_OPENING = 12
"""Everything that can befall a citizen befalls one of so many; and when the windows open there is a line."""
TEST_TIMEOUT_S = 300
PACE = Pace(
    between_people=0.02,
    between_touches=0.0,
    shortest_service=0.2,
    longest_service=1.0,
    before_rating=0.1,
    slowest_clerk=0.1,
    away=0.5,
    people=CITIZENS,
    before_opening=BEFORE_OPENING,
)
WAIT_WORDS = ("约", "马上")
"""What the paper says of the wait: about then, or at once."""


@dataclass(frozen=True)
class Stored:
    """A ticket and its calls, as the ledger's file has them."""

    state: str
    ticket_class: str
    legs: int
    past: list[dict[str, Any]]
    came_back: bool
    forecast: list[int] | None
    calls: list[dict[str, Any]]

    @property
    def windows(self) -> set[int]:
        """Where legs of it were served."""
        return {leg["window"] for leg in self.past}

    @property
    def reasons(self) -> set[str]:
        return {call["why"]["reason"] for call in self.calls}


def stored(hall: WholeHall) -> dict[str, Stored]:
    path = hall_file(hall.site.data(CONTROLLER_NODE))
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        tickets = connection.execute("SELECT label, state, ticket_class, legs, past, came_back, forecast FROM ticket").fetchall()
        records = connection.execute("SELECT record FROM event WHERE kind = 'ticket-called' ORDER BY seq").fetchall()
    bodies = [orjson.loads(record)["body"] for (record,) in records]
    return {
        label: Stored(
            state,
            ticket_class,
            legs,
            orjson.loads(past),
            bool(came_back),
            orjson.loads(forecast) if forecast else None,
            [body for body in bodies if body["label"] == label],
        )
        for label, state, ticket_class, legs, past, came_back, forecast in tickets
    }


def judge_what_befell(tally: Tally, tickets: dict[str, Stored], hall: WholeHall) -> None:
    """What people did is what the ledger says of them."""
    assert {number: tickets[number].ticket_class for number in tally.classes} == tally.classes
    assert "walk-in" in tally.classes.values(), "a claim failed"
    assert tally.several
    assert all(sum(len(leg["leg"]["items"]) for leg in tickets[number].past) >= 2 for number in tally.several)
    assert len(set(tally.classes.values())) >= 4, "several classes came"
    assert tally.topped
    assert all("top" in tickets[number].reasons for number in tally.topped)
    assert tally.missed
    assert all(tickets[number].came_back for number in tally.missed)
    assert tally.held
    assert all("held" in tickets[number].reasons for number in tally.held)
    assert tally.sent_on
    assert tally.paused
    assert all(len(tickets[number].calls) > 1 for number in tally.paused), "called again after the window paused"
    several = [ticket for ticket in tickets.values() if ticket.legs > 1]
    followed = {service.id for service in hall.site.hall.services if service.then}
    begun = [ticket for ticket in tickets.values() if ticket.past and ticket.past[0]["leg"]["service"] in followed]
    assert begun
    assert all(ticket in several and len(ticket.past) == ticket.legs for ticket in begun), "each leg was served to its end"
    assert any(len(ticket.windows) > 1 for ticket in begun), "visits go on at other windows"
    for number in tally.booked:
        assert tickets[number].ticket_class == "appointment"


def judge_papers(papers: list[str], tickets: dict[str, Stored]) -> None:
    """Whoever was promised a time has it on paper."""
    promised = 0
    for paper in papers:
        found = NUMBER.search(paper)
        assert found is not None, paper
        if tickets[found.group()].forecast is not None:
            promised += 1
            assert any(word in paper for word in WAIT_WORDS), paper
    assert promised, "nobody was told how long it takes"


@pytest.mark.integration
@pytest.mark.ui
async def test_forty_citizens_are_served_and_every_invariant_holds(tmp_path: Path) -> None:
    async with whole_hall(tmp_path / "hall", demo_hall(), headless=False) as hall:
        morning = Morning(hall.site, PACE)
        try:
            async with asyncio.timeout(TEST_TIMEOUT_S):
                await morning.run()
        except TimeoutError:
            pytest.fail(f"{morning.tally}\n{morning.feed.board}\n{hall.last_lines()}")
        tally = morning.tally
        assert tally.gave_up == []
        assert len(tally.taken) == CITIZENS
        assert max(Counter(tally.numbers).values()) == 1, "a number was given twice"
        tickets = stored(hall)
        assert {label: ticket.state for label, ticket in tickets.items()} == dict.fromkeys(tally.numbers, "done")
        judge_what_befell(tally, tickets, hall)
        calls = sum(len(ticket.calls) for ticket in tickets.values())
        async with httpx.AsyncClient() as client:
            pads = PadHands(client, hall.site.emulators_url)
            printer = await pads.state("receipt-1")
            speaker = await pads.state("speaker-1")
            boards = [await pads.state(f"led-{window}") for window in range(1, 7)]
        assert printer["receipts"] == sum(taken.printed for taken in tally.taken) == CITIZENS
        assert printer["unknown_commands"] == []
        assert isinstance(printer["texts"], list)
        judge_papers(printer["texts"], tickets)
        assert isinstance(speaker["utterances"], int)
        assert speaker["utterances"] >= calls - 1, "the last call may still be on its way to the loudspeaker"
        assert speaker["cut_off"] == 0
        assert all(board.get("rejected", 0) == 0 for board in boards), boards
        assert all(board["too_fast"] == 0 for board in boards if board["kind"] == "led-board"), boards
        health = await hall.demo.until_well()
        assert health.well
        assert hall.problems() == []
