"""Signing in, who am I, signing out: cookie, token, throttle, and what the answers give away."""

from dataclasses import replace

import httpx
import pytest

from api.http.app import create_app
from tests.support.http_ports import PASSWORD, World


async def test_signing_in_sets_a_cookie_that_scripts_and_foreign_sites_cannot_use(world: World) -> None:
    async with world.client() as client:
        answer = await client.post("/api/v1/session", json={"name": "clerk-1", "password": PASSWORD})
        assert answer.status_code == 200
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        assert "Path=/" in cookie
        assert "Max-Age=43200" in cookie
        body = answer.json()
        assert (body["name"], body["role"], body["windows"]) == ("clerk-1", "clerk", [1])
        # httpx keeps the cookie: from here on the client is a browser.
        who = await client.get("/api/v1/session")
        assert who.json() == {key: value for key, value in body.items() if key != "token"}
        assert "no-store" in who.headers["cache-control"]


async def test_behind_tls_the_cookie_never_travels_in_the_clear(world: World) -> None:
    app = create_app(replace(world.ports, secure_cookies=True), version="0.1.0")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://hall") as client:
        answer = await client.post("/api/v1/session", json={"name": "clerk-1", "password": PASSWORD})
        assert "; Secure" in answer.headers["set-cookie"]
        assert (await client.get("/api/v1/session")).status_code == 200


async def test_signing_out_ends_the_session_on_the_server(world: World) -> None:
    cookie, csrf = await world.cookie("clerk-1")
    async with world.client() as client:
        answer = await client.delete("/api/v1/session", headers={**cookie, "X-CSRF-Token": csrf})
        assert answer.status_code == 204
        assert "Max-Age=0" in answer.headers["set-cookie"]
        assert (await client.get("/api/v1/session", headers=cookie)).status_code == 401


async def test_wrong_names_and_wrong_passwords_answer_alike(world: World) -> None:
    async with world.client() as client:
        wrong = [
            (await client.post("/api/v1/session", json={"name": name, "password": "no such password"}))
            for name in ("clerk-1", "nobody")
        ]
    assert [answer.status_code for answer in wrong] == [401, 401]
    assert wrong[0].json() == wrong[1].json()
    assert wrong[0].json()["code"] == "wrongCredentials"
    assert "set-cookie" not in wrong[0].headers


@pytest.mark.parametrize("name", ["clerk-1", "nobody"])
async def test_repeated_failures_shut_the_account_for_a_while(world: World, name: str) -> None:
    async with world.client() as client:
        for _ in range(5):
            assert (await client.post("/api/v1/session", json={"name": name, "password": "wrong"})).status_code == 401
        shut = await client.post("/api/v1/session", json={"name": name, "password": PASSWORD})
        assert (shut.status_code, shut.json()["code"]) == (429, "tooManyAttempts")
        assert shut.headers["retry-after"] == "30"
        world.clock.seconds += 30
        after = await client.post("/api/v1/session", json={"name": name, "password": PASSWORD})
        assert after.status_code == (200 if name == "clerk-1" else 401)


async def test_a_form_of_a_foreign_page_cannot_sign_a_browser_in(world: World) -> None:
    async with world.client() as client:
        body = '{"name": "clerk-1", "password": "' + PASSWORD + '"}'
        answer = await client.post("/api/v1/session", content=body, headers={"Content-Type": "text/plain"})
    assert answer.status_code == 415
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("body", [{}, {"name": "clerk-1"}, {"name": 1, "password": "x"}, {"name": "", "password": ""}, []])
async def test_a_malformed_sign_in_is_refused(world: World, body: object) -> None:
    async with world.client() as client:
        answer = await client.post("/api/v1/session", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed")


async def test_a_full_disk_still_lets_people_in_and_says_so_when_signing_out(world: World) -> None:
    # A read-only file is what SQLite sees of a disk that refuses writes.
    world.store._open.execute("PRAGMA query_only = ON")
    async with world.client() as client:
        answer = await client.post("/api/v1/session", json={"name": "manager", "password": PASSWORD})
        assert answer.status_code == 200
        headers = {"X-CSRF-Token": answer.json()["csrf"]}
        out = await client.delete("/api/v1/session", headers=headers)
        assert (out.status_code, out.json()["code"]) == (503, "storeUnavailable")
        assert "retry-after" in out.headers
        assert (await client.get("/api/v1/session")).status_code == 401
