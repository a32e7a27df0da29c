"""What the units' server answers about certificates: enrolment, renewal, the authority, the list of revoked certificates."""

import asyncio
from http import HTTPStatus
from typing import TypeVar

import structlog
from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.responses import JSONResponse, PlainTextResponse, Response

from api.http.bodies import read_body
from api.http.problems import Problem, refusal_problem
from api.messages.base import Id
from api.messages.words import Refusal
from hall_controller.trust.registrar import Granted, RefusalReason, Refused, Registrar
from hall_controller.units.peer import certified

BODY_MAX_BYTES = 8_192
"""A signing request and a code, with room."""
PEM = "application/x-pem-file"

_STATUS = {
    RefusalReason.UNKNOWN_CODE: HTTPStatus.FORBIDDEN,
    RefusalReason.CODE_EXPIRED: HTTPStatus.FORBIDDEN,
    RefusalReason.CODE_USED: HTTPStatus.CONFLICT,
    RefusalReason.TOO_MANY_TRIES: HTTPStatus.TOO_MANY_REQUESTS,
    RefusalReason.BAD_REQUEST: HTTPStatus.UNPROCESSABLE_ENTITY,
    RefusalReason.NOT_CERTIFIED: HTTPStatus.FORBIDDEN,
    RefusalReason.REVOKED: HTTPStatus.FORBIDDEN,
    RefusalReason.TOO_MANY_CERTIFICATES: HTTPStatus.CONFLICT,
}


class Asked(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    request: str = Field(max_length=4_096, repr=False)
    """Signing request (PKCS #10) as PEM."""


class EnrolAsked(Asked):
    node: Id
    secret: str = Field(pattern=r"^[0-9a-f]{32}$", repr=False)
    """Of the one-time code, as hexadecimal digits."""


AskedModel = TypeVar("AskedModel", bound=Asked)
router = APIRouter(prefix="/v1")
log = structlog.get_logger("hall_controller.units")


@router.get("/authority")
def authority(request: Request) -> Response:
    """The authority's certificate: for a unit that has a code, whose fingerprint says whether it is the right one."""
    return PlainTextResponse(request.app.state.authority_pem, media_type=PEM)


@router.get("/health")
def health(request: Request) -> Response:
    """Whether it answers and can read its book; for whoever asks from outside, without a word about units."""
    _registrar(request).members()
    return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})


@router.get("/crl")
def revoked(request: Request) -> Response:
    """The list of revoked certificates, signed by the authority; no secret."""
    return PlainTextResponse(_registrar(request).revocation_list(), media_type=PEM)


@router.post("/enrol")
async def enrol(request: Request) -> Response:
    """A first certificate for a one-time code."""
    asked = await _body(request, EnrolAsked)
    try:
        granted = await asyncio.to_thread(_registrar(request).enrol, asked.node, bytes.fromhex(asked.secret), asked.request)
    except Refused as refused:
        log.warning("enrolment.refused", node=asked.node, reason=refused.reason.value, address=_address(request))
        raise _problem(refused) from refused
    log.info("enrolment.granted", node=asked.node, serial=f"{granted.serial:x}", repeated=granted.repeated)
    return _answer(granted)


@router.post("/renew")
async def renew(request: Request, peer: tuple[str, int] = Depends(certified)) -> Response:
    """A further certificate, for a new key."""
    node, serial = peer
    asked = await _body(request, Asked)
    try:
        granted = await asyncio.to_thread(_registrar(request).renew, node, serial, asked.request)
    except Refused as refused:
        log.warning("renewal.refused", node=node, reason=refused.reason.value)
        raise _problem(refused) from refused
    log.info("renewal.granted", node=node, serial=f"{granted.serial:x}", repeated=granted.repeated)
    return _answer(granted)


async def _body(request: Request, model: type[AskedModel]) -> AskedModel:
    length = request.headers.get("content-length", "")
    body = await read_body(request.receive, int(length) if length.isdigit() else None, BODY_MAX_BYTES)
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        # The fields' names only: a value may be a secret.
        fields = ", ".join(sorted({str(problem["loc"][0]) for problem in error.errors() if problem["loc"]}))
        raise refusal_problem(Refusal.MALFORMED, f"not as expected: {fields or 'the body'}") from None


def _registrar(request: Request) -> Registrar:
    registrar: Registrar = request.app.state.registrar
    return registrar


def _answer(granted: Granted) -> Response:
    return JSONResponse({"certificate": granted.pem}, headers={"Cache-Control": "no-store"})


def _problem(refused: Refused) -> Problem:
    return Problem(_STATUS[refused.reason], refused.reason.value, str(refused))


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
