"""A page around its content: templates, language, who is signed in, and the headers every page goes out with."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import orjson
from fastapi import Request
from fastapi.responses import Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from api.http.heads import SESSION_COOKIE
from api.messages.views import EmergencyView
from api.messages.words import Role
from api.ports import AccountsPort, Session
from api.text.catalogue import TextCatalogue
from hall_controller.web.assets import Assets
from hall_controller.web.language import LANGUAGES, other_language, page_language, pick_name, switch_language

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
    public_url: str = ""
    """Where phones reach these pages; empty: they don't."""
    demo: bool = False
    demo_accounts: Sequence[DemoAccount] = ()
    secure_cookies: bool = False


class PageFrame:
    """Makes pages. Reads templates and static files once; answers from memory."""

    def __init__(
        self,
        settings: PageSettings,
        accounts: AccountsPort,
        texts: TextCatalogue,
        emergency: Callable[[], EmergencyView | None] = lambda: None,
    ) -> None:
        """`emergency`: the one that is on, for the line above every page."""
        self.settings = settings
        self.texts = texts
        self._accounts = accounts
        self._emergency = emergency
        self.assets = Assets.read(HERE / "static", {f"text/{tag}.json": _browser_texts(texts, tag) for tag in LANGUAGES})
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=select_autoescape(default=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )

    def session(self, request: Request) -> Session | None:
        """Who is signed in by cookie."""
        token = request.cookies.get(SESSION_COOKIE)
        return self._accounts.session(token) if token else None

    def page(
        self,
        request: Request,
        name: str,
        session: Session | None,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **values: object,
    ) -> Response:
        """The page of template `name` in the person's language, or the way to it when `?lang=` asks for another language."""
        if (switched := switch_language(request, secure=self.settings.secure_cookies)) is not None:
            return switched
        language = page_language(request)

        def text(key: str, **arguments: object) -> str:
            return self.texts.text("web", key, language, **arguments)

        def name_of(names: Mapping[str, str]) -> str:
            return pick_name(names, language)

        body = self._templates.get_template(f"{name}.html").render(
            page=name,
            language=language,
            other_language=other_language(language),
            languages_query=_with_language(request, other_language(language)),
            t=text,
            name_of=name_of,
            static=f"/static/{self.assets.digest}",
            hall_name=pick_name(self.settings.names, language),
            settings=self.settings,
            session=session,
            emergency=self._emergency(),
            **values,
        )
        return Response(body, status_code=status, media_type="text/html", headers={**PAGE_HEADERS, **(headers or {})})


def _browser_texts(texts: TextCatalogue, language: str) -> bytes:
    return orjson.dumps({section: dict(texts.section(section, language)) for section in TEXT_SECTIONS})


def _with_language(request: Request, language: str) -> str:
    kept = [f"{quote(name)}={quote(value)}" for name, value in request.query_params.multi_items() if name != "lang"]
    return "?" + "&".join([*kept, f"lang={language}"])
