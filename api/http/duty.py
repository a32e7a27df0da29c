"""The duty desk: calls as a role sees them, once and live; complaints for managers."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from api.http.access import Permission
from api.http.documents import problems
from api.http.guard import require
from api.http.live import EVENT_STREAM, while_signed_in
from api.http.ports import ports_of
from api.messages.duty_views import Complaints, DutyBoard
from api.ports import Session, Stream

router = APIRouter(prefix="/api/v1", tags=["duty"])
_NO_STORE = {"Cache-Control": "no-store"}


@router.get("/duty", summary="Calls of the duty desk", response_model=DutyBoard, responses=problems(401, 403))
async def duty(request: Request, session: Annotated[Session, Depends(require(Permission.DUTY))]) -> Response:
    """Clerks see who needs a hand, technicians what is out, managers everything."""
    board = ports_of(request).duty.board(session.actor.role)
    return Response(board.model_dump_json(), media_type="application/json", headers=_NO_STORE)


@router.get(
    "/complaints",
    summary="Complaints left at kiosks",
    response_model=Complaints,
    responses=problems(401, 403, 503),
)
async def complaints(request: Request, session: Annotated[Session, Depends(require(Permission.MANAGER))]) -> Response:
    """With what people wrote, and the telephone numbers they left, until their time is over. Open ones first. Who read them
    stands in the log.
    """
    found = await ports_of(request).duty.complaints(session.actor.name)
    return Response(found.model_dump_json(), media_type="application/json", headers=_NO_STORE)


@router.get(
    "/live/duty", summary="The duty desk, live", response_class=Response, responses={**EVENT_STREAM, **problems(401, 403)}
)
async def live_duty(request: Request, session: Annotated[Session, Depends(require(Permission.DUTY))]) -> Response:
    """`duty`: the calls as the role of who is signed in sees them."""
    return while_signed_in(request, ports_of(request).live.subscribe(Stream.DUTY, role=session.actor.role))
