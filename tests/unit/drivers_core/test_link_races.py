"""Links over a descriptor under cancel, rearm and close from other threads: no byte lost, no read that stays, no spinning."""

import os
import random
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from drivers.core.errors import Cancelled, LinkLost
from drivers.core.input_link import InputLink
from drivers.core.link import Link
from drivers.core.serial_link import SerialLink
from drivers.core.tcp_link import TcpLink
from drivers.core.udp_link import UdpLink
from tests.support.peers import WAIT_S, PtyPeer, eventually

Send = Callable[[bytes], None]
KINDS = ("serial", "input", "tcp", "udp")


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as made:
        yield made


def opened(kind: str, folder: Path, stack: ExitStack) -> tuple[Any, Send]:
    """A link that is open, and what its device sends by."""
    if kind in ("serial", "input"):
        peer = stack.enter_context(PtyPeer(folder / "port"))
        pty: Link = SerialLink(str(peer.path), 115_200) if kind == "serial" else InputLink(str(peer.path), grab=False)
        pty.open()
        return pty, peer.send
    if kind == "tcp":
        server = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        tcp = TcpLink("127.0.0.1", server.getsockname()[1], connect_timeout_s=2)
        tcp.open()
        return tcp, stack.enter_context(server.accept()[0]).sendall
    device = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
    device.bind(("127.0.0.1", 0))
    udp = UdpLink("127.0.0.1", device.getsockname()[1])
    udp.open()
    udp.write(b"?", 1)
    asker = device.recvfrom(16)[1]
    return udp, lambda data: device.sendto(data, asker) and None


@pytest.mark.parametrize("kind", KINDS)
def test_no_byte_is_lost_by_cancels_and_rearms(kind: str, tmp_path: Path, stack: ExitStack) -> None:
    link, send = opened(kind, tmp_path, stack)
    wanted = bytes(number % 251 for number in range(3_000))
    received = bytearray()
    ended: list[type[Exception]] = []
    cancels = [0]
    done = threading.Event()

    def read() -> None:
        # As a worker does: reads, is woken now and then, forgets what woke it for nothing.
        randomness = random.Random(1)
        while True:
            try:
                received.extend(link.read(randomness.choice((0.0, 0.001, 0.05))))
            except Cancelled:
                cancels[0] += 1
            except LinkLost as error:
                ended.append(type(error))
                return
            if randomness.random() < 0.3:
                link.rearm()

    def cancel() -> None:
        while not done.is_set():
            link.cancel()
            done.wait(0.0005)

    threads = [threading.Thread(target=read), threading.Thread(target=cancel), threading.Thread(target=cancel)]
    for thread in threads:
        thread.start()
    for start in range(0, len(wanted), 30):
        send(wanted[start : start + 30])
        eventually(lambda: len(received) >= start - 600, "kept up")  # noqa: B023 (called within the round)
    eventually(lambda: len(received) >= len(wanted), "all received")
    done.set()
    link.close()
    for thread in threads:
        thread.join(WAIT_S)
    assert bytes(received) == wanted
    assert cancels[0] > 0
    assert ended == [LinkLost]


@pytest.mark.parametrize("kind", KINDS)
def test_close_ends_a_read_at_any_moment_and_leaves_nothing_open(kind: str, tmp_path: Path, stack: ExitStack) -> None:
    randomness = random.Random(3)
    before = len(os.listdir("/proc/self/fd"))
    for number in range(25):
        with ExitStack() as round_:
            folder = tmp_path / str(number)
            folder.mkdir()
            link, send = opened(kind, folder, round_)
            reading = threading.Event()
            ended: list[float] = []

            def read(link: Any = link, reading: Any = reading, ended: Any = ended) -> None:
                reading.set()
                try:
                    while True:
                        link.read(WAIT_S)
                except (LinkLost, Cancelled):
                    ended.append(time.monotonic())

            thread = threading.Thread(target=read)
            thread.start()
            reading.wait(WAIT_S)
            if randomness.random() < 0.5:
                send(b"x")
            closers = [threading.Thread(target=link.close) for _ in range(2)]
            begun_s = time.monotonic()
            for closer in closers:
                closer.start()
            for closer in closers:
                closer.join(WAIT_S)
            thread.join(WAIT_S)
            assert ended
            assert ended[0] - begun_s < 2
            with pytest.raises(LinkLost):
                link.read(0)
            with pytest.raises(LinkLost):
                link.open()
    assert len(os.listdir("/proc/self/fd")) == before


@pytest.mark.parametrize("kind", KINDS)
def test_waiting_costs_nothing_after_thousands_of_cancels(kind: str, tmp_path: Path, stack: ExitStack) -> None:
    link, send = opened(kind, tmp_path, stack)
    for _ in range(70_000):
        link.cancel()
    link.rearm()
    begun_s = time.thread_time()
    assert link.read(0.3) == b""
    assert time.thread_time() - begun_s < 0.05
    for _ in range(5_000):
        link.cancel()
    with pytest.raises(Cancelled):
        link.read(1)
    begun_s = time.thread_time()
    assert link.read(0.3) == b""
    assert time.thread_time() - begun_s < 0.05
    send(b"x")
    assert link.read(WAIT_S) == b"x"
    link.close()


def test_a_datagram_longer_than_ours_comes_whole(tmp_path: Path, stack: ExitStack) -> None:
    link, send = opened("udp", tmp_path, stack)
    send(b"d" * 4_000)
    assert link.read(WAIT_S) == b"d" * 4_000
    link.close()
