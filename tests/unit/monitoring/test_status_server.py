"""/metrics and /healthz over a real socket."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from pydantic import ValidationError

from api.messages.views import Health, PartHealth
from api.process import readings
from api.process.metrics_settings import MetricsSection
from api.process.readings import Reading, read
from api.process.secret_file import write_secret
from api.process.status_server import CONNECTIONS_MAX, StatusServer

TOKEN = "0123456789abcdef"


def health(*, well: bool) -> Health:
    return Health(well=well, version="1.0", uptime_s=3, parts=(PartHealth(name="broker", well=well),))


@asynccontextmanager
async def serving(
    settings: MetricsSection, *, well: bool = True, gather: Callable[[], list[Reading]] = lambda: [read(readings.UPTIME, 3)]
) -> AsyncIterator[httpx.AsyncClient]:
    server = StatusServer(settings, gather, lambda: health(well=well))
    await server.start()
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}", trust_env=False) as client:
            yield client
    finally:
        await server.stop()


async def test_both_pages_are_served_and_nothing_else() -> None:
    async with serving(MetricsSection(port=0)) as client:
        page = await client.get("/metrics")
        assert (page.status_code, page.headers["content-type"]) == (200, "text/plain; version=0.0.4; charset=utf-8")
        assert "\ntingtang_uptime_seconds 3.0\n" in page.text
        answer = await client.get("/healthz?x=1")
        assert (answer.status_code, Health.model_validate_json(answer.content)) == (200, health(well=True))
        assert (await client.get("/")).status_code == 404
        assert (await client.post("/metrics")).status_code == 404


async def test_unwell_is_503_with_the_same_list() -> None:
    async with serving(MetricsSection(port=0), well=False) as client:
        answer = await client.get("/healthz")
        assert (answer.status_code, answer.json()["parts"][0]["name"]) == (503, "broker")


async def test_with_a_token_only_who_has_it_reads_the_metrics(tmp_path: Path) -> None:
    token = tmp_path / "token"
    write_secret(token, TOKEN)
    async with serving(MetricsSection(port=0, token_file=token)) as client:
        assert (await client.get("/metrics")).status_code == 401
        assert (await client.get("/metrics", headers={"Authorization": "Bearer wrong"})).status_code == 401
        assert (await client.get("/metrics", headers={"Authorization": f"Basic {TOKEN}"})).status_code == 401
        assert (await client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})).status_code == 200
        assert (await client.get("/healthz")).status_code == 200


async def test_a_fault_of_ours_is_told_by_its_type_alone() -> None:
    def broken() -> list[Reading]:
        raise KeyError("张三")

    async with serving(MetricsSection(port=0), gather=broken) as client:
        answer = await client.get("/metrics")
        assert (answer.status_code, answer.text) == (500, "KeyError\n")
        assert (await client.get("/healthz")).status_code == 200


async def test_who_holds_connections_open_keeps_nobody_from_the_next_one() -> None:
    server = StatusServer(MetricsSection(port=0), list, lambda: health(well=True))
    await server.start()
    try:
        held = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(CONNECTIONS_MAX)]
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}", trust_env=False) as client:
            with pytest.raises(httpx.RemoteProtocolError):
                await client.get("/healthz")
            for _, writer in held:
                writer.close()
                await writer.wait_closed()
            while True:
                # The server hears of it in its next turns.
                try:
                    assert (await client.get("/healthz")).status_code == 200
                    break
                except httpx.RemoteProtocolError:
                    continue
        huge = await asyncio.open_connection("127.0.0.1", server.port)
        huge[1].write(b"GET /" + b"x" * 100_000)
        assert await huge[0].read() == b""
        huge[1].close()
    finally:
        await server.stop()


async def test_without_a_port_nothing_listens_and_a_taken_one_keeps_nobody_from_work() -> None:
    off = StatusServer(MetricsSection(), list, lambda: health(well=True))
    await off.start()
    assert off.port == 0
    first = StatusServer(MetricsSection(port=0), list, lambda: health(well=True))
    await first.start()
    second = StatusServer(MetricsSection(port=first.port), list, lambda: health(well=True))
    await second.start()
    assert second.port == 0
    await first.stop()
    await second.stop()


@pytest.mark.parametrize("content", [TOKEN, "\n", None], ids=["others may read it", "empty", "missing"])
async def test_without_a_usable_token_nobody_reads_metrics_and_all_else_goes_on(tmp_path: Path, content: str | None) -> None:
    token = tmp_path / "token"
    if content is not None:
        token.write_text(content)
        token.chmod(0o644)
    async with serving(MetricsSection(port=0, token_file=token)) as client:
        for sent in ("", f"Bearer {TOKEN}", "Bearer"):
            assert (await client.get("/metrics", headers={"Authorization": sent})).status_code == 401
        assert (await client.get("/healthz")).status_code == 200


def test_an_address_beyond_this_machine_needs_a_token() -> None:
    with pytest.raises(ValidationError, match=r"needs metrics\.token_file"):
        MetricsSection(port=9100, host="0.0.0.0")
