"""The units' server as an application: certificates, and what other parts bring for certified units."""

import sqlite3
from collections.abc import Sequence
from http import HTTPStatus

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.http.problems import Problem, problem_response, refusal_problem
from api.messages.words import Refusal
from api.process.version import product_version
from api.text.catalogue import read_catalogue
from hall_controller.trust.authority import Authority, certificate_pem
from hall_controller.trust.registrar import Registrar
from hall_controller.units.routes import router

_FRAMEWORK = {404: "notFound", 405: "methodNotAllowed"}


def create_app(authority: Authority, registrar: Registrar, routers: Sequence[APIRouter] = ()) -> FastAPI:
    """Failures are problem+json, as on the hall's own API."""
    app = FastAPI(
        title="Tingtang units", version=product_version(), docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False
    )
    app.state.registrar = registrar
    app.state.authority_pem = certificate_pem(authority.certificate)
    app.state.texts = read_catalogue()
    for part in (router, *routers):
        app.include_router(part)
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(RequestValidationError, _problem)
    app.add_exception_handler(HTTPException, _problem)
    app.add_exception_handler(sqlite3.Error, _problem)
    app.add_exception_handler(Exception, _problem)
    return app


async def _problem(request: Request, error: Exception) -> Response:
    return problem_response(_as_problem(error), request.app.state.texts, request.headers.get("accept-language", ""))


def _as_problem(error: Exception) -> Problem:
    match error:
        case Problem():
            return error
        case RequestValidationError():
            return refusal_problem(Refusal.MALFORMED, "; ".join(".".join(map(str, p["loc"])) for p in error.errors()[:5]))
        case HTTPException():
            code = _FRAMEWORK.get(error.status_code, Refusal.MALFORMED.value)
            return Problem(error.status_code, code, str(error.detail), headers=error.headers)
        case sqlite3.Error():
            detail = f"the server can't write its book ({type(error).__name__}); is its disk full? Try again later"
            return refusal_problem(Refusal.STORE_UNAVAILABLE, detail)
        case _:
            # The type only: messages may hold what was sent.
            return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "internalError", type(error).__name__)
