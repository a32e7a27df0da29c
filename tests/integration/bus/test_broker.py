"""The private broker: its life, its files, and the production configuration it is made from."""

import asyncio
import json
import os
import stat
from pathlib import Path

import pytest
import trustme

from api.bus.client import MqttBus
from api.bus.codec import decode_command
from api.bus.port import Received
from api.bus.settings import Tls
from api.ids import new_id
from api.messages.completion import Completion
from api.messages.hall_commands import Catalogue
from api.messages.topics import Channel, hall_command_topic, topic
from api.messages.words import CompletionCode
from tests.support.broker import SITE, connected, running_broker, settings_for, until
from tests.support.raw_client import RawClient
from tingtang.broker import INSTALL_HINT, LOOPBACK, BrokerUnavailable, PrivateBroker
from tingtang.broker_template import HALL, render

STATUS = topic(SITE, "kiosk-01", "node", Channel.STATE, "status")


def settings_of(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            key, _, value = line.partition(" ")
            found.setdefault(key, []).append(value)
    return found


async def test_clean_restart_keeps_port_passwords_and_retained_state(broker: PrivateBroker) -> None:
    port, password, pid = broker.port, broker.password("kiosk-01"), broker.pid
    with RawClient(broker, "kiosk-01") as raw:
        await asyncio.to_thread(raw.publish, STATUS, b'{"kept":true}', retain=True)
    await broker.stop()
    await broker.start()
    assert (broker.port, broker.password("kiosk-01")) == (port, password)
    assert broker.pid != pid
    with RawClient(broker, "ctl") as raw:
        raw.subscribe(STATUS)
        assert json.loads((await asyncio.to_thread(raw.next)).payload) == {"kept": True}


async def test_comes_back_on_the_same_port_after_a_kill(broker: PrivateBroker) -> None:
    port = broker.port
    await broker.kill()
    assert await broker.wait() == -9
    await broker.start()
    assert broker.port == port
    with RawClient(broker, "ctl") as raw:
        raw.subscribe(STATUS)


async def test_two_brokers_beside_each_other(broker: PrivateBroker, tmp_path: Path) -> None:
    async with running_broker(tmp_path / "second", ["ctl"]) as second:
        assert second.port != broker.port
        await second.stop()
        with RawClient(broker, "ctl") as raw:
            raw.subscribe(STATUS)


async def test_port_in_use_is_said(broker: PrivateBroker, tmp_path: Path) -> None:
    other = PrivateBroker(tmp_path / "other", SITE, ["ctl"], port=broker.port)
    with pytest.raises(BrokerUnavailable, match=r"(?i)address already in use"):
        await other.start()
    assert broker.pid is not None
    os.kill(broker.pid, 0)


async def test_not_installed_names_the_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tingtang.broker.shutil.which", lambda *_, **__: None)
    with pytest.raises(BrokerUnavailable) as caught:
        await PrivateBroker(tmp_path, SITE, ["ctl"]).start()
    assert str(caught.value) == INSTALL_HINT
    assert "sudo apt-get install -y mosquitto" in INSTALL_HINT


async def test_passwords_differ_and_are_nobody_elses_to_read(broker: PrivateBroker) -> None:
    passwords = [broker.password(node) for node in ("ctl", "kiosk-01", "kiosk-02")]
    assert len(set(passwords)) == 3
    hashed = broker.password_file("ctl").parents[1] / "passwords"
    for path in (broker.password_file("ctl"), hashed):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not any(password in hashed.read_text("ascii") for password in passwords)


def test_render_replaces_drops_and_refuses_what_is_not_there() -> None:
    text = "# listener\nlistener 1\ncafile a\nlog_type error\nlog_type notice\n"
    assert render(text, {"listener": "2 x", "cafile": None}) == "# listener\nlistener 2 x\nlog_type error\nlog_type notice\n"
    with pytest.raises(KeyError, match="capath"):
        render(text, {"capath": "x"})


def test_the_private_broker_has_the_production_limits(broker: PrivateBroker) -> None:
    production = settings_of(HALL.read_text("utf-8"))
    private = settings_of((broker.password_file("ctl").parents[1] / "mosquitto.conf").read_text("utf-8"))
    own = {"user", "listener", "password_file", "acl_file", "persistence_location", "log_dest"}
    tls = {"cafile", "certfile", "keyfile", "tls_version"}
    assert {key: value for key, value in private.items() if key not in own} == {
        key: value for key, value in production.items() if key not in own | tls
    }
    assert private["set_tcp_nodelay"] == ["true"]
    assert private["allow_anonymous"] == ["false"]
    assert private["listener"] == [f"{broker.port} {LOOPBACK}"]


async def test_the_production_configuration_serves_a_bus_over_tls(
    tmp_path: Path, free_port: int, caplog: pytest.LogCaptureFixture
) -> None:
    """The file as installed: only listener, account and paths are the test's."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "hall-ca.crt")
    server = authority.issue_cert(LOOPBACK)
    server.cert_chain_pems[0].write_to_path(tmp_path / "broker.crt")
    server.private_key_pem.write_to_path(tmp_path / "broker.key")
    trustme.CA().cert_pem.write_to_path(tmp_path / "foreign-ca.crt")
    files = {"cafile": "hall-ca.crt", "certfile": "broker.crt", "keyfile": "broker.key"}
    changes = {key: str(tmp_path / name) for key, name in files.items()} | {"tls_version": "tlsv1.3"}
    broker = PrivateBroker(tmp_path / "broker", SITE, ["ctl", "kiosk-01", "kiosk-02"], port=free_port, changes=changes)
    await broker.start()
    tls = Tls(tmp_path / "hall-ca.crt")
    ctl, kiosk = MqttBus(settings_for(broker, "ctl", tls=tls)), MqttBus(settings_for(broker, "kiosk-01", tls=tls))
    foreign = MqttBus(settings_for(broker, "kiosk-02", tls=Tls(tmp_path / "foreign-ca.crt")))
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
        # Longer than a TLS record: what is decrypted already must be read without a new byte on the socket.
        got = await kiosk.request(asked, Catalogue(), command_id=new_id())
        assert got.result == catalogue
        await foreign.start()
        await until(lambda: "CERTIFICATE_VERIFY_FAILED" in caplog.text, "a foreign authority is refused")
        assert not foreign.connected
    finally:
        for bus in (foreign, kiosk, ctl):
            await bus.stop()
        await broker.stop()
