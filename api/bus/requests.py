"""Questions under way: each waits for its completion, and is asked again under the same id while nothing is heard."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from api.bus.backoff import Jitter, pauses
from api.bus.port import NotAnswered
from api.messages.completion import Acknowledgement, Completion

RESEND_FACTOR = 1.5
RESEND_LIMIT_S = 10.0
ACKNOWLEDGED_RESEND_S = 5.0
"""Once acknowledged the receiver works on it; asked again only in case it died since, or its completion was lost."""


@dataclass(slots=True, eq=False)
class _Waiting:
    answer: asyncio.Future[Completion]
    send: Callable[[], None]
    on_acknowledged: Callable[[], None] | None
    acknowledged: bool = False


class Requests:
    """Lives on the event loop's thread. Two callers may wait for one id; both get the completion."""

    def __init__(self, jitter: Jitter) -> None:
        self._jitter = jitter
        self._waiting: dict[str, list[_Waiting]] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    async def ask(
        self,
        command_id: str,
        send: Callable[[], None],
        *,
        timeout_s: float,
        resend_s: float,
        on_acknowledged: Callable[[], None] | None,
    ) -> Completion:
        """Call `send` now and at growing intervals until the completion comes. `send` does nothing while the link is down.

        Raises:
            NotAnswered: nothing final within `timeout_s`.
            ValueError: `send` can't send it at all.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout_s
        waiting = _Waiting(loop.create_future(), send, on_acknowledged)
        self._waiting.setdefault(command_id, []).append(waiting)
        try:
            for pause_s in pauses(resend_s, RESEND_LIMIT_S, RESEND_FACTOR, self._jitter):
                send()
                if waiting.acknowledged:
                    pause_s = max(pause_s, ACKNOWLEDGED_RESEND_S)
                remaining_s = deadline - loop.time()
                await asyncio.wait({waiting.answer}, timeout=max(0.0, min(pause_s, remaining_s)))
                if waiting.answer.done():
                    return waiting.answer.result()
                if loop.time() >= deadline:
                    break
            state = "acknowledged, not completed" if waiting.acknowledged else "not answered"
            raise NotAnswered(f"command {command_id} {state} within {timeout_s:g} s")
        finally:
            waiting.answer.cancel()
            others = self._waiting[command_id]
            others.remove(waiting)
            if not others:
                del self._waiting[command_id]

    def answered(self, answer: Acknowledgement | Completion) -> None:
        """An answer arrived; one nobody waits for any more is nothing special (it answers a resend)."""
        for waiting in self._waiting.get(answer.id, ()):
            if isinstance(answer, Completion):
                if not waiting.answer.done():
                    waiting.answer.set_result(answer)
            elif not waiting.acknowledged:
                waiting.acknowledged = True
                if waiting.on_acknowledged is not None:
                    waiting.on_acknowledged()

    def send_again(self) -> None:
        """The link is back: whatever was asked or answered meanwhile may be lost, so ask all of it again at once."""
        for group in self._waiting.values():
            try:
                group[0].send()
            except ValueError as error:
                # It can't be sent at all. Its asker is told; the link and all the others have nothing to do with it.
                for waiting in group:
                    if not waiting.answer.done():
                        waiting.answer.set_exception(error)
