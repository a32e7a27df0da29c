"""The department contract over HTTP (`hall_controller.items.departments.contract`), behind the gateway's headers."""

import json
from collections.abc import Callable
from typing import Any, TypeVar

from fastapi import FastAPI, Request, Response
from pydantic import BaseModel, ValidationError

from hall_controller.items.departments.contract import Question, Settlement, Withdrawal
from tingtang.reference.department.server import DepartmentServer, UnknownCall
from tingtang.reference.faults import Faults, add_fault_route, broken_answer
from tingtang.reference.gateway import Gateway

BODY_MAX_BYTES = 64 * 1024
Body = TypeVar("Body", bound=BaseModel)


def department_app(server: DepartmentServer, gateway: Gateway, faults: Faults) -> FastAPI:
    app = FastAPI(title="Reference department", docs_url=None, redoc_url=None, openapi_url=None)
    add_fault_route(app, faults)

    async def answer(request: Request, model: type[Body], work: Callable[[Body], dict[str, Any]]) -> Response:
        fault = await faults.take()
        body = await request.body()
        if not gateway.admits(request.headers):
            return Response(status_code=401)
        try:
            question = model.model_validate_json(body) if len(body) <= BODY_MAX_BYTES else None
        except ValidationError:
            question = None
        if question is None:
            return Response(status_code=400)
        try:
            result = work(question)
        except UnknownCall:
            return Response(status_code=404)
        content = json.dumps(result, ensure_ascii=False).encode()
        return broken_answer(fault) or Response(content, media_type="application/json")

    @app.post("/items/{item}/questions/{call}")
    async def ask(request: Request, item: str, call: str) -> Response:
        return await answer(request, Question, lambda question: server.ask(call, _of(question, item)))

    @app.post("/items/{item}/applications")
    async def submit(request: Request, item: str) -> Response:
        return await answer(request, Question, lambda question: server.submit(_of(question, item)))

    @app.post("/items/{item}/documents/{call}")
    async def take(request: Request, item: str, call: str) -> Response:
        return await answer(request, Question, lambda question: server.take(call, _of(question, item)))

    @app.post("/documents/{token}/outcome")
    async def settle(request: Request, token: str) -> Response:
        return await answer(request, Settlement, lambda settlement: server.settle(token, settlement))

    @app.post("/requests/{ident}/withdrawal")
    async def withdraw(request: Request, ident: str) -> Response:
        return await answer(request, Withdrawal, lambda _: server.withdraw(ident))

    return app


def _of(question: Question, item: str) -> Question:
    """Path and body name the same item."""
    if question.item != item:
        raise UnknownCall
    return question
