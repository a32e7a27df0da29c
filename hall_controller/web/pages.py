"""The pages people open in a browser: entry, sign-in, desk, hall screen, device board, manager's overview.

A page is a small HTML frame in the person's language; what moves on it comes from the live streams of the API. Nothing is loaded
from anywhere but this controller, and no script stands inside a page: the Content-Security-Policy forbids both.
"""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import orjson
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from api.http.access import ROLE_PERMISSIONS, Access, Permission
from api.http.heads import SESSION_COOKIE
from api.messages.words import Role
from api.ports import AccountsPort, Session
from api.text.catalogue import TextCatalogue
from hall_controller.web.assets import Assets
from hall_controller.web.language import LANGUAGES, other_language, page_language, pick_name, switch_language
from hall_controller.web.paths import safe_return_path

_ID = re.compile(r"[a-z0-9-]{1,32}")
Handler = Callable[[Request], Awaitable[Response]]

HERE = Path(__file__).parent
TEXT_SECTIONS = ("web", "refusals", "problems")
"""Sections of the catalogue that the browser gets."""

PAGE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
STAFF_PAGES: Mapping[str, Permission] = {
    "desk": Permission.DESK,
    "devices": Permission.DEVICES,
    "manager": Permission.MANAGER,
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


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account of the demo hall, shown on the entry page so that a visitor can sign in. Never made outside the demo."""

    name: str
    password: str
    role: Role
    windows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PageSettings:
    """What the pages say of the hall."""

    site: str
    names: Mapping[str, str]
    version: str
    timezone: str = "Asia/Shanghai"
    """IANA name: pages show the hall's time, whatever zone a screen's or desk's machine is set to."""
    screens: Sequence[str] = ("screen-1",)
    """Hall screens by id, at least one; `/screen` without `?id=` is the first."""
    demo: bool = False
    demo_accounts: Sequence[DemoAccount] = ()
    secure_cookies: bool = False


def create_pages(settings: PageSettings, accounts: AccountsPort, texts: TextCatalogue) -> APIRouter:
    """Routes of all pages and their static files.

    Reads templates and static files once, here. The routes answer from memory.
    """
    pages = _Pages(settings, accounts, texts)
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
    def __init__(self, settings: PageSettings, accounts: AccountsPort, texts: TextCatalogue) -> None:
        self._settings = settings
        self._accounts = accounts
        self._texts = texts
        self._assets = Assets.read(HERE / "static", {f"text/{tag}.json": _browser_texts(texts, tag) for tag in LANGUAGES})
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=select_autoescape(default=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )

    async def entry(self, request: Request) -> Response:
        return self._page(request, "entry", self._session(request))

    async def sign_in(self, request: Request) -> Response:
        back = safe_return_path(request.query_params.get("next"))
        return self._page(request, "sign_in", self._session(request), back=back)

    async def screen(self, request: Request) -> Response:
        wanted = request.query_params.get("id", "")
        known = self._settings.screens
        screen = wanted if _ID.fullmatch(wanted) else known[0]
        return self._page(request, "screen", None, screen=screen)

    async def asset(self, request: Request, digest: str, path: str) -> Response:
        return self._assets.respond(request, digest, path)

    async def favicon(self, request: Request) -> Response:
        return self._assets.respond(request, "", "img/mark.svg")

    def staff_page(self, name: str) -> Handler:
        async def page(request: Request) -> Response:
            session = self._session(request)
            if session is None:
                target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
                return RedirectResponse(f"/sign-in?next={quote(target, safe='')}", status_code=303)
            if STAFF_PAGES[name] not in ROLE_PERMISSIONS[session.actor.role]:
                return self._page(request, "forbidden", session, status=403, wanted=name)
            return self._page(request, name, session)

        return page

    def _session(self, request: Request) -> Session | None:
        token = request.cookies.get(SESSION_COOKIE)
        return self._accounts.session(token) if token else None

    def _page(self, request: Request, name: str, session: Session | None, status: int = 200, **values: object) -> Response:
        if (switched := switch_language(request, secure=self._settings.secure_cookies)) is not None:
            return switched
        language = page_language(request)

        def text(key: str, **arguments: object) -> str:
            return self._texts.text("web", key, language, **arguments)

        body = self._templates.get_template(f"{name}.html").render(
            page=name,
            language=language,
            other_language=other_language(language),
            languages_query=_with_language(request, other_language(language)),
            t=text,
            static=f"/static/{self._assets.digest}",
            hall_name=pick_name(self._settings.names, language),
            settings=self._settings,
            session=session,
            **values,
        )
        return Response(body, status_code=status, media_type="text/html", headers=PAGE_HEADERS)


def _browser_texts(texts: TextCatalogue, language: str) -> bytes:
    return orjson.dumps({section: dict(texts.section(section, language)) for section in TEXT_SECTIONS})


def _with_language(request: Request, language: str) -> str:
    kept = [f"{quote(name)}={quote(value)}" for name, value in request.query_params.multi_items() if name != "lang"]
    return "?" + "&".join([*kept, f"lang={language}"])
