"""CTID's front end as an adapter meets it: apply, then request; every package signed both ways. Compares with invented people."""

import base64
import json
import secrets
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from fastapi import FastAPI, Request, Response

from api.credentials.keys import PrivateKey, PublicKey
from tingtang.reference.faults import Fault, Faults, add_fault_route, broken_answer
from tingtang.reference.people import Person

BEIJING = timezone(timedelta(hours=8))
SKEW_MS = 300_000
"""A request's time may differ from the platform's by five minutes."""
SERIAL_LIVES_MS = 60_000
SERIALS_KEPT = 10_000
FACE_MODE, PLAIN_MODE = "0x42", "0x40"
BODY_MAX_BYTES = 512 * 1024

Compare = Callable[[bytes, Person], str]
"""Picture (JPEG) and person → the third character of the result: 0 the same, 1 another, 2 unsure, 4 not usable."""


@dataclass(frozen=True, slots=True)
class _Applied:
    mode: str
    random: str
    at: int


class CtidServer:
    """The platform's own state and rules; `answer` takes a request's bytes."""

    def __init__(
        self,
        people: Mapping[str, Person],
        customers: Mapping[str, PublicKey],
        key: PrivateKey,
        compare: Compare,
        now_ms: Callable[[], int],
    ) -> None:
        """
        Args:
            people: by number.
            customers: their public keys by customer number.
            compare: only asked for people of whom there is a picture.
        """
        self._people = people
        self._customers = customers
        self._key = key
        self._compare = compare
        self._now_ms = now_ms
        self._applied: OrderedDict[str, _Applied] = OrderedDict()

    def apply(self, body: bytes) -> dict[str, Any]:
        package = self._genuine(body)
        if package is None or package.get("authMode") not in (FACE_MODE, PLAIN_MODE):
            return _failure("request refused")
        serial, random = secrets.token_hex(16), secrets.token_hex(16)
        self._applied[serial] = _Applied(package["authMode"], random, self._now_ms())
        while len(self._applied) > SERIALS_KEPT:
            self._applied.popitem(last=False)
        return {"success": True, "businessSerialNumber": serial, "randomNumber": random}

    def request(self, body: bytes) -> dict[str, Any]:
        package = self._genuine(body)
        serial = package.get("businessSerialNumber") if package else None
        # Used up whatever comes of it.
        applied = self._applied.pop(serial, None) if isinstance(serial, str) else None
        if package is None or applied is None:
            return _failure("unknown serial number")
        fresh = 0 <= self._now_ms() - applied.at <= SERIAL_LIVES_MS
        if not fresh or package.get("randomNumber") != applied.random or package.get("authMode") != applied.mode:
            return _failure("serial number doesn't fit")
        return {"success": True, "businessSerialNumber": serial, "authResult": self._result(package, applied.mode)}

    def signed(self, package: Mapping[str, Any], key: PrivateKey | None = None) -> bytes:
        signature = (key or self._key).sign(_signed_bytes(package))
        return json.dumps({"bizPackage": package, "sign": base64.b64encode(signature).decode()}, ensure_ascii=False).encode()

    def _result(self, package: Mapping[str, Any], mode: str) -> str:
        who = package.get("idInfo")
        person = self._people.get(str(who.get("gMSFHM"))) if isinstance(who, dict) else None
        if person is None:
            return "6XXX"
        if not isinstance(who, dict) or who.get("xM") != person.name:
            return "5XXX"
        if mode == PLAIN_MODE:
            return "0XXX"
        if not person.picture:
            return "0X3X"
        try:
            picture = base64.b64decode(str(package.get("photoData", "")), validate=True)
        except ValueError:
            return "0X4X"
        return f"0X{self._compare(picture, person) if picture else '4'}X"

    def _genuine(self, body: bytes) -> dict[str, Any] | None:
        """The package when its customer signed it, now."""
        try:
            document = json.loads(body)
            package = document["bizPackage"]
            customer = self._customers[package["customerNumber"]]
            signature = base64.b64decode(document["sign"], validate=True)
            stamp = str(package["timeStamp"])
            at = datetime.strptime(stamp[:14], "%Y%m%d%H%M%S").replace(tzinfo=BEIJING).astimezone(UTC)
        except (KeyError, TypeError, ValueError):
            return None
        late_ms = abs(self._now_ms() - int(at.timestamp() * 1000))
        genuine = customer.verifies(_signed_bytes(package), signature) and late_ms <= SKEW_MS
        return package if genuine and isinstance(package, dict) else None


def ctid_app(server: CtidServer, faults: Faults, strange_key: PrivateKey) -> FastAPI:
    """`strange_key`: signs answers under the fault `unsigned`."""
    app = FastAPI(title="Reference CTID", docs_url=None, redoc_url=None, openapi_url=None)
    add_fault_route(app, faults)

    async def answer(request: Request, work: Callable[[bytes], dict[str, Any]]) -> Response:
        fault = await faults.take()
        body = await request.body()
        if len(body) > BODY_MAX_BYTES:
            return Response(status_code=413)
        package = work(body)
        broken = broken_answer(fault)
        content = server.signed(package, strange_key if fault is Fault.UNSIGNED else None)
        return broken or Response(content, media_type="application/json")

    @app.post("/auth/apply")
    async def apply(request: Request) -> Response:
        return await answer(request, server.apply)

    @app.post("/auth/request")
    async def authenticate(request: Request) -> Response:
        return await answer(request, server.request)

    return app


def _signed_bytes(package: Any) -> bytes:
    return json.dumps(package, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def _failure(why: str) -> dict[str, Any]:
    return {"success": False, "errorDesc": why}
