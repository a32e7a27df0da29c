"""When faces of many people are kept, the province's office must know (备案). Pure.

Order 19 of 2025, art. 15: from 100 000 people on, within 30 working days, with the cyberspace authority of the province or above.
"""

import datetime as dt
from collections.abc import Callable

from api.messages.identity_words import FilingState
from api.messages.privacy_views import FilingView
from hall_controller.config_identity import PrivacySection

WARN_AT = 80_000
"""Ours: what must be written for a filing takes weeks."""
FILE_AT = 100_000
WORKING_DAYS = 30


def filing(people: int, privacy: PrivacySection, reached_on: dt.date | None, is_working: Callable[[dt.date], bool]) -> FilingView:
    """
    Args:
        reached_on: local day on which 100 000 were counted for the first time; None: never.
        is_working: whether a day counts.
    """
    due_on = due_day(reached_on, is_working) if reached_on is not None else None
    if privacy.filing_number:
        state = FilingState.FILED
    elif due_on is not None:
        # Fewer people later don't undo the duty: they were kept.
        state = FilingState.DUE
    else:
        state = FilingState.NEAR if people >= WARN_AT else FilingState.NONE
    return FilingView(
        state=state,
        people=people,
        warn_at=WARN_AT,
        file_at=FILE_AT,
        due_on=due_on.isoformat() if due_on is not None and state is FilingState.DUE else "",
        number=privacy.filing_number,
    )


def due_day(reached_on: dt.date, is_working: Callable[[dt.date], bool]) -> dt.date:
    """The thirtieth working day after that day.

    A calendar without any working day counts every day: too early harms nobody.
    """
    day, left = reached_on, WORKING_DAYS
    for _ in range(WORKING_DAYS * 10):
        day += dt.timedelta(days=1)
        left -= is_working(day)
        if not left:
            return day
    return reached_on + dt.timedelta(days=WORKING_DAYS)
