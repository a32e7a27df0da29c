"""The privacy view: the identity file's numbers beside what the hall's file says. Also for reports without a controller."""

import datetime as dt
import sqlite3
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from api.messages.identity_words import IdentityOutcome, IdentityWay
from api.messages.privacy_views import PrivacyView
from hall_controller.config import HallConfig
from hall_controller.domain.local_time import LocalTime
from hall_controller.identity import counts
from hall_controller.identity.counts import Period
from hall_controller.identity.filing import filing


class PrivacyOffice:
    """Knows the hall's days and its `[privacy]`."""

    def __init__(self, config: HallConfig) -> None:
        self._config = config
        self.privacy = config.privacy
        self.local = LocalTime(ZoneInfo(config.hall.timezone))
        self._calendar = config.calendar.calendar()

    def is_working(self, day: dt.date) -> bool:
        return self._calendar.day(day).open

    def last_days(self, days: int, now: int) -> Period:
        """The last so many local days, today among them."""
        today = self.local.date_of(now)
        return self.period(today - dt.timedelta(days=days - 1), today)

    def period(self, first: dt.date, last: dt.date) -> Period:
        following = last + dt.timedelta(days=1)
        return Period(self.local.instant(first, 0), self.local.instant(following, 0), first.isoformat(), last.isoformat())

    def view(self, connection: sqlite3.Connection, period: Period, adapters: Mapping[str, bool | None]) -> PrivacyView:
        """
        Args:
            adapters: platforms by name, and whether they answer; None where nobody tried.

        Raises:
            sqlite3.Error: the file can't be read.
        """
        privacy = self.privacy
        attempts = counts.attempts(connection, period)
        verified = [attempt for attempt in attempts if attempt.outcome is IdentityOutcome.VERIFIED]
        stored = counts.stored(connection)
        reached_at = counts.reached_at(connection)
        reached_on = self.local.date_of(reached_at) if reached_at is not None else None
        operator = {language: name for language, name in privacy.operator.items() if name} or dict(self._config.hall.names)
        return PrivacyView(
            first_day=period.first_day,
            last_day=period.last_day,
            operator=operator,
            officer=privacy.officer,
            contact=privacy.contact,
            attempts=attempts,
            verified=sum(attempt.count for attempt in verified),
            verified_without_face=sum(attempt.count for attempt in verified if attempt.way is not IdentityWay.FACE),
            consents=counts.consents(connection, period),
            stored=stored,
            filing=filing(sum(one.people for one in stored), privacy, reached_on, self.is_working),
            deleted=counts.deleted(connection, period),
            waiting_to_be_deleted=counts.waiting_to_be_deleted(connection),
            adapters=dict(adapters),
            evidence_days=privacy.evidence_days,
            consent_days=privacy.consent_days,
            registry_days=privacy.registry_days,
            assessed_on=privacy.assessed_on.isoformat() if privacy.assessed_on is not None else "",
        )
