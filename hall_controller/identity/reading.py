"""The privacy view of the running hall. Implements `api.ports.PrivacyPort`."""

import sqlite3
from collections.abc import Callable

from api.messages.privacy_views import PrivacyView
from api.ports import StoreUnavailable
from hall_controller.identity.privacy import PrivacyOffice
from hall_controller.identity.service import IdentityService


class PrivacyReader:
    """Reads in the identity file's own thread."""

    def __init__(self, identity: IdentityService, office: PrivacyOffice, now_ms: Callable[[], int]) -> None:
        self._identity = identity
        self._office = office
        self._now_ms = now_ms

    async def privacy(self, days: int) -> PrivacyView:
        """
        Raises:
            StoreUnavailable: the file can't be read.
        """
        period, adapters = self._office.last_days(days, self._now_ms()), self._identity.adapters
        try:
            return await self._identity.in_thread(lambda: self._office.view(self._identity.store.connection, period, adapters))
        except (sqlite3.Error, OSError) as error:
            raise StoreUnavailable("the identity file can't be read") from error
