"""Every route is declared; without sign-in, with a wrong role, without the CSRF token nothing opens."""

import re

import pytest
from fastapi import APIRouter
from starlette.routing import Mount, WebSocketRoute

from api.http.access import API_ACCESS, ROLE_PERMISSIONS, Permission
from api.http.app import create_app
from api.http.commands import HTTP_COMMANDS
from api.http.declared import UndeclaredAccess, declared_operations
from api.http.guard import SAFE_METHODS
from api.ids import new_id
from api.messages.hall_commands import Rate, RateTerminal
from api.messages.roles import COMMAND_ROLES, may_give
from api.messages.words import Role
from tests.support.http_ports import World

ACCOUNTS = {Role.CLERK: "clerk-1", Role.MANAGER: "manager", Role.TECHNICIAN: "technician", Role.DEVICE: "kiosk-1"}
FILLED = {"window": "1", "ticket": new_id(), "node": "hall-agent", "device": "led-1", "screen": "hall-1", "name": "next"}
CLOSED = [(method, path) for (method, path), asked in API_ACCESS.items() if asked is not Permission.PUBLIC]


def url(path: str) -> str:
    filled = re.sub(r"\{(\w+)\}", lambda match: FILLED[match[1]], path)
    return filled + ("?window=1" if path == "/api/v1/live/clerk" else "")


def test_the_table_names_exactly_the_routes_of_the_application(world: World) -> None:
    served = {(method, path) for method, path, _ in declared_operations(world.app.routes)}
    assert served == set(API_ACCESS)


def test_an_undeclared_route_stops_the_application_from_being_built(world: World) -> None:
    router = APIRouter()
    router.add_api_route("/backdoor", lambda: None, methods=["GET"])
    with pytest.raises(UndeclaredAccess, match="/backdoor"):
        create_app(world.ports, version="0", routers=[router])
    with pytest.raises(UndeclaredAccess, match="/files"):
        create_app(world.ports, version="0", mounts=[Mount("/files", routes=[])])
    with pytest.raises(UndeclaredAccess, match="WebSocket"):
        create_app(world.ports, version="0", mounts=[WebSocketRoute("/socket", lambda _: None)])


def test_a_route_that_is_declared_closed_but_has_no_guard_stops_the_application(world: World) -> None:
    router = APIRouter()
    router.add_api_route("/audit", lambda: None, methods=["GET"])
    with pytest.raises(UndeclaredAccess, match="its guard asks for 'public'"):
        create_app(world.ports, version="0", routers=[router], access={("GET", "/audit"): Permission.LEDGER})


@pytest.mark.parametrize(("method", "path"), CLOSED)
async def test_nobody_gets_in_without_signing_in(world: World, method: str, path: str) -> None:
    async with world.client() as client:
        for headers in ({}, {"Authorization": "Bearer made-up"}, {"Cookie": "tingtang_session=made-up"}):
            answer = await client.request(method, url(path), headers=headers, content=b"{}")
            assert answer.status_code == 401
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["code"] == "signInRequired"


@pytest.mark.parametrize(
    ("method", "path", "role"),
    [(method, path, role) for method, path in CLOSED for role in Role if API_ACCESS[method, path] not in ROLE_PERMISSIONS[role]],
)
async def test_a_wrong_role_is_forbidden(world: World, method: str, path: str, role: Role) -> None:
    headers = await world.bearer(ACCOUNTS[role])
    async with world.client() as client:
        answer = await client.request(method, url(path), headers=headers, content=b"{}")
    assert answer.status_code == 403
    assert answer.json()["code"] == "notPermitted"


@pytest.mark.parametrize(("method", "path"), [row for row in CLOSED if row[0] not in SAFE_METHODS])
async def test_unsafe_requests_by_cookie_need_the_csrf_token(world: World, method: str, path: str) -> None:
    cookie, csrf = await world.cookie("manager")
    _, of_another_session = await world.cookie("manager")
    async with world.client() as client:
        for wrong in ({}, {"X-CSRF-Token": ""}, {"X-CSRF-Token": of_another_session}):
            answer = await client.request(method, url(path), headers={**cookie, **wrong}, content=b"{}")
            assert answer.status_code == 403
            assert answer.json()["code"] == "wrongCsrfToken"
        answer = await client.request(method, url(path), headers={**cookie, "X-CSRF-Token": csrf}, content=b"{}")
        assert answer.json()["code"] != "wrongCsrfToken" if answer.content else answer.status_code == 204
    assert world.hall.submissions == []


async def test_an_expired_session_is_none(world: World) -> None:
    headers = await world.bearer("manager")
    async with world.client() as client:
        assert (await client.get("/api/v1/manager", headers=headers)).status_code == 200
        world.clock.seconds += 12 * 3600
        assert (await client.get("/api/v1/manager", headers=headers)).status_code == 401


@pytest.mark.parametrize("name", HTTP_COMMANDS)
async def test_each_command_is_for_its_roles_only(world: World, name: str) -> None:
    body = world.app.openapi()["paths"][f"/api/v1/commands/{name}"]["post"]["requestBody"]["content"]["application/json"][
        "example"
    ]
    async with world.client() as client:
        for role, account in ACCOUNTS.items():
            headers = {**await world.bearer(account), "Idempotency-Key": new_id()}
            answer = await client.post(f"/api/v1/commands/{name}", headers=headers, json=body)
            assert answer.status_code == (200 if may_give(role, HTTP_COMMANDS[name]) else 403), (role, answer.text)


def test_a_rating_comes_from_a_device_only() -> None:
    assert COMMAND_ROLES[Rate] == COMMAND_ROLES[RateTerminal] == {Role.DEVICE}


async def test_a_clerk_keeps_to_their_own_windows(world: World) -> None:
    headers = await world.bearer("clerk-1")
    async with world.client() as client:
        assert (await client.get("/api/v1/desk/1", headers=headers)).status_code == 200
        assert (await client.get("/api/v1/desk/2", headers=headers)).status_code == 403
        assert (await client.get("/api/v1/live/clerk?window=2", headers=headers)).status_code == 403
        for window, status in ((1, 200), (2, 403)):
            key = {"Idempotency-Key": new_id()}
            answer = await client.post("/api/v1/commands/next", headers={**headers, **key}, json={"window": window})
            assert answer.status_code == status
