"""Datagrams over a loopback socket: whole ones only, from one device only, and what tells that nobody is there."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from drivers.core.errors import Cancelled, LinkLost
from drivers.core.udp_link import MAX_DATAGRAM_BYTES, UdpLink
from tests.support.peers import WAIT_S, eventually


@pytest.fixture
def device() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
        peer.bind(("127.0.0.1", 0))
        peer.settimeout(WAIT_S)
        yield peer


@pytest.fixture
def link(device: socket.socket) -> Iterator[UdpLink]:
    made = UdpLink("127.0.0.1", device.getsockname()[1])
    made.open()
    yield made
    made.close()


def test_a_write_is_one_datagram_and_a_read_returns_one(link: UdpLink, device: socket.socket) -> None:
    link.write(b"a" * MAX_DATAGRAM_BYTES, 1)
    link.write(b"b", 1)
    first, sender = device.recvfrom(2048)
    assert (len(first), device.recvfrom(2048)[0]) == (MAX_DATAGRAM_BYTES, b"b")
    device.sendto(b"one", sender)
    device.sendto(b"two", sender)
    assert [link.read(WAIT_S), link.read(WAIT_S), link.read(0)] == [b"one", b"two", b""]


@pytest.mark.parametrize("data", [b"", bytes(MAX_DATAGRAM_BYTES + 1)])
def test_what_is_no_single_datagram_is_refused(link: UdpLink, data: bytes) -> None:
    with pytest.raises(ValueError, match="1 to 1472"):
        link.write(data, 1)


def test_an_empty_datagram_is_no_end(link: UdpLink, device: socket.socket) -> None:
    link.write(b"?", 1)
    sender = device.recvfrom(2048)[1]
    device.sendto(b"", sender)
    device.sendto(b"!", sender)
    assert link.read(WAIT_S) == b"!"


def test_others_are_not_heard(link: UdpLink, device: socket.socket) -> None:
    link.write(b"?", 1)
    sender = device.recvfrom(2048)[1]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.bind(("127.0.0.1", 0))
        stranger.sendto(b"not me", sender)
    device.sendto(b"me", sender)
    assert link.read(WAIT_S) == b"me"


def test_a_closed_port_is_noticed(link: UdpLink, device: socket.socket) -> None:
    device.close()
    link.write(b"?", 1)
    with pytest.raises(LinkLost):
        link.read(WAIT_S)


def test_an_unknown_host_is_said() -> None:
    link = UdpLink("no-such-host.invalid", 4048)
    with pytest.raises(LinkLost) as lost:
        link.open()
    assert lost.value.reason == "link.unknownHost"


def test_close_and_cancel_wake_a_blocked_read(link: UdpLink) -> None:
    ended: list[type[BaseException]] = []

    def read_twice() -> None:
        for _ in range(2):
            try:
                link.read(WAIT_S)
            except (Cancelled, LinkLost) as error:
                ended.append(type(error))

    thread = threading.Thread(target=read_twice)
    begun_s = time.monotonic()
    thread.start()
    link.cancel()
    eventually(lambda: ended, "cancelled")
    link.close()
    thread.join()
    assert ended == [Cancelled, LinkLost]
    assert time.monotonic() - begun_s < WAIT_S / 2
    with contextlib.suppress(LinkLost):
        link.read(0)
        pytest.fail("a closed link reads nothing")
