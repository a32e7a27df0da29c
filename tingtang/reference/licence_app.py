"""A province's licence platform as an adapter meets it: behind a gateway, codes resolved once, levels of trust, a watermark.

`POST /reference/code` is the phone: it shows a fresh code for one person.
"""

import json
import secrets
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, Request, Response
from pydantic import BaseModel, ConfigDict

from tingtang.reference.faults import Faults, add_fault_route, broken_answer
from tingtang.reference.gateway import Gateway
from tingtang.reference.people import Person

CODE_LIVES_MS = 60_000
KEPT = 10_000
"""Requests and codes each; the oldest go first."""
BODY_MAX_BYTES = 16 * 1024
WATERMARK = "仅供本次办事核验使用"


@dataclass(slots=True)
class _Code:
    number: str
    until: int
    used: bool = False


class LicenceServer:
    """The platform's own state and rules."""

    def __init__(self, people: Mapping[str, Person], tokens: Mapping[str, str], now_ms: Callable[[], int]) -> None:
        """`people`: by number. `tokens`: by account."""
        self._people = people
        self._gateway = Gateway(tokens, now_ms)
        self._now_ms = now_ms
        self._codes: OrderedDict[str, _Code] = OrderedDict()
        self._answered: OrderedDict[str, dict[str, Any]] = OrderedDict()

    @property
    def people(self) -> tuple[Person, ...]:
        return tuple(self._people.values())

    def new_code(self, number: str) -> str:
        """What the phone of that person shows; raises KeyError for a stranger."""
        code = f"DZZZ{secrets.token_hex(14).upper()}"
        self._codes[code] = _Code(self._people[number].number, self._now_ms() + CODE_LIVES_MS)
        _trim(self._codes)
        return code

    def admits(self, headers: Mapping[str, str]) -> bool:
        return self._gateway.admits(headers)

    def resolve(self, question: Mapping[str, Any]) -> dict[str, Any]:
        return self._once(question, self._resolve)

    def compare(self, question: Mapping[str, Any]) -> dict[str, Any]:
        return self._once(question, self._compare)

    def _once(self, question: Mapping[str, Any], work: Callable[[Mapping[str, Any]], dict[str, Any]]) -> dict[str, Any]:
        """The same request id, the same answer."""
        request_id = question.get("requestId")
        if not isinstance(request_id, str) or not request_id:
            return {"error": "badRequest"}
        if request_id not in self._answered:
            self._answered[request_id] = work(question)
            _trim(self._answered)
        return self._answered[request_id]

    def _resolve(self, question: Mapping[str, Any]) -> dict[str, Any]:
        code = self._codes.get(str(question.get("code")))
        if code is None:
            return {"error": "codeUnknown"}
        if code.used:
            return {"error": "codeUsed"}
        if self._now_ms() > code.until:
            return {"error": "codeExpired"}
        code.used = True
        return _licence(self._people[code.number])

    def _compare(self, question: Mapping[str, Any]) -> dict[str, Any]:
        person = self._people.get(str(question.get("number")))
        if person is None:
            return {"error": "noLicence"}
        return _licence(person) if question.get("name") == person.name else {"error": "differs"}


class CodeWish(BaseModel):
    model_config = ConfigDict(extra="forbid")

    number: str


def licence_app(server: LicenceServer, faults: Faults) -> FastAPI:
    app = FastAPI(title="Reference licences", docs_url=None, redoc_url=None, openapi_url=None)
    add_fault_route(app, faults)

    async def answer(request: Request, work: Callable[[Mapping[str, Any]], dict[str, Any]]) -> Response:
        fault = await faults.take()
        body = await request.body()
        if not server.admits(request.headers):
            return Response(status_code=401)
        try:
            question = json.loads(body) if len(body) <= BODY_MAX_BYTES else None
        except ValueError:
            question = None
        if not isinstance(question, dict):
            return Response(status_code=400)
        result = work(question)
        content = json.dumps(result, ensure_ascii=False).encode()
        return broken_answer(fault) or Response(content, media_type="application/json")

    @app.post("/licence/resolve")
    async def resolve(request: Request) -> Response:
        return await answer(request, server.resolve)

    @app.post("/licence/compare")
    async def compare(request: Request) -> Response:
        return await answer(request, server.compare)

    @app.post("/reference/code")
    async def code(wish: CodeWish) -> Response:
        try:
            return Response(json.dumps({"code": server.new_code(wish.number)}), media_type="application/json")
        except KeyError:
            return Response(status_code=404)

    return app


def _licence(person: Person) -> dict[str, Any]:
    holder = {"name": person.name, "document": person.document, "number": person.number}
    return {"licence": {"status": person.status, "trust": person.trust, "holder": holder}, "watermark": WATERMARK}


def _trim(kept: OrderedDict[str, Any]) -> None:
    while len(kept) > KEPT:
        kept.popitem(last=False)
