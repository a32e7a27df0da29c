"""What somebody wants a number for."""

from dataclasses import dataclass

from hall_controller.domain.forecasts import Promise
from hall_controller.domain.rules import ServiceRule


@dataclass(slots=True)
class Wish:
    """Not granted yet. The terminal, or the account at the counter, is the request's actor. Never changed; not frozen, which
    would triple its cost.
    """

    services: list[ServiceRule]
    """At least one; the first names the number's queue."""
    holder: str | None
    """Who it is for; None: anonymous."""
    agent: str | None = None
    """代办: who came in their place."""
    supervised: str = ""
    """A manager's reason to go beyond the agent's ceiling."""
    promise: Promise | None = None
    """When the number would be called, as far as the hall can say."""
