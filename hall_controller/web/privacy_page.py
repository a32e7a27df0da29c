"""`/privacy`: identification in numbers, for managers. The same document as `tingtang privacy report`, and without a script."""

from collections.abc import Sequence
from urllib.parse import quote
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.http.access import ROLE_PERMISSIONS, Access, Permission
from api.messages.identity_words import FilingState
from api.ports import PrivacyPort
from hall_controller.identity.report import privacy_report, words
from hall_controller.web.frame import PageFrame
from hall_controller.web.language import page_language

PRIVACY_ACCESS: Access = {("GET", "/privacy"): Permission.PAGE}
PERIODS: Sequence[int] = (30, 90, 365)
"""Days that the page offers."""


def create_privacy_page(frame: PageFrame, privacy: PrivacyPort) -> APIRouter:
    async def page(request: Request) -> Response:
        session = frame.session(request)
        if session is None:
            return RedirectResponse(f"/sign-in?next={quote('/privacy', safe='')}", status_code=303)
        if Permission.MANAGER not in ROLE_PERMISSIONS[session.actor.role]:
            return frame.page(request, "forbidden", session, status=403, wanted="privacy")
        days = _days(request.query_params.get("days", ""))
        view = await privacy.privacy(days)
        language = page_language(request)
        return frame.page(
            request,
            "privacy",
            session,
            document=privacy_report(view, frame.texts, language, ZoneInfo(frame.settings.timezone)),
            warns=view.filing.state in (FilingState.NEAR, FilingState.DUE),
            say=words(frame.texts, language),
            days=days,
            periods=PERIODS,
        )

    router = APIRouter(include_in_schema=False)
    router.add_api_route("/privacy", page, methods=["GET"], response_class=Response)
    return router


def _days(wanted: str) -> int:
    return next((days for days in PERIODS if str(days) == wanted), PERIODS[0])
