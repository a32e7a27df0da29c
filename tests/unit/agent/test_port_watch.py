from pathlib import Path

import pytest

from drivers.agent.port_watch import PortWatch
from drivers.core.links import SerialLinkConfig
from tests.support.peers import PtyPeer


@pytest.fixture
def peer(tmp_path: Path) -> PtyPeer:
    return PtyPeer(tmp_path / "receipt-1")


def _link(path: Path) -> SerialLinkConfig:
    return SerialLinkConfig(type="serial", port=str(path))


def test_a_port_that_comes_back_is_told_once(peer: PtyPeer) -> None:
    watch, link = PortWatch(), _link(peer.path)
    assert watch.poll([link]) == set()
    peer.unplug()
    assert watch.poll([link]) == set()
    peer.plug_in()
    assert watch.poll([link]) == {str(peer.path)}
    assert watch.poll([link]) == set()
    peer.unplug()


def test_a_port_replaced_between_two_looks_is_told(peer: PtyPeer) -> None:
    watch, link = PortWatch(), _link(peer.path)
    watch.poll([link])
    peer.unplug()
    peer.plug_in()
    assert watch.poll([link]) == {str(peer.path)}
    peer.unplug()


def test_a_port_in_use_is_not_taken_for_a_new_one(peer: PtyPeer) -> None:
    watch, link = PortWatch(), _link(peer.path)
    watch.poll([link])
    peer.send(b"\x05")
    assert watch.poll([link]) == set()
    peer.unplug()


def test_a_usb_adapter_is_noticed_by_its_name_of_udev(tmp_path: Path) -> None:
    by_id = tmp_path / "by-id"
    port = tmp_path / "ttyUSB0"
    port.touch()
    watch = PortWatch([by_id])
    link = SerialLinkConfig.model_validate({"type": "serial", "usb": {"vid": 1, "pid": 2}})
    assert watch.poll([link]) == set()
    by_id.mkdir()
    (by_id / "usb-1").symlink_to(port)
    assert watch.poll([link]) == {link.identity}
    assert watch.poll([link]) == set()
    (by_id / "usb-1").unlink()
    assert watch.poll([link]) == set()


def test_a_port_new_in_the_settings_is_no_news(peer: PtyPeer) -> None:
    watch = PortWatch()
    watch.poll([])
    assert watch.poll([_link(peer.path)]) == set()
    peer.unplug()
