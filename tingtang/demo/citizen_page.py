"""`python -m tingtang.demo.citizen_page demo.json`: a page with the demo's invented citizen, their card and their phone.

A demo's only: it holds the reference issuer's key, and it speaks to nothing but emulated devices and the kiosk's demo port.
"""

import html
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import httpx
from fastapi import FastAPI
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel

from api.credentials.holder import CodeHolder
from api.credentials.issuer import issue
from api.credentials.nonce import read_nonce_text
from api.text.catalogue import LANGUAGES, TextCatalogue, read_catalogue
from tingtang.credential.folder import IssuerFolder
from tingtang.demo.person import CARD_PRESS, DEMO_PERSON
from tingtang.reference.serve import serve

SECTION = "demo"
ANSWER_S = 5.0
STYLE = """
body{font:18px/1.6 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1b2430;background:#f5f7fa}
section{background:#fff;border:1px solid #d5dce5;border-radius:.6rem;padding:1rem 1.4rem;margin:1rem 0}
h1{font-size:1.7rem}h2{font-size:1.2rem;margin:0 0 .4rem}dt{color:#55616f}dd{margin:0 0 .4rem;font-size:1.3rem}
button{font:inherit;padding:.6rem 1.2rem;margin:.4rem .6rem 0 0;border:1px solid #0b5cad;border-radius:.5rem;
background:#0b5cad;color:#fff}button small{color:#fff}
.said{background:#e7f3e9;border-radius:.5rem;padding:.6rem 1rem}small{color:#55616f}
"""


class Place(BaseModel):
    """Where the page finds everything; written by the demo."""

    port: int
    hall: str
    """The hall's id, which codes are made for."""
    issuer: Path
    kiosk_url: str
    card_url: str = ""
    """Of the emulated reader; empty: there is none."""
    scanner_url: str = ""
    services: tuple[str, ...] = ()
    """Names of those that ask who somebody is, in both languages."""


class Citizen:
    """What the invented person does with their things."""

    def __init__(self, place: Place, client: httpx.AsyncClient) -> None:
        self._place = place
        self._client = client
        self._last = ""

    async def card(self, press: str) -> bool:
        return await self._press(self._place.card_url, press)

    async def show_code(self) -> str:
        """A new code before the scanner, signed over the kiosk's nonce where one stands on its screen. What to say of it."""
        nonce = await self._nonce()
        key = IssuerFolder(self._place.issuer, now_s=_now_s).key(None)
        holder = CodeHolder(DEMO_PERSON.document, DEMO_PERSON.number, DEMO_PERSON.name)
        self._last = issue(holder, key, hall=self._place.hall, now_s=_now_s(), random=os.urandom, nonce=nonce)
        shown = await self._press(self._place.scanner_url, f"code:{self._last}")
        return ("bound" if nonce else "plain") if shown else "away"

    async def show_again(self) -> str:
        if not self._last:
            return "none"
        return "old" if await self._press(self._place.scanner_url, f"code:{self._last}") else "away"

    async def _nonce(self) -> str:
        try:
            state = (await self._client.get(f"{self._place.kiosk_url}/state")).json()
        except (httpx.HTTPError, ValueError):
            return ""
        seen = read_nonce_text(str(state.get("nonce_code", "")))
        return seen.nonce if seen is not None else ""

    async def _press(self, url: str, key: str) -> bool:
        try:
            return (await self._client.post(f"{url}/press", json={"key": key})).is_success
        except httpx.HTTPError:
            return False


def create_app(place: Place, texts: TextCatalogue, client: httpx.AsyncClient) -> FastAPI:
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    citizen = Citizen(place, client)

    @app.get("/")
    async def page(said: str = "") -> HTMLResponse:
        return HTMLResponse(page_text(place, texts, said))

    @app.post("/card/lay")
    async def lay() -> RedirectResponse:
        return _back("card" if await citizen.card(CARD_PRESS) else "away")

    @app.post("/card/lift")
    async def lift() -> RedirectResponse:
        return _back("lifted" if await citizen.card("lift") else "away")

    @app.post("/code/show")
    async def show() -> RedirectResponse:
        return _back(await citizen.show_code())

    @app.post("/code/again")
    async def again() -> RedirectResponse:
        return _back(await citizen.show_again())

    return app


def page_text(place: Place, texts: TextCatalogue, said: str) -> str:
    """Both languages under each other: whoever tries the demo reads one of them."""

    def words(key: str) -> str:
        both = (html.escape(texts.text(SECTION, f"citizen.{key}", language)) for language in LANGUAGES)
        return "<br><small>".join(both) + "</small>"

    def button(action: str, key: str) -> str:
        return f'<form method="post" action="{action}" style="display:inline"><button>{words(key)}</button></form>'

    known = said in {key.removeprefix("citizen.said.") for key in texts.section(SECTION, LANGUAGES[0])}
    services = "".join(f"<li>{html.escape(name)}</li>" for name in place.services)
    parts = [
        f"<h1>{words('title')}</h1><p>{words('intro')}</p>",
        f'<p class="said">{words(f"said.{said}")}</p>' if known else "",
        _section(
            f"<dl><dt>{words('name')}</dt><dd>{html.escape(DEMO_PERSON.name)}</dd>",
            f"<dt>{words('number')}</dt><dd>{html.escape(DEMO_PERSON.number)}</dd></dl>",
            f"<p>{words('services')}</p><ul>{services}</ul>",
        ),
        _section(f"<h2>{words('face.title')}</h2>", f"<p>{words('face.text')}</p>"),
    ]
    if place.card_url:
        parts.append(
            _section(
                f"<h2>{words('card.title')}</h2><p>{words('card.text')}</p>",
                button("/card/lay", "card.lay"),
                button("/card/lift", "card.lift"),
            )
        )
    if place.scanner_url:
        parts.append(
            _section(
                f"<h2>{words('code.title')}</h2><p>{words('code.text')}</p>",
                button("/code/show", "code.show"),
                button("/code/again", "code.old"),
            )
        )
    title = html.escape(texts.text(SECTION, "citizen.title"))
    return (
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{STYLE}</style>{''.join(parts)}<p>{words('other')}</p></html>"
    )


def _section(*parts: str) -> str:
    return f"<section>{''.join(parts)}</section>"


def _back(said: str) -> RedirectResponse:
    return RedirectResponse(f"/?said={said}", status_code=303)


def _now_s() -> int:
    return int(time.time())


def main(arguments: Sequence[str]) -> int:
    place = Place.model_validate_json(Path(arguments[0]).read_bytes())
    app = create_app(place, read_catalogue(), httpx.AsyncClient(timeout=ANSWER_S))
    serve(app, place.port, "the citizen's page serves")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
