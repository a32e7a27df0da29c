"""Everything the routes need, joined by the composition root."""

from dataclasses import dataclass, field

from starlette.requests import HTTPConnection

from api.http.counters import RequestCounters
from api.ports import (
    AccountsPort,
    DeviceOrdersPort,
    DutyPort,
    HallPort,
    LedgerPort,
    LivePort,
    PicturesPort,
    PrivacyPort,
    ReportsPort,
    ScreensPort,
    ViewsPort,
)
from api.text.catalogue import TextCatalogue


@dataclass(frozen=True, slots=True)
class HttpPorts:
    """Ports, texts and counters of one application."""

    hall: HallPort
    views: ViewsPort
    ledger: LedgerPort
    live: LivePort
    screens: ScreensPort
    pictures: PicturesPort
    accounts: AccountsPort
    texts: TextCatalogue
    reports: ReportsPort
    privacy: PrivacyPort
    device_orders: DeviceOrdersPort
    duty: DutyPort
    counters: RequestCounters = field(default_factory=RequestCounters)
    secure_cookies: bool = False
    """The hall is served over TLS: browsers never send the session cookie in the clear."""


def ports_of(connection: HTTPConnection) -> HttpPorts:
    """The ports of the application that serves this request."""
    ports: HttpPorts = connection.app.state.ports
    return ports
