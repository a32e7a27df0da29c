"""The private broker: its life, its files, and the production configuration it is made from."""

import asyncio
import json
import os
import stat
from pathlib import Path

import pytest

from api.messages.topics import Channel, topic
from tests.support.broker import SITE, running_broker
from tests.support.raw_client import RawClient
from tingtang.broker import INSTALL_HINT, LOOPBACK, BrokerUnavailable, PrivateBroker
from tingtang.broker_template import HALL, render
from tingtang.mosquitto import UNITS_SETTINGS

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
    assert {key: value for key, value in private.items() if key not in own} == {
        key: value for key, value in production.items() if key not in own | set(UNITS_SETTINGS)
    }
    assert private["set_tcp_nodelay"] == ["true"]
    assert private["allow_anonymous"] == ["false"]
    assert private["listener"] == [f"{broker.port} {LOOPBACK}"]
