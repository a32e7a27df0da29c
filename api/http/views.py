"""Read views: from the controller's memory, as the models of `api.messages.views`."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, TypeAdapter
from starlette.requests import Request
from starlette.responses import Response

from api.http.access import Permission, may_see_window
from api.http.documents import problems
from api.http.guard import require
from api.http.ports import ports_of
from api.http.problems import Problem, refusal_problem
from api.messages.base import Id, Message, Milliseconds, Ulid
from api.messages.views import (
    CatalogueView,
    Colleagues,
    DeskView,
    DeviceBoard,
    HallBoard,
    Health,
    ManagerView,
    RulesView,
    TicketsFound,
    TicketView,
)
from api.messages.words import Refusal
from api.ports import LedgerEntry, Session

LEDGER_PAGE_MAX = 500
"""Events in one page of the ledger, as in replication between halls."""

router = APIRouter(tags=["views"])

WindowPath = Annotated[int, Path(ge=1, le=999, examples=[1])]
TicketPath = Annotated[Ulid, Path(examples=["01JD0V5Y3M9D8XQ2T7W4R6K1ZB"])]


class LedgerEvent(Message):
    """One event of the hash-chained ledger."""

    seq: int
    at: Milliseconds
    kind: str
    by: str
    role: str
    command: str
    body: dict[str, object]
    hash: str


class LedgerPage(Message):
    """Events in order. `next_after` is the `after` of the next page; the last page is empty."""

    events: tuple[LedgerEvent, ...]
    next_after: int


_LEDGER_ENTRIES = TypeAdapter(list[LedgerEntry])


@router.get("/healthz", tags=["health"], summary="Is the hall well?", response_model=Health)
async def healthz(request: Request) -> Response:
    """200 when all parts are well, else 503; the body lists every part in both cases."""
    health = ports_of(request).views.health()
    return _json(health, HTTPStatus.OK if health.well else HTTPStatus.SERVICE_UNAVAILABLE)


@router.get("/api/v1/board", summary="The public board", response_model=HallBoard, responses=problems())
async def board(request: Request) -> Response:
    """Windows, queues and the latest calls, as on the hall screen."""
    return _json(ports_of(request).views.hall_board())


@router.get("/api/v1/rules", summary="Who is next", response_model=RulesView, responses=problems())
async def rules(request: Request) -> Response:
    """The rule in force with the hall's own numbers, as the public rules page explains it."""
    return _json(ports_of(request).views.rules())


@router.get(
    "/api/v1/colleagues",
    summary="Who a ticket can be handed to",
    response_model=Colleagues,
    responses=problems(401, 403),
    dependencies=[Depends(require(Permission.DESK))],
)
async def colleagues(request: Request) -> Response:
    """Staff by account: those at a window now, and those with a card."""
    return _json(ports_of(request).views.colleagues())


@router.get(
    "/api/v1/tickets",
    summary="Tickets of a number",
    response_model=TicketsFound,
    responses=problems(401, 403, 422),
    dependencies=[Depends(require(Permission.DESK))],
)
async def tickets(request: Request, number: Annotated[str, Query(min_length=1, max_length=12, examples=["A012"])]) -> Response:
    """As printed, whatever became of it; today's, and bookings to come."""
    return _json(ports_of(request).views.tickets_of_number(number))


@router.get("/api/v1/desk/{window}", summary="A clerk's window", response_model=DeskView, responses=problems(401, 403, 404, 422))
async def desk(window: WindowPath, request: Request, session: Annotated[Session, Depends(require(Permission.DESK))]) -> Response:
    """Present ticket, waiting list and what the window may do. Clerks see their own windows only."""
    require_window(session, window)
    view = ports_of(request).views.desk(window)
    if view is None:
        raise refusal_problem(Refusal.UNKNOWN_WINDOW, f"window {window}")
    return _json(view)


@router.get(
    "/api/v1/manager",
    summary="The manager's overview",
    response_model=ManagerView,
    responses=problems(401, 403),
    dependencies=[Depends(require(Permission.MANAGER))],
)
async def manager(request: Request) -> Response:
    """The whole hall with its latest single ratings: managers only."""
    return _json(ports_of(request).views.manager())


@router.get(
    "/api/v1/devices",
    tags=["devices"],
    summary="The device board",
    response_model=DeviceBoard,
    responses=problems(401, 403),
    dependencies=[Depends(require(Permission.DEVICES))],
)
async def devices(request: Request) -> Response:
    """Each device: can citizens use it, who must go there, what exactly."""
    return _json(ports_of(request).views.devices())


@router.get(
    "/api/v1/devices/{node}/{device}/picture",
    tags=["devices"],
    summary="What a device shows now",
    response_class=Response,
    responses={200: {"description": "PNG", "content": {"image/png": {}}}, **problems(401, 403, 404, 422)},
    dependencies=[Depends(require(Permission.DEVICES))],
)
async def picture(
    node: Annotated[Id, Path(examples=["hall-agent"])], device: Annotated[Id, Path(examples=["led-1"])], request: Request
) -> Response:
    """A live picture, in the demo only."""
    image = await ports_of(request).pictures.picture(node, device)
    if image is None:
        raise Problem(HTTPStatus.NOT_FOUND, "notFound", f"{node}/{device} has no picture")
    return Response(image, media_type="image/png", headers={"Cache-Control": "no-store"})


@router.get(
    "/api/v1/tickets/{ticket}",
    summary="One ticket",
    response_model=TicketView,
    responses=problems(401, 403, 404, 422),
    dependencies=[Depends(require(Permission.TICKET))],
)
async def ticket(ticket: TicketPath, request: Request) -> Response:
    """Where a ticket stands; its id is the id of the `take` that made it."""
    view = ports_of(request).views.ticket(ticket)
    if view is None:
        raise refusal_problem(Refusal.UNKNOWN_TICKET, ticket)
    return _json(view)


@router.get(
    "/api/v1/catalogue",
    summary="What a kiosk may offer",
    response_model=CatalogueView,
    responses=problems(401, 403),
    dependencies=[Depends(require(Permission.CATALOGUE))],
)
async def catalogue(request: Request) -> Response:
    """Services and queues with their opening."""
    return _json(ports_of(request).views.catalogue())


@router.get(
    "/api/v1/ledger",
    tags=["ledger"],
    summary="The ledger, page by page",
    response_model=LedgerPage,
    responses=problems(401, 403, 422),
    dependencies=[Depends(require(Permission.LEDGER))],
)
async def ledger(
    request: Request,
    after: Annotated[int, Query(ge=0, le=2**53, description="Events with a higher seq")] = 0,
    limit: Annotated[int, Query(ge=1, le=LEDGER_PAGE_MAX)] = 100,
) -> Response:
    """Every event of the hall in its one order. Names tickets, windows and who worked, never citizens; managers only."""
    entries = await ports_of(request).ledger.events(after, limit)
    next_after = entries[-1].seq if entries else after
    body = b'{"events":%b,"next_after":%d}' % (_LEDGER_ENTRIES.dump_json(entries), next_after)
    return Response(body, media_type="application/json", headers={"Cache-Control": "no-store"})


def require_window(session: Session, window: int) -> None:
    """A clerk keeps to their own windows.

    Raises:
        Problem: 403.
    """
    if not may_see_window(session.actor, window):
        raise refusal_problem(Refusal.NOT_PERMITTED, f"window {window} isn't one of this account's")


def _json(model: BaseModel, status: int = 200) -> Response:
    body = model.__pydantic_serializer__.to_json(model)
    return Response(body, status, media_type="application/json", headers={"Cache-Control": "no-store"})
