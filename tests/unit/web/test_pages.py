"""The pages' answers: headers, caching, who is sent where."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import httpx
import pytest

from api.http.app import create_app
from api.messages.words import Role
from api.text.catalogue import read_catalogue
from hall_controller.web.frame import DemoAccount, PageFrame, PageSettings
from hall_controller.web.pages import PAGE_ACCESS, STAFF_PAGES, create_pages
from tests.support.http_ports import World

SITE = "610124-01"
NAMES = {"zh-CN": "测试大厅", "en": "Test hall"}


ACCOUNTS = {Role.CLERK: "clerk-1", Role.MANAGER: "manager", Role.TECHNICIAN: "technician", Role.DEVICE: "kiosk-1"}
"""Accounts of `World` by role."""


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    made.open()
    yield made
    made.close()


def client(world: World, settings: PageSettings) -> httpx.AsyncClient:
    texts = read_catalogue()
    app = create_app(
        world.ports, version="0.1.0", routers=[create_pages(PageFrame(settings, world.accounts, texts))], access=PAGE_ACCESS
    )
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://hall")


@pytest.fixture
async def http(world: World) -> AsyncIterator[httpx.AsyncClient]:
    async with client(world, PageSettings(SITE, NAMES, "0.1.0", screens=("hall-1",))) as opened:
        yield opened


AsRole = Callable[[Role], Awaitable[dict[str, str]]]


@pytest.fixture
def as_role(world: World) -> AsRole:
    """The cookie header of someone of that role."""

    async def sign_in(role: Role) -> dict[str, str]:
        return (await world.cookie(ACCOUNTS[role]))[0]

    return sign_in


@pytest.mark.parametrize("page", STAFF_PAGES)
async def test_nobody_is_sent_to_sign_in_and_back(http: httpx.AsyncClient, page: str) -> None:
    answer = await http.get(f"/{page}?window=3")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/sign-in?next=%2F{page}%3Fwindow%3D3"


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.CLERK, {"desk", "duty"}),
        (Role.MANAGER, {"desk", "devices", "manager", "duty"}),
        (Role.TECHNICIAN, {"devices", "duty"}),
        (Role.DEVICE, set()),
    ],
)
async def test_each_role_has_its_pages(http: httpx.AsyncClient, as_role: AsRole, role: Role, allowed: set[str]) -> None:
    cookie = await as_role(role)
    for page in STAFF_PAGES:
        answer = await http.get(f"/{page}", headers=cookie)
        assert answer.status_code == (200 if page in allowed else 403), page


async def test_a_clerks_desk_knows_its_windows_and_its_token(http: httpx.AsyncClient, world: World) -> None:
    cookie, csrf = await world.cookie("clerk-1")
    answer = await http.get("/desk", headers=cookie)
    assert 'data-windows="1"' in answer.text
    assert f'<meta name="csrf" content="{csrf}">' in answer.text
    assert "no-store" in answer.headers["cache-control"]


@pytest.mark.parametrize("path", ["/", "/sign-in", "/screen", "/desk", "/devices", "/manager"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_every_page_keeps_its_own_strict_policy(http: httpx.AsyncClient, as_role: AsRole, path: str, language: str) -> None:
    session = (await as_role(Role.MANAGER))["Cookie"]
    answer = await http.get(path, headers={"Cookie": f"{session}; tingtang_language={language}"})
    assert answer.status_code == 200
    assert f'<html lang="{language}" data-timezone="Asia/Shanghai">' in answer.text
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    # Inline code would be blocked by that policy: the page would only look broken.
    assert re.findall(r"<script(?![^>]*\ssrc=)[^>]*>|\son\w+=|\sstyle=|<style", answer.text) == []
    for target in re.findall(r'(?:src|href)="([^"#?]+)', answer.text):
        assert target.startswith("/"), target


async def test_all_that_a_page_links_is_there_and_kept_for_ever(http: httpx.AsyncClient, as_role: AsRole) -> None:
    page = await http.get("/desk", headers=await as_role(Role.MANAGER))
    targets = set(re.findall(r'"(/static/[^"]+)"', page.text))
    assert len(targets) > 4
    for target in targets:
        answer = await http.get(target)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        again = await http.get(target, headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


async def test_an_old_pages_files_are_still_there_but_asked_for_again(http: httpx.AsyncClient) -> None:
    answer = await http.get("/static/0123456789ab/js/shared/feed.js")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize("path", ["../pages.py", "..%2fpages.py", "js/../../pages.py", "nothing.js", "text/fr.json", ""])
async def test_nothing_outside_the_table_can_be_had(http: httpx.AsyncClient, path: str) -> None:
    assert (await http.get(f"/static/x/{path}")).status_code == 404


async def test_the_browsers_texts_are_served_by_language(http: httpx.AsyncClient) -> None:
    for language, text in (("zh-CN", "叫号"), ("en", "Next")):
        answer = await http.get(f"/static/x/text/{language}.json")
        assert answer.json()["web"]["desk.action.next"] == text
        assert answer.json()["refusals"]["nobodyWaiting"]


async def test_the_language_toggle_keeps_the_page(http: httpx.AsyncClient) -> None:
    answer = await http.get("/screen?id=hall-1&lang=en")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/screen?id=hall-1"
    assert "tingtang_language=en" in answer.headers["set-cookie"]
    assert "httponly" in answer.headers["set-cookie"].lower()


@pytest.mark.parametrize(("asked", "given"), [("", "hall-1"), ("?id=hall-2", "hall-2"), ("?id=%22%3E%3Cscript", "hall-1")])
async def test_a_screen_has_an_id(http: httpx.AsyncClient, asked: str, given: str) -> None:
    assert f'data-screen="{given}"' in (await http.get(f"/screen{asked}")).text


async def test_sign_in_never_leads_to_another_site(http: httpx.AsyncClient) -> None:
    assert 'data-back="/desk"' in (await http.get("/sign-in?next=/desk")).text
    assert 'data-back="/"' in (await http.get("/sign-in?next=//evil.example/")).text


async def test_demo_accounts_stand_on_the_entry_in_the_demo_only(http: httpx.AsyncClient, world: World) -> None:
    account = DemoAccount("clerk", "a-known-password", Role.CLERK, (1, 2))
    async with client(world, PageSettings(SITE, NAMES, "0.1.0", demo=True, demo_accounts=(account,))) as demo:
        assert "a-known-password" in (await demo.get("/")).text
    plain = (await http.get("/")).text
    assert "accounts" not in plain
    assert "演示" not in plain
