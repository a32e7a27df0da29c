"""Adapters before the reference servers, through HTTP of their own; and clocks that both share."""

from dataclasses import dataclass, field
from itertools import count

import httpx

from api.credentials.keys import Algorithm, PrivateKey, new_private_key
from hall_controller.identity.adapters.ctid import Ctid
from hall_controller.identity.adapters.http import PlatformHttp
from hall_controller.identity.adapters.licence import Licences
from tingtang.reference.ctid_app import CtidServer, ctid_app
from tingtang.reference.faults import Faults
from tingtang.reference.licence_app import LicenceServer, licence_app
from tingtang.reference.people import INVENTED, Person, by_number

BASE = "https://platform.test"
CUSTOMER, ACCOUNT, TOKEN = "hall-1", "hall-1", "a token of nobody"
PICTURE_OF_WANG = b"\xff\xd8\xffthe picture of an invented person"
WANG = Person(INVENTED[0].name, INVENTED[0].number, picture=PICTURE_OF_WANG)
PEOPLE = by_number((WANG, *INVENTED[1:]))


def same_bytes(picture: bytes, person: Person) -> str:
    """Stands in for a recogniser: the reference server's parameter."""
    return "0" if picture == person.picture else {b"unsure": "2", b"blurred": "4"}.get(picture, "1")


@dataclass
class Times:
    """Of hall and platform, apart when a test sets them so."""

    hall_ms: int = 1_795_000_000_000
    platform_ms: int = 1_795_000_000_000
    monotonic_s: float = 100.0
    slept_s: list[float] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        self.slept_s.append(seconds)

    def later(self, ms: int) -> None:
        self.hall_ms += ms
        self.platform_ms += ms
        self.monotonic_s += ms / 1000


class Wire(httpx.ASGITransport):
    """To the server, keeping what was sent."""

    def __init__(self, app: object) -> None:
        super().__init__(app=app)  # type: ignore[arg-type]
        self.sent: list[httpx.Request] = []
        self.cut = 0
        """So many next requests find no platform."""
        self.lose: list[str] = []
        """Paths whose next answer doesn't arrive, though the platform did what it was asked."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request)
        if self.cut:
            self.cut -= 1
            raise httpx.ConnectError("no route", request=request)
        response = await super().handle_async_request(request)
        if request.url.path in self.lose:
            self.lose.remove(request.url.path)
            raise httpx.ReadError("reset by peer", request=request)
        return response

    @property
    def paths(self) -> list[str]:
        return [request.url.path for request in self.sent]


def http_over(wire: Wire, times: Times) -> PlatformHttp:
    return PlatformHttp(httpx.AsyncClient(transport=wire, base_url=BASE), sleep=times.sleep)


class CtidRig:
    """One hall's adapter and the platform it is registered at."""

    def __init__(self, algorithm: Algorithm = Algorithm.ES256, key: PrivateKey | None = None, time_limit_s: float = 8.0) -> None:
        self.times, self.faults = Times(), Faults()
        self.hall, self.platform = new_private_key(algorithm, "01ab"), new_private_key(algorithm, "02ab")
        self.server = CtidServer(PEOPLE, {CUSTOMER: self.hall.public}, self.platform, same_bytes, lambda: self.times.platform_ms)
        self.wire = Wire(ctid_app(self.server, self.faults, new_private_key(algorithm, "03ab")))
        self.adapter = Ctid(
            http_over(self.wire, self.times),
            customer=CUSTOMER,
            application="tingtang",
            key=key or self.hall,
            platform_key=self.platform.public,
            time_limit_s=time_limit_s,
            now_ms=lambda: self.times.hall_ms,
            monotonic_s=lambda: self.times.monotonic_s,
        )


class LicenceRig:
    def __init__(self, token: str = TOKEN, time_limit_s: float = 8.0) -> None:
        self.times, self.faults = Times(), Faults()
        self.server = LicenceServer(PEOPLE, {ACCOUNT: TOKEN}, lambda: self.times.platform_ms)
        self.wire = Wire(licence_app(self.server, self.faults))
        ids = count(1)
        self.adapter = Licences(
            http_over(self.wire, self.times),
            account=ACCOUNT,
            token=token,
            watermark="ours",
            time_limit_s=time_limit_s,
            now_ms=lambda: self.times.hall_ms,
            monotonic_s=lambda: self.times.monotonic_s,
            new_id=lambda: f"id-{next(ids)}",
        )
