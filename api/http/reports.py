"""Reports over days that are past, for managers."""

import datetime as dt
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from api.http.access import Permission
from api.http.documents import problems
from api.http.guard import require
from api.http.ports import ports_of
from api.http.problems import Problem
from api.messages.privacy_views import PrivacyView
from api.messages.views import WeeklyTops

router = APIRouter(tags=["reports"])

Week = Annotated[
    str,
    Query(pattern="^20[0-9]{2}-W(0[1-9]|[1-4][0-9]|5[0-3])$", description="ISO week, Monday to Sunday", examples=["2026-W47"]),
]

DAYS = 30
Days = Annotated[int, Query(ge=1, le=1_095, description="Local days, today among them", examples=[DAYS])]


@router.get(
    "/api/v1/reports/tops",
    summary="置顶 of a week",
    response_model=WeeklyTops,
    responses=problems(401, 403, 404, 422),
    dependencies=[Depends(require(Permission.MANAGER))],
)
async def tops(request: Request, week: Week) -> Response:
    """Which numbers were moved before all others, by whom, in which role, and why."""
    report = await ports_of(request).reports.tops(_monday(week))
    return Response(report.model_dump_json(), media_type="application/json", headers={"Cache-Control": "no-store"})


@router.get(
    "/api/v1/reports/privacy",
    summary="Identification in numbers",
    response_model=PrivacyView,
    responses=problems(401, 403, 422, 503),
    dependencies=[Depends(require(Permission.MANAGER))],
)
async def privacy(request: Request, days: Days = DAYS) -> Response:
    """Attempts by way and outcome, consents given and withdrawn, people whose faces are kept, deletions, platforms; no person."""
    view = await ports_of(request).privacy.privacy(days)
    return Response(view.model_dump_json(), media_type="application/json", headers={"Cache-Control": "no-store"})


def _monday(week: str) -> dt.date:
    """
    Raises:
        Problem: the year has no such week.
    """
    year, number = week.split("-W")
    try:
        return dt.date.fromisocalendar(int(year), int(number), 1)
    except ValueError as error:
        raise Problem(HTTPStatus.NOT_FOUND, "notFound", f"there is no week {week}") from error
