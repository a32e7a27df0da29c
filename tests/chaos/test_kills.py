"""45 s of SIGKILLs over broker, controller, kiosks and agents while people take numbers and windows call.

Afterwards nothing is lost, nothing was given or printed twice, and no number is missing.
"""

import asyncio
import contextlib
import os
import random
import re
import signal
import sqlite3
from collections import Counter
from pathlib import Path

import httpx
import pytest

from api.ids import new_id
from api.messages.topics import CONTROLLER_NODE
from hall_controller.demo_accounts import DEMO_PASSWORD
from hall_controller.settings import hall_file
from tests.support.stubborn_citizen import StubbornCitizen
from tests.support.whole_hall import WholeHall, demo_hall, whole_hall
from tingtang.demo.hands import KioskHands

KILLING_S = 45.0
BETWEEN_KILLS_S = (0.8, 1.8)
VICTIMS = (
    "broker",
    "kiosk-01-broker",
    "controller",
    "kiosk-01",
    "kiosk-02",
    "controller",
    "broker",
    "kiosk-01-agent",
    "kiosk-02-agent",
    "hall-agent",
)
SETTLE_TIMEOUT_S = 180.0
KIOSKS = 2
TICKETS_AT_LEAST = 10
"""Fewer, and the hall was down all the time: nothing would be shown."""
COPY_MARK = "补打"
NUMBER = re.compile(r"\b[A-G]K?[0-9]{3}\b")
"""Of a queue's main series, or of the range that a kiosk gives out while it is cut off."""


class Clerk:
    """Presses the keys of one window over HTTP, each press with one id until it is answered."""

    def __init__(self, client: httpx.AsyncClient, base_url: str, window: int) -> None:
        self._client, self._base_url, self._window = client, base_url, window
        self.called: list[str] = []

    async def live(self, token: str) -> None:
        while True:
            await self._until_answered(token, "open-window", {"window": self._window})
            answer = await self._until_answered(token, "next", {"window": self._window})
            ticket = answer.get("result", {}).get("ticket")
            if ticket:
                self.called.append(ticket["number"])
                await self._until_answered(token, "arrive", {"window": self._window})
                await self._until_answered(token, "reject", {"window": self._window, "reason": "材料不全"})
            await asyncio.sleep(0.1)

    async def _until_answered(self, token: str, name: str, body: dict[str, object]) -> dict[str, dict[str, dict[str, str]]]:
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": new_id()}
        while True:
            try:
                answer = await self._client.post(f"{self._base_url}/api/v1/commands/{name}", json=body, headers=headers)
            except httpx.HTTPError:
                await asyncio.sleep(0.1)
                continue
            if answer.status_code < 500:
                return dict(answer.json())
            await asyncio.sleep(0.1)


async def sign_in(client: httpx.AsyncClient, base_url: str) -> str:
    answer = await client.post(f"{base_url}/api/v1/session", json={"name": "manager", "password": DEMO_PASSWORD})
    answer.raise_for_status()
    return str(answer.json()["token"])


async def kill_around(hall: WholeHall, dice: random.Random) -> Counter[str]:
    killed: Counter[str] = Counter()
    loop = asyncio.get_running_loop()
    ends_at = loop.time() + KILLING_S
    while loop.time() < ends_at:
        victim = dice.choice(VICTIMS)
        process_id = hall.supervisor.process_id(victim)
        if process_id is not None:
            os.kill(process_id, signal.SIGKILL)
            killed[victim] += 1
        await asyncio.sleep(dice.uniform(*BETWEEN_KILLS_S))
    return killed


def ledger(hall: WholeHall, statement: str) -> list[tuple[str, ...]]:
    path = hall_file(hall.site.data(CONTROLLER_NODE))
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    try:
        return connection.execute(statement).fetchall()
    finally:
        connection.close()


async def watch_papers(client: httpx.AsyncClient, hall: WholeHall, papers: dict[tuple[str, int], str]) -> None:
    """Collect every paper of every printer while they come out."""
    while True:
        for kiosk in hall.site.kiosks:
            state = (await client.get(f"{hall.site.emulators_url}/{kiosk.printer.id}/state")).json()
            first = state["receipts"] - len(state["texts"])
            papers.update({(kiosk.printer.id, first + index): text for index, text in enumerate(state["texts"])})
        await asyncio.sleep(0.2)


@pytest.mark.chaos
@pytest.mark.integration
async def test_nothing_is_lost_doubled_or_skipped_under_kills(tmp_path: Path) -> None:
    seed = int(os.environ.get("TINGTANG_CHAOS_SEED", "20261121"))
    dice = random.Random(seed)
    papers: dict[tuple[str, int], str] = {}
    async with whole_hall(tmp_path / "hall", demo_hall(kiosks=KIOSKS), headless=True) as hall, httpx.AsyncClient() as client:
        token = await sign_in(client, hall.site.base_url)
        citizens = [StubbornCitizen(client, kiosk.url, seed + index) for index, kiosk in enumerate(hall.site.kiosks)]
        clerks = [Clerk(client, hall.site.base_url, window.number) for window in hall.site.hall.windows]
        people = [asyncio.create_task(citizen.live()) for citizen in citizens]
        people += [asyncio.create_task(clerk.live(token)) for clerk in clerks]
        people.append(asyncio.create_task(watch_papers(client, hall, papers)))
        killed = await kill_around(hall, dice)
        died = [person.exception() for person in people if person.done()]
        await hall.demo.until_well(SETTLE_TIMEOUT_S)
        # A busy machine is slow to start what was killed: the same citizens go on until there is something to look at.
        if not await enough_tickets(hall):
            pytest.fail(await what_stands_there(client, hall, people))
        for person in people[:KIOSKS]:
            person.cancel()
        shown = set().union(*(citizen.shown for citizen in citizens))
        await finish_takes(client, hall, shown)
        for person in people:
            person.cancel()
        await asyncio.gather(*people, return_exceptions=True)
        issued = [row[0] for row in ledger(hall, "SELECT label FROM ticket")]
        problems = hall.problems()
    context = f"seed {seed}, kills {dict(killed)}\n{hall.last_lines(30)}"
    assert died == [], context
    assert sum(killed.values()) >= 20, context
    assert problems == [], context
    assert len(issued) >= TICKETS_AT_LEAST, context
    assert shown <= set(issued), f"shown but not in the ledger: {shown - set(issued)}; {context}"
    first_papers = Counter(found.group() for text in papers.values() if COPY_MARK not in text and (found := NUMBER.search(text)))
    assert max(first_papers.values()) == 1, f"printed twice: {first_papers.most_common(3)}; {context}"
    assert set(first_papers) <= set(issued), context
    calls = Counter(number for clerk in clerks for number in clerk.called)
    assert max(calls.values()) == 1, f"called to two windows: {calls.most_common(3)}; {context}"


async def enough_tickets(hall: WholeHall) -> bool:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(SETTLE_TIMEOUT_S):
            while len(ledger(hall, "SELECT label FROM ticket")) < TICKETS_AT_LEAST:  # noqa: ASYNC110 (another process's file)
                await asyncio.sleep(0.2)
            return True
    return False


async def what_stands_there(client: httpx.AsyncClient, hall: WholeHall, people: list[asyncio.Task[None]]) -> str:
    """What each kiosk shows and offers, who gave up and why: for the reader of a failure."""
    lines = [f"{TICKETS_AT_LEAST} tickets were not taken within {SETTLE_TIMEOUT_S:.0f} s of a well hall"]
    lines += [repr(person.exception()) for person in people if person.done()]
    for kiosk in hall.site.kiosks:
        hands = KioskHands(client, kiosk.url)
        lines.append(f"{kiosk.node}: {await hands.screen()} offers {[target.name for target in await hands.targets()]}")
    return "\n".join([*lines, hall.last_lines(60)])


async def finish_takes(client: httpx.AsyncClient, hall: WholeHall, shown: set[str]) -> None:
    """Wait until no kiosk has anything under way: what they took is handed over or void, and what they gave out while they were
    cut off is entered. What never comes is for the assertions to say.
    """
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(SETTLE_TIMEOUT_S):
            while not is_settled(hall, shown):
                for kiosk in hall.site.kiosks:
                    for target in (await client.get(f"{kiosk.url}/targets")).json()["targets"]:
                        if target["name"] in ("ticket.yes", "ticket.done", "ticket.noted"):
                            await client.post(f"{kiosk.url}/touch", json={"x": target["x"], "y": target["y"]})
                await asyncio.sleep(0.2)


def is_settled(hall: WholeHall, shown: set[str]) -> bool:
    states = {row[0]: row[1] for row in ledger(hall, "SELECT label, state FROM ticket")}
    return shown <= states.keys() and "issuing" not in states.values()
