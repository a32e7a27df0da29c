"""Whole machines: where the files lie, what each look makes of them."""

import os
from pathlib import Path

import pytest

from tests.support.doctor.authority import DAY, Pair, TestAuthority
from tests.support.doctor.broker_faults import hall_broker
from tests.support.doctor.node_faults import agent_file, visit
from tests.support.doctor.small_disk import fill, tmpfs
from tingtang.broker import LOOPBACK
from tingtang.doctor import looks
from tingtang.doctor.finding import Finding
from tingtang.doctor.kiosk_parts import libraries_silent
from tingtang.doctor.looks import Visit
from tingtang.ports import free_port

NODE = "window-agent"


def codes(found: list[Finding]) -> list[str]:
    return [finding.code for finding in found]


def enrolled(folder: Path, authority: TestAuthority, pair: Pair, port: int) -> Visit:
    """An agent's machine as `tingtang enrol` leaves it; its settings name the credentials that systemd hands to the service."""
    settings = folder / "etc/tingtang"
    (settings / "identity").mkdir(parents=True)
    for name, source in (("hall-ca.crt", authority.file), ("client.crt", pair.certificate), ("client.key", pair.key)):
        (settings / "identity" / name).symlink_to(source)
    (settings / "unit.toml").write_text(
        f'[unit]\nnode = "{NODE}"\nhall = "{LOOPBACK}"\nport = {free_port()}\nbroker_port = {port}\n'
    )
    given = "/run/credentials/tingtang-agent.service"
    broker = f"""[broker]
host = "{LOOPBACK}"
port = {port}
ca_file = "{given}/hall-ca.crt"
certificate_file = "{given}/client.crt"
key_file = "{given}/client.key"
"""
    agent_file(folder, broker).rename(settings / "agent.toml")
    return visit(folder)


def test_an_enrolled_unit_is_seen_as_the_hall_sees_it(tmp_path: Path) -> None:
    authority = TestAuthority(tmp_path / "hall")
    pair = authority.issue(NODE)
    with hall_broker(tmp_path / "broker", authority) as port:
        seen = enrolled(tmp_path, authority, pair, port)
        assert codes(looks.certificates_here(seen)) == []
        # An agent that may be running isn't thrown out: nothing is said under its name.
        assert codes(looks.brokers(seen)) == []
        seen.running = dict.fromkeys(seen.machine.roles, False)
        assert codes(looks.brokers(seen)) == ["broker.no-controller"]
        assert "network.no-unit-server" in codes(looks.networks(seen))
    authority.revoke(pair.serial)
    with hall_broker(tmp_path / "again", authority) as port:
        (tmp_path / "etc/tingtang/unit.toml").write_text(f'[unit]\nnode = "{NODE}"\nhall = "{LOOPBACK}"\nbroker_port = {port}\n')
        assert "broker.refuses-revoked" in codes(looks.brokers(visit(tmp_path)))


def test_the_halls_brokers_own_certificate_is_looked_at_under_any_name(tmp_path: Path) -> None:
    authority = TestAuthority(tmp_path / "hall")
    pair = authority.issue("hall.local", begins=-90 * DAY, ends=-DAY)
    folder = tmp_path / "etc/tingtang/mosquitto"
    folder.mkdir(parents=True)
    for name, source in (("hall-ca.crt", authority.file), ("broker.crt", pair.certificate), ("broker.key", pair.key)):
        (folder / name).symlink_to(source)
    assert codes(looks.certificates_here(visit(tmp_path, agent=agent_file(tmp_path)))) == ["certificate.expired"]


def test_ports_of_an_agent_that_hangs_are_left_alone(tmp_path: Path) -> None:
    gone = f'[[devices]]\nid = "led-1"\nkind = "led-board"\nlink = {{ type = "serial", port = "{tmp_path / "gone"}" }}\n'
    seen = visit(tmp_path, agent=agent_file(tmp_path, gone))
    seen.running = dict.fromkeys(seen.machine.roles, True)
    assert codes(looks.agents(seen)) == ["device.agent-silent"]
    seen.running.clear()
    assert codes(looks.agents(seen)) == ["device.agent-silent", "device.port-missing"]


def test_a_full_root_is_told_once(tmp_path: Path) -> None:
    with tmpfs(tmp_path / "root", "size=1m") as root:
        (root / "var/lib/tingtang/backups").mkdir(parents=True)
        fill(root)
        found = looks.disks(visit(root))
    assert [(finding.code, finding.arguments["folder"]) for finding in found] == [("disk.full", root)]


def test_what_libraries_remark_is_not_shown(capfd: pytest.CaptureFixture[str]) -> None:
    with libraries_silent():
        os.write(2, b"open  failed.")
    os.write(2, b"ours")
    assert capfd.readouterr().err == "ours"
