import socket
import threading
import time

import pytest

from drivers.core.errors import Cancelled, DeviceSilent, LinkLost
from drivers.core.tcp_link import TcpLink
from tests.support.peers import TcpPeer, eventually


def test_carries_bytes_both_ways_without_delay() -> None:
    with TcpPeer() as peer:
        link = TcpLink("127.0.0.1", peer.port)
        link.open()
        peer.accept()
        link.write(b"hello", 1)
        assert peer.receive(5) == b"hello"
        peer.send(b"world")
        assert link.read(1) == b"world"
        assert link._opened().getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert link._opened().getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        link.close()


def test_nothing_within_the_time_out_is_empty() -> None:
    with TcpPeer() as peer:
        link = TcpLink("127.0.0.1", peer.port)
        link.open()
        begun_s = time.monotonic()
        assert link.read(0.05) == b""
        assert 0.04 < time.monotonic() - begun_s < 2
        link.close()


def test_end_of_file_is_a_lost_link() -> None:
    with TcpPeer() as peer:
        link = TcpLink("127.0.0.1", peer.port)
        link.open()
        peer.accept().close()
        with pytest.raises(LinkLost) as caught:
            link.read(1)
        assert caught.value.reason == "link.lost"
        link.close()


def test_a_refused_connection_leaves_nothing_open(free_port: int) -> None:
    link = TcpLink("127.0.0.1", free_port)
    with pytest.raises(LinkLost) as caught:
        link.open()
    assert caught.value.reason == "link.refused"
    link.close()


def test_a_host_that_never_answers_ends_at_the_connect_time_out() -> None:
    # A listener with a full backlog doesn't complete handshakes, like a host that drops packets.
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(full.getsockname())
        link = TcpLink("127.0.0.1", full.getsockname()[1], connect_timeout_s=0.2)
        begun_s = time.monotonic()
        with pytest.raises(LinkLost) as caught:
            link.open()
        assert caught.value.reason == "link.noAnswer"
        assert time.monotonic() - begun_s < 2
        for filler in fillers:
            filler.close()


def test_a_peer_that_stops_reading_ends_at_the_write_time_out() -> None:
    with TcpPeer(receive_buffer_bytes=4096) as peer:
        link = TcpLink("127.0.0.1", peer.port)
        link.open()
        peer.accept()
        with pytest.raises(DeviceSilent) as caught:
            link.write(bytes(20_000_000), 0.1)
        assert caught.value.reason == "link.writeTimeOut"
        link.close()


def test_cancel_wakes_a_blocked_read_and_loses_no_byte() -> None:
    with TcpPeer() as peer:
        link = TcpLink("127.0.0.1", peer.port)
        link.open()
        peer.accept()
        waker = threading.Timer(0.05, link.cancel)
        waker.start()
        begun_s = time.monotonic()
        with pytest.raises(Cancelled):
            link.read(30)
        assert time.monotonic() - begun_s < 5
        peer.send(b"late")
        assert link.read(1) == b"late"
        waker.join()
        link.close()


def test_a_cancel_before_the_read_meets_the_next_one_unless_rearmed() -> None:
    with TcpPeer() as peer:
        link = TcpLink("127.0.0.1", peer.port)
        link.open()
        link.cancel()
        with pytest.raises(Cancelled):
            link.read(30)
        link.cancel()
        link.rearm()
        assert link.read(0.01) == b""
        link.close()


def test_a_cancel_does_not_disturb_a_write() -> None:
    with TcpPeer(receive_buffer_bytes=4096) as peer:
        link = TcpLink("127.0.0.1", peer.port)
        link.open()
        peer.accept()
        data = bytes(range(256)) * 2_000
        received = list[bytes]()
        reader = threading.Thread(target=lambda: received.append(peer.receive(len(data))))
        link.cancel()
        reader.start()
        link.write(data, 60)
        reader.join()
        assert received == [data]
        with pytest.raises(Cancelled):
            link.read(1)
        link.close()


@pytest.mark.parametrize("blocked_in", ["read", "write"])
def test_close_from_another_thread_ends_a_blocked_call(blocked_in: str) -> None:
    with TcpPeer(receive_buffer_bytes=4096) as peer:
        link = TcpLink("127.0.0.1", peer.port)
        link.open()
        peer.accept()
        closer = threading.Timer(0.05, link.close)
        closer.start()
        begun_s = time.monotonic()
        with pytest.raises(LinkLost) as caught:
            _ = link.read(30) if blocked_in == "read" else link.write(bytes(20_000_000), 30)
        assert caught.value.reason == "link.closed"
        assert time.monotonic() - begun_s < 2
        closer.join()
        link.close()


def test_drain_waits_until_the_peer_has_played_and_is_ready_again() -> None:
    with TcpPeer() as peer:
        link = TcpLink("127.0.0.1", peer.port)
        link.open()
        for _ in range(2):
            connection = peer.accept()
            link.write(b"pcm", 1)
            played = list[bytes]()

            def play(connection: socket.socket = connection, played: list[bytes] = played) -> None:
                while data := connection.recv(100):
                    played.append(data)
                connection.close()

            player = threading.Thread(target=play)
            player.start()
            link.drain(5)
            player.join()
            assert b"".join(played) == b"pcm"
        peer.accept().close()
        link.close()


def test_a_drain_that_was_interrupted_goes_on_although_the_peer_has_ended_meanwhile() -> None:
    with TcpPeer() as peer:
        link = TcpLink("127.0.0.1", peer.port)
        link.open()
        connection = peer.accept()
        link.write(b"pcm", 1)
        link.cancel()
        with pytest.raises(Cancelled):
            link.drain(5)
        while connection.recv(100):
            pass
        connection.close()
        over = 7  # TCP_CLOSE of include/net/tcp_states.h
        eventually(lambda: link._opened().getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] == over, "both ends closed")
        link.drain(5)
        peer.accept()
        link.close()


def test_drain_of_a_peer_that_never_ends_times_out() -> None:
    with TcpPeer() as peer:
        link = TcpLink("127.0.0.1", peer.port)
        link.open()
        peer.accept()
        with pytest.raises(DeviceSilent):
            link.drain(0.05)
        link.close()


def test_close_does_not_wait_for_the_look_up_of_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hall whose name server is gone: the resolver blocks for half a minute and can't be woken."""
    looking, answer = threading.Event(), threading.Event()

    def look_up(*_: object, **__: object) -> list[object]:
        looking.set()
        answer.wait(30)
        return [(socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", peer.port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    errors: list[LinkLost] = []

    def open_link() -> None:
        try:
            link.open()
        except LinkLost as error:
            errors.append(error)

    with TcpPeer() as peer:
        link = TcpLink("printer.hall.example", peer.port)
        opening = threading.Thread(target=open_link)
        opening.start()
        assert looking.wait(10)
        begun_s = time.monotonic()
        link.close()
        assert time.monotonic() - begun_s < 1.5
        answer.set()
        opening.join(10)
        assert [error.reason for error in errors] == ["link.closed"]
        assert link._socket is None


def test_an_impossible_host_name_is_a_lost_link() -> None:
    link = TcpLink("printer..hall", 9100)
    with pytest.raises(LinkLost) as caught:
        link.open()
    assert caught.value.reason == "link.unknownHost"


def test_discard_takes_back_what_the_peer_has_not_read_and_is_ready_for_more() -> None:
    with TcpPeer() as peer:
        link = TcpLink("127.0.0.1", peer.port)
        link.open()
        old = peer.accept()
        link.write(b"half a sentence", 5)
        link.discard()
        eventually(lambda: old.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR), "reset")
        peer.accept()
        link.write(b"next", 5)
        assert peer.receive(4) == b"next"
        link.close()
