"""The HTTP application: routes over ports, problems for every failure, an OpenAPI document, and declared access throughout."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from api.http import duty, live, reports, session, views
from api.http.access import API_ACCESS, Access
from api.http.commands import BatchEndpoint, CommandEndpoint
from api.http.declared import check_declared
from api.http.device_commands import DeviceCommandEndpoint
from api.http.openapi import build_document
from api.http.ports import HttpPorts, ports_of
from api.http.problems import Problem, problem_response, refusal_problem
from api.messages.words import Refusal
from api.ports import StoreUnavailable

_STATUS_CODES: Mapping[int, str] = {404: "notFound", 405: "methodNotAllowed", 413: Refusal.TOO_LARGE.value}
"""What the framework refuses by itself, in our words; anything else below 500 is malformed."""


def create_app(
    ports: HttpPorts,
    *,
    version: str,
    routers: Sequence[APIRouter] = (),
    mounts: Sequence[BaseRoute] = (),
    access: Access | None = None,
) -> FastAPI:
    """The application over these ports. `routers`, `mounts` and their `access` bring further pages.

    Raises:
        UndeclaredAccess: a route that no table declares.
    """
    # The interactive documentation pages load from the internet, which a hall doesn't have.
    app = FastAPI(title="Tingtang hall", version=version, docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    app.state.ports = ports
    # First in the list: routes are tried in order, and commands are most of the traffic.
    app.router.routes.append(Route("/api/v1/commands/{name}", CommandEndpoint(ports), methods=["POST"]))
    app.router.routes.append(Route("/api/v1/commands", BatchEndpoint(ports), methods=["POST"]))
    device_command = "/api/v1/devices/{node}/{device}/commands/{name}"
    app.router.routes.append(Route(device_command, DeviceCommandEndpoint(ports), methods=["POST"]))
    app.router.routes.append(Route("/api/v1/openapi.json", _openapi, methods=["GET"]))
    for router in (live.router, views.router, reports.router, duty.router, session.router, *routers):
        app.router.routes.extend(router.routes)
    app.router.routes.extend(mounts)
    check_declared(app.router.routes, {**API_ACCESS, **(access or {})})
    _handle_failures(app)
    document: dict[str, Any] = {}

    def openapi() -> dict[str, Any]:
        if not document:
            document.update(build_document(app))
        return document

    app.openapi = openapi  # type: ignore[method-assign]
    return app


async def _openapi(request: Request) -> Response:
    return Response(orjson.dumps(request.app.openapi()), media_type="application/json")


def _handle_failures(app: FastAPI) -> None:
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _framework)
    app.add_exception_handler(StoreUnavailable, _unavailable)
    app.add_exception_handler(Exception, _crash)


async def _problem(request: Request, error: Exception) -> Response:
    return _answer(request, error) if isinstance(error, Problem) else await _crash(request, error)


async def _invalid(request: Request, error: Exception) -> Response:
    errors = error.errors()[:5] if isinstance(error, RequestValidationError) else []
    detail = "; ".join(f"{'.'.join(str(part) for part in e['loc'])}: {e['msg']}" for e in errors)
    return _answer(request, refusal_problem(Refusal.MALFORMED, detail))


async def _unavailable(request: Request, error: Exception) -> Response:
    return _answer(request, refusal_problem(Refusal.STORE_UNAVAILABLE, str(error)))


async def _framework(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        return await _crash(request, error)
    code = _STATUS_CODES.get(error.status_code, Refusal.MALFORMED.value)
    return _answer(request, Problem(error.status_code, code, str(error.detail), headers=error.headers))


async def _crash(request: Request, error: Exception) -> Response:
    # The server's own log has the traceback; the answer names the type only, since messages may hold what was sent.
    return _answer(request, Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "internalError", type(error).__name__))


def _answer(request: Request, problem: Problem) -> Response:
    ports = ports_of(request)
    ports.counters.refused(problem.code)
    return problem_response(problem, ports.texts, request.headers.get("accept-language", ""))
