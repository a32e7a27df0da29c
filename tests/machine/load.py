"""People in the hall of the machine test: citizens take numbers and rate, clerks call, a thumb presses the rating pad.

Everyone goes on with one id until it is answered, whatever happens to the machine, and remembers what was told. What was told
must be in the hall's records afterwards.
"""

import asyncio
import random
from dataclasses import dataclass, field
from typing import Any

import httpx

from api.ids import new_id
from tests.support.stubborn_client import StubbornClient

SEED = 20261122
CITIZENS = 12
WINDOWS = (1, 2, 3, 4)
PAD_WINDOW, PAD = 1, "rating-1"
SERVICES = ("elder-card", "transfer-registration")
LEVELS = ("VERY_GOOD", "GOOD", "FAIR", "BAD")
PAD_KEYS = ("very-good", "good", "bad")
CITIZEN_PAUSE_S, CLERK_PAUSE_S = (0.05, 0.4), (0.05, 0.3)
LOOK_S = 0.1
LONGEST_WAIT_S = 900.0
"""An emulated machine may take so long to start."""


@dataclass
class Told:
    """What people were told, by the ids under which they asked."""

    numbers: dict[str, str] = field(default_factory=dict)
    """Take's id, which is the ticket's → number."""
    ratings: dict[str, str] = field(default_factory=dict)
    """Ticket's id → level, once the hall had said that it has it."""
    called: list[str] = field(default_factory=list)
    """Tickets in answers to `next`."""
    pressed: list[tuple[float, str]] = field(default_factory=list)
    """When a key of the pad was pressed after its beep (monotonic seconds), and which key."""


class People:
    """Args: http_port: the hall's, on loopback. pads_url: the emulated devices' control port. told: kept up to date."""

    def __init__(self, http_port: int, pads_url: str, told: Told) -> None:
        self._http_port, self._pads_url, self._told = http_port, pads_url, told
        self._dice = random.Random(SEED)
        self._over = False
        self._clients: list[StubbornClient] = []

    async def live(self, tokens: dict[str, str]) -> None:
        """Until `finish`. Args: tokens: of the accounts `device` and `manager`.

        Raises:
            ExceptionGroup: somebody was refused what must work, or was never answered.
        """
        try:
            async with asyncio.TaskGroup() as people:
                for _ in range(CITIZENS):
                    people.create_task(self._citizen(self._client(tokens["device"])))
                for window in WINDOWS:
                    people.create_task(self._clerk(self._client(tokens["manager"]), window))
                people.create_task(self._thumb())
        finally:
            for client in self._clients:
                client.close()

    def finish(self) -> None:
        """Everybody ends what is under way and goes home."""
        self._over = True

    def _client(self, token: str) -> StubbornClient:
        client = StubbornClient(self._http_port, token, LONGEST_WAIT_S)
        self._clients.append(client)
        return client

    async def _citizen(self, terminal: StubbornClient) -> None:
        while not self._over:
            ticket, service = new_id(), self._dice.choice(SERVICES)
            answer = await terminal.command("take", command_id=ticket, service=service, hand_over="screen")
            self._told.numbers[ticket] = answer["result"]["ticket"]["number"]
            level = self._dice.choice(LEVELS)
            said = await terminal.command("rate-terminal", ticket=ticket, service=service, outcome="SUBMITTED", level=level)
            assert "result" in said, f"rate-terminal: {said}"
            self._told.ratings[ticket] = level
            await asyncio.sleep(self._dice.uniform(*CITIZEN_PAUSE_S))

    async def _clerk(self, desk: StubbornClient, window: int) -> None:
        await desk.command("open-window", window=window)
        while not self._over:
            answer = await desk.command("next", window=window)
            if ticket := answer.get("result", {}).get("ticket"):
                self._told.called.append(ticket["id"])
            # Without one nobody waits, or the call is kept until the pad's question has its answer: whoever it called meanwhile
            # is served. Where nobody is at the window, both are refused.
            await desk.command("arrive", window=window)
            await desk.command("finish", window=window)
            await asyncio.sleep(self._dice.uniform(*CLERK_PAUSE_S))

    async def _thumb(self) -> None:
        """Presses a key of the pad once, soon after each of its beeps; it beeps when the hall asks."""
        beeps: int | None = None
        async with httpx.AsyncClient(base_url=self._pads_url, timeout=30.0, trust_env=False) as pads:
            while not self._over:
                try:
                    state: dict[str, Any] = (await pads.get(f"/{PAD}/state")).json()
                    if beeps is not None and state["beeps"] > beeps:
                        key = self._dice.choice(PAD_KEYS)
                        await pads.post(f"/{PAD}/press", json={"key": key})
                        self._told.pressed.append((asyncio.get_running_loop().time(), key))
                    beeps = state["beeps"]
                except httpx.HTTPError:
                    # The emulated pad is out of reach while this machine is busy; a press whose answer is lost isn't counted.
                    beeps = None
                await asyncio.sleep(LOOK_S)
