"""All adapters of a hall by name, as `check-identity` asks them."""

import asyncio
from collections.abc import Mapping

import structlog

from api.messages.identity_commands import CheckIdentity
from api.messages.identity_words import IdentityOutcome
from hall_controller.identity.adapters.base import MALFORMED, UNKNOWN, Answer, IdentityAdapter, Question, unavailable


class Adapters:
    """`check` for each command, `ready` for what kiosks may offer, `close` at the end."""

    def __init__(self, adapters: Mapping[str, IdentityAdapter]) -> None:
        self._adapters = dict(adapters)
        self._away: set[str] = set()
        self._log = structlog.get_logger("hall_controller.identity")

    @property
    def names(self) -> tuple[str, ...]:
        """Configured, whether they answer now or not."""
        return tuple(sorted(self._adapters))

    @property
    def ready(self) -> tuple[str, ...]:
        """Those that can be asked now: the answer to `withdrawals` carries them to the kiosks."""
        return tuple(sorted(name for name, adapter in self._adapters.items() if adapter.ready))

    async def check(self, command: CheckIdentity, ask: str = "") -> Answer:
        """Never raises for a platform's doing. Neither question nor answer is logged.

        Args:
            ask: the command's id.
        """
        adapter = self._adapters.get(command.adapter)
        if adapter is None:
            return unavailable(UNKNOWN)
        question = Question(
            name=command.name,
            id_number=command.id_number,
            code=command.code,
            picture=command.picture,
            ask=ask,
            consented=command.consent is not None,
        )
        try:
            answer = await adapter.check(question)
        except Exception as error:
            # An adapter's own mistake must not strand a citizen. Only its kind is told: its text may be personal.
            self._log.error("identity adapter failed", adapter=command.adapter, error=type(error).__name__)
            answer = unavailable(MALFORMED)
        self._tell_once(command.adapter, answer)
        return answer

    async def close(self) -> None:
        await asyncio.gather(*(adapter.close() for adapter in self._adapters.values()))

    def _tell_once(self, name: str, answer: Answer) -> None:
        """One line when a platform goes and one when it is back."""
        away = answer.outcome is IdentityOutcome.UNAVAILABLE and answer.reason.startswith("platform.")
        if away and name not in self._away:
            self._away.add(name)
            self._log.warning("identity platform can't be used", adapter=name, reason=answer.reason)
        elif not away and name in self._away:
            self._away.discard(name)
            self._log.info("identity platform answers again", adapter=name)
