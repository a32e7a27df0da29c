"""What the hall may promise about a wait. Computed elsewhere, off the write path; decisions read it and store what they said."""

from typing import Protocol

from api.messages.words import TicketClass
from hall_controller.domain.state import Place

Promise = tuple[int, int, int]
"""Low, expected and high instant of the call, UTC ms; low and high as printed, in whole minutes."""


class Forecasts(Protocol):
    """A cache; asking costs next to nothing."""

    def promise(self, place: Place, ticket_class: TicketClass, at: int, joined: int) -> Promise | None:
        """For a newcomer of this class at this place, at `at`; None when nothing fresh is known.

        Args:
            joined: `Hall.joined` of the place now: how many came since the forecast was made.
        """
        ...


class NoForecasts:
    """Nothing is known."""

    def promise(self, place: Place, ticket_class: TicketClass, at: int, joined: int) -> Promise | None:  # noqa: ARG002 (the protocol's names)
        return None
