"""The pages people open in a browser: entry, sign-in, desk, hall screen, device board, manager's overview.

A page is a small HTML frame in the person's language; what moves on it comes from the live streams of the API. Nothing is loaded
from anywhere but this controller, and no script stands inside a page: the Content-Security-Policy forbids both.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.http.access import ROLE_PERMISSIONS, Access, Permission
from api.messages.device_roles import DEVICE_COMMANDS_OF_PEOPLE, may_send
from api.messages.words import Role
from hall_controller.web.frame import PageFrame
from hall_controller.web.paths import safe_return_path

_ID = re.compile(r"[a-z0-9-]{1,32}")
Handler = Callable[[Request], Awaitable[Response]]

STAFF_PAGES: Mapping[str, Permission] = {
    "desk": Permission.DESK,
    "devices": Permission.DEVICES,
    "manager": Permission.MANAGER,
    "duty": Permission.DUTY,
}
"""Pages behind the sign-in, and the permission that what they show needs."""

PAGE_ACCESS: Access = {
    ("GET", "/"): Permission.PUBLIC,
    ("GET", "/sign-in"): Permission.PUBLIC,
    ("GET", "/screen"): Permission.PUBLIC,
    **{("GET", f"/{name}"): Permission.PAGE for name in STAFF_PAGES},
    ("GET", "/static/{digest}/{path:path}"): Permission.PUBLIC,
    ("GET", "/favicon.ico"): Permission.PUBLIC,
}
"""For `check_declared`: a staff page sends to the sign-in instead of refusing, so it guards itself."""


def create_pages(frame: PageFrame) -> APIRouter:
    """Routes of the pages and their static files."""
    pages = _Pages(frame)
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/", pages.entry, methods=["GET"], response_class=Response)
    router.add_api_route("/sign-in", pages.sign_in, methods=["GET"], response_class=Response)
    router.add_api_route("/screen", pages.screen, methods=["GET"], response_class=Response)
    for name in STAFF_PAGES:
        router.add_api_route(f"/{name}", pages.staff_page(name), methods=["GET"], response_class=Response, name=f"{name}_page")
    router.add_api_route("/static/{digest}/{path:path}", pages.asset, methods=["GET"], response_class=Response)
    router.add_api_route("/favicon.ico", pages.favicon, methods=["GET"], response_class=Response)
    return router


class _Pages:
    def __init__(self, frame: PageFrame) -> None:
        self._frame = frame

    async def entry(self, request: Request) -> Response:
        return self._frame.page(request, "entry", self._frame.session(request))

    async def sign_in(self, request: Request) -> Response:
        back = safe_return_path(request.query_params.get("next"))
        return self._frame.page(request, "sign_in", self._frame.session(request), back=back)

    async def screen(self, request: Request) -> Response:
        wanted = request.query_params.get("id", "")
        known = self._frame.settings.screens
        screen = wanted if _ID.fullmatch(wanted) else known[0]
        return self._frame.page(request, "screen", None, screen=screen)

    async def asset(self, request: Request, digest: str, path: str) -> Response:
        return self._frame.assets.respond(request, digest, path)

    async def favicon(self, request: Request) -> Response:
        return self._frame.assets.respond(request, "", "img/mark.svg")

    def staff_page(self, name: str) -> Handler:
        async def page(request: Request) -> Response:
            session = self._frame.session(request)
            if session is None:
                target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
                return RedirectResponse(f"/sign-in?next={quote(target, safe='')}", status_code=303)
            if STAFF_PAGES[name] not in ROLE_PERMISSIONS[session.actor.role]:
                return self._frame.page(request, "forbidden", session, status=403, wanted=name)
            return self._frame.page(request, name, session, orders=_orders_of(session.actor.role))

        return page


def _orders_of(role: Role) -> str:
    """Commands to devices that the role may send, for a page's attribute."""
    return " ".join(name for name, model in DEVICE_COMMANDS_OF_PEOPLE.items() if may_send(role, model))
