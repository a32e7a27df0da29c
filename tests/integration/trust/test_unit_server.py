"""Enrolment and renewal over real HTTPS: who gets a certificate, who doesn't, and what a lost answer or a power cut leaves."""

import asyncio
import json
import os
import signal
import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
import tomli_w

from api.process.layout import Layout
from api.process.settings_file import ConfigurationError
from hall_controller.trust.authority import certificate_pem, key_pem, load_authority, make_authority, new_key, read_key
from hall_controller.trust.certificates import LIFE, RENEW_AFTER, issue_client
from hall_controller.trust.codes import Code, parse_code
from hall_controller.trust.registrar import CERTIFICATES_AT_ONCE, CODE_LIFE, WRONG_TRIES, Registrar
from hall_controller.trust.registry import Registry
from hall_controller.trust.requests import make_request
from hall_controller.trust.revocation import revoked_serials
from hall_controller.units.app import create_app
from hall_controller.units.program import UnitServer
from tests.support.agent_process import NotifySocket, Process, until
from tests.support.broker import SITE
from tests.support.unit_server import RunningUnitServer, running_unit_server, units_settings
from tingtang.__main__ import main
from tingtang.trust.enrolment import enrol, renew
from tingtang.trust.officer import TrustOfficer
from tingtang.trust.unit_client import HallAway, HallRefuses, UnitClient, trusting

NODE = "kiosk-03-link"


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[RunningUnitServer]:
    async with running_unit_server(tmp_path) as running:
        yield running


def enrolling(hall: RunningUnitServer, code: Code, node: str = NODE) -> None:
    enrol(hall.unit(node), code, hall.identity(node))


async def refused(hall: RunningUnitServer, code: Code, node: str = NODE) -> str:
    with pytest.raises(HallRefuses) as refusal:
        await asyncio.to_thread(enrolling, hall, code, node)
    return refusal.value.code


async def test_a_code_brings_one_unit_one_certificate(hall: RunningUnitServer) -> None:
    code = parse_code(hall.officer.code(NODE))
    await asyncio.to_thread(enrolling, hall, code)
    facts = hall.identity(NODE).facts()
    assert facts is not None
    assert facts.node == NODE
    assert hall.identity(NODE).authority.read_text() == hall.layout.authority.read_text()
    # Another unit finds the code; the first one keeps what it has.
    other = Code(code.node, code.secret, code.fingerprint)
    assert await refused(hall, other, "thief") == "enrolmentCodeUsed"
    assert not hall.identity("thief").certificate.exists()


async def test_asking_again_after_a_lost_answer_is_answered_alike(hall: RunningUnitServer) -> None:
    """The answer was lost after the hall had written it down: the same key asks with the same code."""
    code = parse_code(hall.officer.code(NODE))
    identity = hall.identity(NODE)
    key = identity.make_waiting_key()
    body = {"node": NODE, "secret": code.secret.hex(), "request": make_request(key, NODE)}
    async with httpx.AsyncClient(verify=trusting(hall.layout.authority.read_text())) as client:
        lost = (await client.post(f"https://127.0.0.1:{hall.port}/v1/enrol", json=body)).json()["certificate"]
    await asyncio.to_thread(enrolling, hall, code)
    assert identity.certificate.read_text() == lost
    assert read_key(identity.key).public_key() == key.public_key()
    assert len(hall.officer.listing()[0].certificates) == 1


async def test_guessing_voids_a_code(hall: RunningUnitServer) -> None:
    code = parse_code(hall.officer.code(NODE))
    for guess in range(WRONG_TRIES):
        assert await refused(hall, Code(NODE, bytes([guess]) * 16, code.fingerprint)) == "enrolmentCodeUnknown"
    assert await refused(hall, code) == "enrolmentTries"
    assert await refused(hall, Code("kiosk-04-link", code.secret, code.fingerprint)) == "enrolmentCodeUnknown"
    await asyncio.to_thread(enrolling, hall, parse_code(hall.officer.code(NODE)))


async def test_an_old_code_and_one_that_was_replaced_bring_nothing(hall: RunningUnitServer) -> None:
    then = TrustOfficer(hall.layout, now=lambda: datetime.now(UTC) - CODE_LIFE * 1.01)
    assert await refused(hall, parse_code(then.code(NODE))) == "enrolmentCodeExpired"
    first = parse_code(hall.officer.code(NODE))
    hall.officer.code(NODE)
    assert await refused(hall, first) == "enrolmentCodeUnknown"


async def test_a_server_that_is_not_the_halls_hears_no_secret(hall: RunningUnitServer, tmp_path: Path) -> None:
    async with running_unit_server(tmp_path / "foreign") as foreign:
        code = parse_code(hall.officer.code(NODE))
        with pytest.raises(HallAway, match="isn't the hall that made the code"):
            await asyncio.to_thread(enrol, foreign.unit(NODE), code, hall.identity(NODE))
    assert not hall.identity(NODE).folder.exists()
    await asyncio.to_thread(enrolling, hall, code)


async def test_renewal_at_two_thirds_and_not_before(hall: RunningUnitServer) -> None:
    client = await hall.enrol(NODE)
    now = datetime.now(UTC)
    early = await asyncio.to_thread(renew, client, now)
    assert early is not None
    assert not early.renewed
    later = await asyncio.to_thread(renew, client, now + LIFE * RENEW_AFTER)
    assert later is not None
    assert later.renewed
    assert later.facts.serial != early.facts.serial
    # The new one is good for asking again, with its own key.
    again = await asyncio.to_thread(lambda: renew(client, now, at_once=True))
    assert again is not None
    assert again.renewed


async def test_who_is_cut_off_gets_nothing_from_now_on(hall: RunningUnitServer) -> None:
    client = await hall.enrol(NODE)
    context = client.context()
    async with httpx.AsyncClient(verify=context, base_url=client.base_url) as open_connection:
        assert (await open_connection.get("/v1/release")).status_code == 200
        await asyncio.to_thread(hall.officer.revoke, NODE)
        answer = await open_connection.get("/v1/release")
        assert (answer.status_code, answer.json()["code"]) == (403, "certificateRevoked")
        listed = revoked_serials((await open_connection.get("/v1/crl")).text)
    facts = hall.identity(NODE).facts()
    assert facts is not None
    assert listed == {facts.serial}
    with pytest.raises(HallRefuses, match="was cut off"):
        await asyncio.to_thread(lambda: renew(client, datetime.now(UTC), at_once=True))
    # A new code makes it a unit again; the certificate from before stays worthless.
    await asyncio.to_thread(enrolling, hall, parse_code(hall.officer.code(NODE)))
    await asyncio.to_thread(lambda: renew(client, datetime.now(UTC), at_once=True))
    async with httpx.AsyncClient(verify=context, base_url=client.base_url) as old:
        assert (await old.get("/v1/release")).status_code == 403


async def test_a_foreign_certificate_and_none_get_nothing(hall: RunningUnitServer, tmp_path: Path) -> None:
    key = new_key()
    foreign = issue_client(make_authority(SITE, datetime.now(UTC)), NODE, key.public_key(), datetime.now(UTC), 5)
    (tmp_path / "c.crt").write_text(certificate_pem(foreign))
    (tmp_path / "c.key").write_text(key_pem(key))
    context = trusting(hall.layout.authority.read_text())
    url = f"https://127.0.0.1:{hall.port}"
    async with httpx.AsyncClient(verify=context, base_url=url) as client:
        answer = await client.get("/v1/release")
        assert (answer.status_code, answer.json()["code"]) == (403, "notCertified")
        assert (await client.post("/v1/renew", json={"request": make_request(key, NODE)})).status_code == 403
        assert "strict-transport-security" in answer.headers
    context.load_cert_chain(tmp_path / "c.crt", tmp_path / "c.key")
    async with httpx.AsyncClient(verify=context, base_url=url) as client:
        with pytest.raises(httpx.HTTPError):
            await client.get("/v1/release")
    older = trusting(hall.layout.authority.read_text())
    older.minimum_version, older.maximum_version = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2
    async with httpx.AsyncClient(verify=older, base_url=url) as client:
        with pytest.raises(httpx.HTTPError):
            await client.get("/v1/authority")


async def test_what_is_no_request_is_refused_without_quoting_it(hall: RunningUnitServer) -> None:
    guess = json.dumps({"node": NODE, "secret": "s" * 32}).encode()
    async with httpx.AsyncClient(verify=trusting(hall.layout.authority.read_text())) as client:
        for body in (b"{", b"[]", b'{"node":"../x"}', b"x" * 20_000, guess):
            answer = await client.post(f"https://127.0.0.1:{hall.port}/v1/enrol", content=body)
            assert answer.status_code in (413, 422), body[:20]
            assert "ssss" not in answer.text


async def test_a_thief_of_a_certificate_gets_no_endless_supply(hall: RunningUnitServer) -> None:
    client = await hall.enrol(NODE)

    def exhaust() -> None:
        for _ in range(CERTIFICATES_AT_ONCE + 1):
            renew(client, datetime.now(UTC), at_once=True)

    with pytest.raises(HallRefuses, match="too many certificates"):
        await asyncio.to_thread(exhaust)
    await asyncio.to_thread(hall.officer.revoke, NODE)
    async with httpx.AsyncClient(verify=client.context(), base_url=client.base_url) as still:
        assert (await still.get("/v1/release")).status_code == 403


async def test_by_the_commands_of_a_technician(
    hall: RunningUnitServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    unit, code = tmp_path / "unit", tmp_path / "code"

    def tingtang(*words: str) -> int:
        return main([words[0], "--root", str(unit if words[0] != "trust" else hall.layout.root), *words[1:]])

    assert await asyncio.to_thread(tingtang, "trust", "code", NODE, "--out", str(code)) == 0
    address = f"127.0.0.1:{hall.port}"
    assert await asyncio.to_thread(tingtang, "renew") == 0
    assert "isn't a unit" in capsys.readouterr().out
    assert await asyncio.to_thread(tingtang, "enrol", "--hall", address, "--code", "tt1.kiosk-03-link.a.b.c") == 2
    assert await asyncio.to_thread(tingtang, "enrol", "--hall", address, "--code-file", str(code)) == 0
    assert not code.exists()
    assert await asyncio.to_thread(tingtang, "enrol") == 0
    capsys.readouterr()
    assert await asyncio.to_thread(tingtang, "renew", "--now", "--json") == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["renewed"] is True
    assert await asyncio.to_thread(tingtang, "trust", "list", "--json") == 0
    (line,) = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert line["node"] == NODE
    assert line["certificate_until"]
    assert await asyncio.to_thread(tingtang, "trust", "revoke", NODE) == 0
    assert await asyncio.to_thread(tingtang, "renew", "--now") == 1
    assert "cut off" in capsys.readouterr().err
    assert await asyncio.to_thread(tingtang, "trust", "revoke", "kiosk-99-link") == 2
    secrets = (hall.layout.secrets, hall.layout.identity, unit / "etc/tingtang/identity", hall.layout.mosquitto)
    for path in (path for folder in (hall.layout.root, unit) for path in folder.rglob("*") if path.is_file()):
        private = any(path.is_relative_to(folder) for folder in secrets) or b"PRIVATE KEY" in path.read_bytes()
        assert not path.stat().st_mode & (0o007 if private else 0o002), path


async def test_an_unusable_identity_is_named(hall: RunningUnitServer) -> None:
    client = UnitClient(hall.unit(NODE), hall.identity(NODE))
    with pytest.raises(ConfigurationError, match="tingtang enrol"):
        client.context()
    away = UnitClient(hall.unit(NODE).model_copy(update={"hall": "localhost"}), (await hall.enrol(NODE)).identity)
    with pytest.raises(HallAway, match="isn't this hall's server by that name"):
        await asyncio.to_thread(away.post, "/v1/renew", {})


async def test_the_process_says_when_it_serves_and_ends_when_told(tmp_path: Path) -> None:
    hall = TrustOfficer(layout := Layout(tmp_path))
    await asyncio.to_thread(hall.init, SITE, ["127.0.0.1"])
    config = tmp_path / "units.toml"
    config.write_text(tomli_w.dumps(units_settings(layout).model_dump(mode="json", exclude={"kiosk_agents", "log"})))
    systemd = NotifySocket()
    process = Process(
        "units", tmp_path, "-m", "hall_controller.units", "--config", str(config), environment={"NOTIFY_SOCKET": systemd.path}
    )
    await process.start()
    try:
        await until(lambda: "READY=1" in systemd.read() and "WATCHDOG=1" in systemd.read(), "it serves")
        # A name more: told by a signal, no unit's request is cut short.
        config.write_text(config.read_text().replace('"127.0.0.1",', '"127.0.0.1", "localhost",'))
        os.kill(process.pid, signal.SIGHUP)
        await until(lambda: "units.reloaded" in process.log.read_text(), "it has read its names again")
        port = json.loads(next(line for line in process.log.read_text().splitlines() if "units.listening" in line))["port"]
        async with httpx.AsyncClient(verify=trusting(layout.authority.read_text())) as client:
            assert (await client.get(f"https://localhost:{port}/v1/health")).json() == {"status": "ok"}
        assert (await process.stop())[0] == 0
        assert "STOPPING=1" in systemd.read()
    finally:
        await process.kill()
        systemd.close()


async def test_a_book_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    await asyncio.to_thread(TrustOfficer(layout).init, SITE, ["127.0.0.1"])
    authority = load_authority(layout.authority, layout.authority_key)
    registry = Registry(units_settings(layout).registry)
    registry.open()
    registry._connection.execute("PRAGMA query_only = ON")
    try:
        app = create_app(authority, Registrar(authority, registry, lambda: datetime.now(UTC), os.urandom))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://hall") as client:
            body = {"node": NODE, "secret": "0" * 32, "request": make_request(new_key(), NODE)}
            answer = await client.post("/v1/enrol", json=body)
        assert (answer.status_code, answer.json()["code"]) == (503, "storeUnavailable")
        assert "disk full" in answer.json()["detail"]
    finally:
        registry.close()


async def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    await asyncio.to_thread(TrustOfficer(layout).init, SITE, ["127.0.0.1"])
    layout.authority_key.chmod(0o644)
    async with AsyncExitStack() as closing:
        with pytest.raises(ConfigurationError, match="others may read it"):
            await UnitServer(units_settings(layout)).start(closing)
