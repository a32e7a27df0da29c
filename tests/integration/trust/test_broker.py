"""Who is let in at the hall's broker and what they may, over the production files and real TLS; proven by what is delivered."""

import asyncio
import json
import os
import signal
import ssl
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from api.bus.client import MqttBus
from api.bus.codec import decode_command
from api.bus.port import Received
from api.ids import new_id
from api.messages.completion import Completion
from api.messages.hall_commands import Catalogue
from api.messages.topics import Channel, availability_topic, command_topic, hall_command_topic, topic
from api.messages.words import CompletionCode
from hall_controller.trust.authority import certificate_pem, key_pem, load_authority, make_authority, new_key
from hall_controller.trust.certificates import LIFE, RENEW_AFTER, issue_client
from tests.support.broker import SITE, connected, until
from tests.support.peers import eventually
from tests.support.raw_client import RawClient
from tests.support.tls_client import TlsClient, context_of, greet, let_in
from tests.support.trusted_hall import TrustedHall, trusted_hall
from tingtang.broker import PrivateBroker
from tingtang.trust.broker_control import CONTROL, BrokerSilent, end_connections
from tingtang.trust.officer import TrustOfficer

A, B, KIOSK = "window-agent", "zone24-agent", "kiosk-01"
CONNACK = b"\x20"
DENIED = 0x87
CONFIGURED = command_topic(SITE, A, "node", "diagnose")


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[TrustedHall]:
    async with trusted_hall(tmp_path, (A, B)) as running:
        yield running


def context(hall: TrustedHall, node: str | None) -> ssl.SSLContext:
    return context_of(hall.layout.authority, hall.folder / "units" / node if node else None)


class Ctl(RawClient):
    """The controller's account on loopback, as plain client."""

    def __init__(self, hall: TrustedHall) -> None:
        super().__init__(hall.broker, "ctl", "ctl-raw", hall.password("ctl"))


async def test_a_unit_neither_speaks_nor_hears_as_another(hall: TrustedHall) -> None:
    def trial() -> None:
        with (
            Ctl(hall) as ctl,
            TlsClient(hall.units_port, context(hall, A)) as a,
            TlsClient(hall.units_port, context(hall, B)) as b,
        ):
            assert a.let_in()
            assert b.let_in()
            ctl.subscribe(f"hall/v1/{SITE}/#")
            a.subscribe("#")
            assert a.publish(availability_topic(SITE, B), b"as B") == DENIED
            assert a.publish(topic(SITE, B, "callpad-1", Channel.EVENT, "key-pressed"), b"as B") == DENIED
            assert a.publish(hall_command_topic(SITE, "take"), b"as a kiosk") == DENIED
            a.publish(availability_topic(SITE, A), b"as A")
            ctl.publish(command_topic(SITE, B, "node", "diagnose"), b"for B")
            ctl.publish(command_topic(SITE, A, "node", "diagnose"), b"for A")
            assert ctl.next().payload == b"as A"
            assert {a.next().payload, a.next().payload} == {b"as A", b"for A"}
            assert a.messages.empty()
            assert ctl.messages.empty()

    await asyncio.to_thread(trial)


async def test_what_a_client_says_of_itself_counts_for_nothing(hall: TrustedHall) -> None:
    """Neither user name nor client id: it is who its certificate says."""

    def trial() -> None:
        with TlsClient(hall.units_port, context(hall, B)) as b:
            assert b.let_in()
            for claim in (B, "ctl", "units", f"{B}-raw"):
                with TlsClient(hall.units_port, context(hall, A), client_id=claim, username=claim) as a:
                    assert a.let_in()
                    assert a.publish(availability_topic(SITE, B), b"{}") == DENIED
                    assert a.publish(availability_topic(SITE, A), b"{}") != DENIED
            b.publish(availability_topic(SITE, B), b"{}")
            assert not b.ended.is_set()

    await asyncio.to_thread(trial)


async def test_cut_off_in_one_step_and_nobody_else_notices(hall: TrustedHall) -> None:
    a, b, ctl = MqttBus(hall.unit(A)), MqttBus(hall.unit(B)), MqttBus(hall.controller())
    losses: list[str] = []
    try:
        for bus in (ctl, a, b):
            await connected(bus)
        for bus in (b, ctl):
            bus.on_connection(lambda up, node=bus.node: losses.append(node) if not up else None)
        with TlsClient(hall.units_port, context(hall, A), client_id="another") as second:
            # Such as the way to its rating pads.
            assert await asyncio.to_thread(second.let_in)
            done = await asyncio.to_thread(hall.officer.revoke, A)
            assert done.connection_ended
            assert await asyncio.to_thread(second.ended.wait, 30)
        assert len(done.serials) == 1
        await until(lambda: not a.connected, "its open connection has ended")
        assert not await asyncio.to_thread(let_in, hall.units_port, context(hall, A))
        await until(lambda: any("certificate verify failed" in line for line in hall.lines), "refused by its certificate")
        assert not a.connected
        assert (b.connected, ctl.connected, losses) == (True, True, [])
    finally:
        for bus in (a, b, ctl):
            await bus.stop()


async def test_nobody_but_the_authority_ends_connections(hall: TrustedHall) -> None:
    order = json.dumps({"commands": [{"command": "deleteClient", "username": B}, {"command": "listClients"}]}).encode()

    def trial() -> None:
        with (
            TlsClient(hall.units_port, context(hall, B)) as b,
            TlsClient(hall.units_port, context(hall, A)) as a,
            Ctl(hall) as ctl,
        ):
            assert b.let_in()
            assert a.let_in()
            assert a.publish(CONTROL, order) == DENIED
            assert ctl.publish(CONTROL, order) == DENIED
            assert b.publish(availability_topic(SITE, B), b"{}") != DENIED

    await asyncio.to_thread(trial)
    host, port = hall.broker.host, hall.broker.port
    with pytest.raises(BrokerSilent, match="Not authorized"):
        await asyncio.to_thread(end_connections, host, port, "units", "a wrong password", B)
    with pytest.raises(BrokerSilent, match="refuses"):
        await asyncio.to_thread(end_connections, host, port, "ctl", hall.password("ctl"), B)


async def test_who_is_cut_off_stays_so_after_a_restart_and_with_a_kept_session(hall: TrustedHall) -> None:
    kept = context(hall, A)
    answer, ticket = await asyncio.to_thread(greet, hall.units_port, kept)
    assert answer[:1] == CONNACK
    assert ticket is not None
    assert ticket.has_ticket
    await asyncio.to_thread(hall.officer.revoke, A)
    # Within the same second: the second list must count as well as the first.
    await asyncio.to_thread(hall.officer.revoke, B)
    assert (await asyncio.to_thread(greet, hall.units_port, kept, ticket))[0] == b""
    for node in (A, B):
        assert not await asyncio.to_thread(let_in, hall.units_port, context(hall, node))
    await hall.broker.stop()
    await hall.broker.start()
    for node in (A, B):
        assert not await asyncio.to_thread(let_in, hall.units_port, context(hall, node))


async def test_a_connection_that_could_not_be_ended_may_do_nothing(hall: TrustedHall) -> None:
    class Deaf:
        def reload(self) -> bool:
            assert hall.broker.pid is not None
            os.kill(hall.broker.pid, signal.SIGHUP)
            return True

        def throw_out(self, node: str) -> None:
            raise BrokerSilent("no answer")

    def trial() -> None:
        with (
            Ctl(hall) as ctl,
            TlsClient(hall.units_port, context(hall, A)) as a,
            TlsClient(hall.units_port, context(hall, B)) as b,
        ):
            assert a.let_in()
            assert b.let_in()
            a.subscribe(CONFIGURED)
            ctl.subscribe(f"hall/v1/{SITE}/+/node/state/availability")
            done = TrustOfficer(hall.layout, broker=Deaf()).revoke(A)
            assert not done.connection_ended
            assert "systemctl restart mosquitto" in done.trouble
            while a.publish(availability_topic(SITE, A), b"still here") != DENIED:
                ctl.messages.get(timeout=30)
            ctl.publish(CONFIGURED, b"for A")
            b.publish(availability_topic(SITE, B), b"B")
            assert ctl.next().payload == b"B"
            assert a.messages.empty()

    await asyncio.to_thread(trial)


async def test_foreign_unenrolled_expired_and_unsigned_get_nothing(hall: TrustedHall, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    own = load_authority(hall.layout.authority, hall.layout.authority_key)
    strangers = {
        "foreign": (make_authority(SITE, now), now),
        "expired": (own, now - timedelta(days=200)),
    }
    for name, (authority, at) in strangers.items():
        key = new_key()
        folder = tmp_path / name
        folder.mkdir()
        certificate = issue_client(authority, A, key.public_key(), at, 7)
        (folder / "client.crt").write_text(certificate_pem(certificate))
        (folder / "client.key").write_text(key_pem(key))
        assert not await asyncio.to_thread(let_in, hall.units_port, context_of(hall.layout.authority, folder)), name
    # A unit that has a code and hasn't used it: known to the access list, without a certificate.
    await asyncio.to_thread(hall.officer.code, "kiosk-09-link")
    nobody = context(hall, None)
    for claims in ({}, {"username": "kiosk-09-link", "client_id": "kiosk-09-link"}, {"username": "ctl"}):
        assert not await asyncio.to_thread(let_in, hall.units_port, nobody, **claims)
    with pytest.raises(BrokerSilent):
        # Without a password nobody is let in on this machine's own listener either.
        await asyncio.to_thread(end_connections, hall.broker.host, hall.broker.port, "kiosk-09-link", "", A)
    assert await asyncio.to_thread(let_in, hall.units_port, context(hall, A))


async def test_a_unit_that_was_cut_off_comes_back_with_a_new_certificate_only(hall: TrustedHall) -> None:
    old = context(hall, A)
    await asyncio.to_thread(hall.officer.revoke, A)
    new = context_of(hall.layout.authority, await asyncio.to_thread(hall.issue, A))
    assert not await asyncio.to_thread(let_in, hall.units_port, old)

    def may_speak() -> bool:
        try:
            with TlsClient(hall.units_port, new) as a:
                return a.let_in() and a.publish(availability_topic(SITE, A), b"{}") != DENIED
        except ssl.SSLError:
            # Mosquitto ends a handshake that falls into its reload.
            return False

    await asyncio.to_thread(eventually, may_speak, "the new certificate lets it in")


async def test_tls_below_1_3_is_refused_by_both_ends(hall: TrustedHall) -> None:
    older = context(hall, A)
    older.maximum_version = ssl.TLSVersion.TLSv1_2
    assert not await asyncio.to_thread(let_in, hall.units_port, older)


async def test_a_unit_trusts_the_hall_only_by_its_name_and_purpose(
    hall: TrustedHall, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A stolen unit's certificate is no broker's, and a broker of another name isn't the hall's."""
    thief = hall.folder / "units" / B
    false = {"certfile": str(thief / "client.crt"), "keyfile": str(thief / "client.key")}
    await hall.broker.stop()
    impostor = PrivateBroker(tmp_path / "impostor", SITE, ("ctl",), units=hall.listener, changes=false)
    await impostor.start()
    bus = MqttBus(hall.unit(A))
    try:
        await bus.start()
        await until(lambda: "CERTIFICATE_VERIFY_FAILED" in caplog.text, "refused")
        assert not bus.connected
    finally:
        await bus.stop()
        await impostor.stop()
    caplog.clear()
    await hall.broker.start()
    elsewhere = MqttBus(replace(hall.unit(A), host="localhost"))
    try:
        await elsewhere.start()
        await until(lambda: "CERTIFICATE_VERIFY_FAILED" in caplog.text, "refused under another name")
        assert not elsewhere.connected
    finally:
        await elsewhere.stop()


async def test_a_long_answer_passes_over_tls(hall: TrustedHall) -> None:
    """Longer than a TLS record: what is decrypted already must be read without a new byte on the socket."""
    ctl, kiosk = MqttBus(hall.controller()), MqttBus(hall.unit(KIOSK, await asyncio.to_thread(hall.issue, KIOSK)))
    catalogue = {"services": ["不动产登记" * 10] * 3000}

    def answer(received: Received) -> None:
        envelope, _ = decode_command(received.payload, Catalogue)
        ctl.reply(received, Completion(id=envelope.id, code=CompletionCode.SUCCESS, result=catalogue))
        received.acknowledge()

    asked = hall_command_topic(SITE, "catalogue")
    ctl.listen(asked, answer)
    try:
        await connected(ctl)
        await connected(kiosk)
        assert (await kiosk.request(asked, Catalogue(), command_id=new_id())).result == catalogue
    finally:
        await kiosk.stop()
        await ctl.stop()


async def test_a_new_certificate_of_the_broker_is_used_without_a_restart(hall: TrustedHall) -> None:
    def presented() -> int | None:
        try:
            pem = ssl.get_server_certificate(("127.0.0.1", hall.units_port))
        except ssl.SSLError:
            # Mosquitto ends a handshake that falls into its reload.
            return before
        return x509.load_pem_x509_certificate(pem.encode()).serial_number

    before: int | None = None
    before, pid = await asyncio.to_thread(presented), hall.broker.pid
    assert not await asyncio.to_thread(hall.officer.renew_servers)
    later = TrustOfficer(hall.layout, broker=hall.control, now=lambda: datetime.now(UTC) + LIFE * RENEW_AFTER)
    assert await asyncio.to_thread(later.renew_servers)
    await asyncio.to_thread(later.tell_broker)
    await asyncio.to_thread(eventually, lambda: presented() != before, "the new certificate is shown")
    assert hall.broker.pid == pid
