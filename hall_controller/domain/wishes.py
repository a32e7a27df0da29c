"""What somebody wants a number or a booking for."""

from dataclasses import dataclass

from hall_controller.domain.forecasts import Promise
from hall_controller.domain.rules import ServiceRule
from hall_controller.domain.state import Leg


@dataclass(frozen=True, slots=True)
class Wish:
    """Not yet granted. The terminal, or the account at the counter, is the request's actor."""

    services: list[ServiceRule]
    """At least one; the first names the number's queue."""
    legs: list[Leg]
    """The visit they make, followers included."""
    holder: str | None
    """Who it is for; None: anonymous."""
    agent: str | None
    supervised: str
    """A manager's reason to go beyond a ceiling."""
    promise: Promise | None = None
    """When it would be called, as far as the hall can say."""
