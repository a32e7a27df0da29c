import select
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.core.errors import Cancelled, DeviceSilent, LinkLost, Misconfigured, PortMissing
from drivers.core.serial_link import SerialLink
from tests.support.peers import WAIT_S, PtyPeer


@pytest.fixture
def peer(tmp_path: Path) -> Iterator[PtyPeer]:
    with PtyPeer(tmp_path / "printer") as made:
        yield made


@pytest.fixture
def link(peer: PtyPeer) -> Iterator[SerialLink]:
    made = SerialLink(str(peer.path), 115_200)
    made.open()
    yield made
    made.close()


def test_carries_bytes_both_ways(peer: PtyPeer, link: SerialLink) -> None:
    link.write(b"\x1b@\x00\xff", 1)
    assert peer.receive(4) == b"\x1b@\x00\xff"
    peer.send(b"\x12")
    assert link.read(1) == b"\x12"


def test_every_byte_value_passes(peer: PtyPeer, link: SerialLink) -> None:
    every = bytes(range(256))
    link.write(every, 1)
    assert peer.receive(256) == every


def test_cancel_wakes_a_blocked_read(link: SerialLink) -> None:
    waker = threading.Timer(0.05, link.cancel)
    waker.start()
    begun_s = time.monotonic()
    with pytest.raises(Cancelled):
        link.read(30)
    assert time.monotonic() - begun_s < 5
    waker.join()


def test_a_device_that_stops_reading_ends_at_the_write_time_out(link: SerialLink) -> None:
    begun_s = time.monotonic()
    with pytest.raises(DeviceSilent) as caught:
        link.write(bytes(200_000), 0.1)
    assert caught.value.reason == "link.writeTimeOut"
    assert time.monotonic() - begun_s < 3


def test_close_after_a_write_that_nobody_took_is_quick(link: SerialLink) -> None:
    with pytest.raises(DeviceSilent):
        link.write(bytes(200_000), 0.05)
    begun_s = time.monotonic()
    link.close()
    assert time.monotonic() - begun_s < 1


def test_what_was_written_last_still_goes_out(peer: PtyPeer, tmp_path: Path) -> None:
    """Else a relay that is switched off right before the end would stay on."""
    for number in range(30):
        link = SerialLink(str(peer.path), 115_200)
        link.open()
        link.write(bytes((number,)) * 4, 1)
        link.close()
        assert select.select([peer.master], [], [], WAIT_S)[0], "thrown away"
        assert peer.receive(4) == bytes((number,)) * 4


def test_pulled_out_while_reading(peer: PtyPeer, link: SerialLink) -> None:
    puller = threading.Timer(0.05, peer.unplug)
    puller.start()
    with pytest.raises(LinkLost):
        link.read(30)
    puller.join()


def test_a_missing_port_says_so(tmp_path: Path) -> None:
    link = SerialLink(str(tmp_path / "nothing"), 9600)
    with pytest.raises(PortMissing) as caught:
        link.open()
    assert caught.value.reason == "link.portMissing"
    link.close()


def test_a_port_in_use_is_refused(peer: PtyPeer, link: SerialLink) -> None:
    second = SerialLink(str(peer.path), 9600)
    with pytest.raises(LinkLost) as caught:
        second.open()
    assert caught.value.reason == "link.inUse"
    second.close()


def test_settings_no_port_can_have_are_permanent(peer: PtyPeer) -> None:
    link = SerialLink(str(peer.path), 9600, data_bits=4)
    with pytest.raises(Misconfigured):
        link.open()
    link.close()
