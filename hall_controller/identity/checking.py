"""Questions to platforms: the picture only with a consent, the platform only while it answers, and each question once at a time.

Personal throughout: passed on, answered, forgotten.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from api.messages.identity_commands import CheckIdentity
from api.messages.identity_words import ConsentPurpose
from api.messages.words import Refusal
from hall_controller.domain.requests import Refused
from hall_controller.identity.adapters.asked import Adapters
from hall_controller.identity.consenting import Given

CONSENT_ON_ITS_WAY_S = 3.0
"""The consent comes by the terminal's outbox, the question directly: the question may be first."""
CONSENT_GOOD_MS = 1_800_000
"""For the comparison it was given for: half an hour is more than any visit at a kiosk."""


class Checking:
    """On the event loop.

    Args:
        given: the consent that a command gave.
        now_ms: the hall's clock.
    """

    def __init__(self, adapters: Adapters, given: Callable[[str], Awaitable[Given | None]], now_ms: Callable[[], int]) -> None:
        self._adapters = adapters
        self._given = given
        self._now_ms = now_ms
        self._under_way: dict[tuple[str, str], asyncio.Task[dict[str, Any]]] = {}
        """By terminal and id: one terminal never gets what another asked for."""
        self._came = asyncio.Event()

    def consent_came(self) -> None:
        """Whoever waits for one looks again."""
        self._came.set()
        self._came = asyncio.Event()

    async def check(self, ident: str, node: str, command: CheckIdentity) -> dict[str, Any]:
        """The answer as it goes to the kiosk. The same command that comes again meanwhile shares it.

        Raises:
            Refused: no such platform, it is away, or there is no consent for the picture.
        """
        task = self._under_way.get((node, ident))
        if task is None:
            task = asyncio.create_task(self._ask(ident, node, command), name="identity check")
            self._under_way[node, ident] = task
            task.add_done_callback(lambda done: self._over(node, ident, done))
        # One asker that goes away leaves the others theirs.
        return await asyncio.shield(task)

    async def close(self) -> None:
        """Nobody waits any more."""
        tasks = tuple(self._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _over(self, node: str, ident: str, done: asyncio.Task[dict[str, Any]]) -> None:
        self._under_way.pop((node, ident), None)
        if not done.cancelled():
            # All askers may have gone: then nobody else looks at how it ended.
            done.exception()

    async def _ask(self, ident: str, node: str, command: CheckIdentity) -> dict[str, Any]:
        if command.adapter not in self._adapters.names:
            raise Refused(Refusal.UNKNOWN_ADAPTER, f"the hall has no adapter {command.adapter!r}")
        if command.picture:
            await self._require_consent(node, command.consent)
        if command.adapter not in self._adapters.ready:
            raise Refused(Refusal.ADAPTER_AWAY, f"{command.adapter!r} doesn't answer at present")
        answer = await self._adapters.check(command, ident)
        if command.picture and command.consent is not None:
            given = await self._given(command.consent)
            if given is None or not given.standing:
                # The picture went out while they still agreed; what came of it is nobody's any more.
                raise Refused(Refusal.CONSENT_REQUIRED, "withdrawn while the platform was asked")
        return answer.result()

    async def _require_consent(self, node: str, consent: str | None) -> None:
        if consent is None:
            raise Refused(Refusal.CONSENT_REQUIRED, "a picture goes out with a consent only")
        loop = asyncio.get_running_loop()
        deadline = loop.time() + CONSENT_ON_ITS_WAY_S
        while True:
            came = self._came
            given = await self._given(consent)
            if given is not None:
                break
            try:
                async with asyncio.timeout_at(deadline):
                    await came.wait()
            except TimeoutError:
                raise Refused(Refusal.CONSENT_REQUIRED, "the hall doesn't know this consent") from None
        fresh = self._now_ms() - given.at <= CONSENT_GOOD_MS
        if not (given.standing and fresh and given.node == node and given.purpose is ConsentPurpose.FACE_ONLINE):
            raise Refused(Refusal.CONSENT_REQUIRED, "withdrawn, too old, of another terminal or for another purpose")
