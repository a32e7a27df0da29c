import socket
import threading
import time
from collections.abc import Iterator

import pytest

from drivers.core.clock import SystemClock
from drivers.core.errors import Cancelled, DeviceSilent, LinkLost
from drivers.core.shared_bus import BusLink, SharedBus
from drivers.core.tcp_link import TcpLink
from tests.support.peers import TcpPeer, eventually

ANSWER_S = 0.15


class TwoByteCodec:
    """Frames of two bytes: address, value. Values from 0x80 are acknowledgements, which nobody answers."""

    def __init__(self) -> None:
        self._buffer = b""

    def feed(self, data: bytes) -> list[tuple[int, bytes]]:
        self._buffer += data
        frames = [(self._buffer[i], self._buffer[i : i + 2]) for i in range(0, len(self._buffer) - 1, 2)]
        self._buffer = self._buffer[2 * len(frames) :]
        return frames

    def expects_answer(self, data: bytes) -> bool:
        return data[1] < 0x80

    def reset(self) -> None:
        self._buffer = b""


@pytest.fixture
def peer() -> Iterator[TcpPeer]:
    with TcpPeer() as made:
        yield made


@pytest.fixture
def bus(peer: TcpPeer) -> Iterator[SharedBus]:
    made = SharedBus("pads", lambda: TcpLink("127.0.0.1", peer.port), TwoByteCodec(), SystemClock(), ANSWER_S)
    yield made
    assert made.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "bus pads"]


def _open(bus: SharedBus, peer: TcpPeer, *addresses: int) -> list[BusLink]:
    links = [bus.member(address) for address in addresses]
    for link in links:
        link.open()
    peer.accept()
    return links


def test_frames_go_to_the_device_that_sent_them(bus: SharedBus, peer: TcpPeer) -> None:
    first, second = _open(bus, peer, 1, 2)
    peer.send(b"\x02\x10\x01\x20\x07\x30\x02\x11")
    assert first.read(1) == b"\x01\x20"
    assert second.read(1) == b"\x02\x10"
    assert second.read(1) == b"\x02\x11"
    assert first.read(0.01) == b""
    assert bus.strays == 1


def test_the_next_question_waits_for_the_answer(bus: SharedBus, peer: TcpPeer) -> None:
    first, second = _open(bus, peer, 1, 2)
    first.write(b"\x01\x05", 1)
    asking = threading.Thread(target=second.write, args=(b"\x02\x06", 5))
    asking.start()
    assert peer.receive(2) == b"\x01\x05"
    begun_s = time.monotonic()
    peer.send(b"\x01\x05")
    assert peer.receive(2) == b"\x02\x06"
    assert time.monotonic() - begun_s < ANSWER_S
    asking.join()
    assert first.read(1) == b"\x01\x05"


def test_a_silent_device_delays_the_others_by_one_turn_only(bus: SharedBus, peer: TcpPeer) -> None:
    silent, healthy = _open(bus, peer, 1, 2)
    begun_s = time.monotonic()
    silent.write(b"\x01\x05", 1)
    healthy.write(b"\x02\x06", 5)
    assert peer.receive(4) == b"\x01\x05\x02\x06"
    assert 0.8 * ANSWER_S < time.monotonic() - begun_s < 5 * ANSWER_S


def test_acknowledgements_hold_no_turn_and_go_first(bus: SharedBus, peer: TcpPeer) -> None:
    first, second, third = _open(bus, peer, 1, 2, 3)
    first.write(b"\x01\x05", 1)
    waiting = [threading.Thread(target=second.write, args=(b"\x02\x06", 5))]
    waiting[0].start()
    eventually(lambda: bus._line and len(bus._line.queue) == 1)
    waiting.append(threading.Thread(target=third.write, args=(b"\x03\x90", 5)))
    waiting[1].start()
    assert peer.receive(6) == b"\x01\x05\x03\x90\x02\x06"
    for thread in waiting:
        thread.join()


def test_a_lost_line_tells_every_device_and_can_be_opened_again(bus: SharedBus, peer: TcpPeer) -> None:
    first, second = _open(bus, peer, 1, 2)
    peer.unplug()
    for link in (first, second):
        with pytest.raises(LinkLost):
            link.read(5)
        link.close()
    peer.plug_in()
    (again,) = _open(bus, peer, 1)
    peer.send(b"\x01\x20")
    assert again.read(1) == b"\x01\x20"


def test_a_line_that_cannot_be_opened_fails_every_open(bus: SharedBus, peer: TcpPeer) -> None:
    peer.unplug()
    for address in (1, 2):
        with pytest.raises(LinkLost) as caught:
            bus.member(address).open()
        assert caught.value.reason == "link.refused"


def test_two_drivers_cannot_share_an_address(bus: SharedBus, peer: TcpPeer) -> None:
    _open(bus, peer, 1)
    with pytest.raises(LinkLost) as caught:
        bus.member(1).open()
    assert caught.value.reason == "link.inUse"


def test_cancel_wakes_one_device_only(bus: SharedBus, peer: TcpPeer) -> None:
    first, second = _open(bus, peer, 1, 2)
    timer = threading.Timer(0.05, first.cancel)
    timer.start()
    with pytest.raises(Cancelled):
        first.read(30)
    timer.join()
    assert second.read(0.01) == b""


def test_closing_one_leaves_the_others_their_line(bus: SharedBus, peer: TcpPeer) -> None:
    first, second = _open(bus, peer, 1, 2)
    first.close()
    with pytest.raises(LinkLost):
        first.read(1)
    peer.send(b"\x02\x20")
    assert second.read(1) == b"\x02\x20"


def test_a_line_that_stays_busy_times_out_before_a_byte_was_sent(bus: SharedBus, peer: TcpPeer) -> None:
    first, second = _open(bus, peer, 1, 2)
    first.write(b"\x01\x05", 1)
    with pytest.raises(DeviceSilent) as caught:
        second.write(b"\x02\x06", ANSWER_S / 3)
    assert caught.value.untouched


def test_a_device_alone_on_its_line_may_come_back_at_once() -> None:
    """As at a reset: the line it left is still being closed, and a port belongs to one owner at a time."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = int(listener.getsockname()[1])
        opened: list[SlowlyClosedLink] = []

        def make_link() -> SlowlyClosedLink:
            opened.append(SlowlyClosedLink(port, opened))
            return opened[-1]

        bus = SharedBus("pads", make_link, TwoByteCodec(), SystemClock(), ANSWER_S)
        left = bus.member(1)
        left.open()
        left.close()
        assert opened[0].closing.wait(10)
        again = bus.member(1)
        opening = threading.Thread(target=again.open)
        opening.start()
        eventually(lambda: bus._members)
        opened[0].may_close.set()
        opening.join(10)
        assert again.read(0.05) == b""
        assert not any(link.overlapped for link in opened)
        again.close()
        for link in opened:
            link.may_close.set()
        assert bus.close()


class SlowlyClosedLink(TcpLink):
    """Closes when it may; notices when another one was still open."""

    def __init__(self, port: int, all_of_them: list["SlowlyClosedLink"]) -> None:
        super().__init__("127.0.0.1", port)
        self.closing, self.may_close = threading.Event(), threading.Event()
        self.is_open = self.overlapped = False
        self._all = all_of_them

    def open(self) -> None:
        self.overlapped = any(link.is_open for link in self._all)
        super().open()
        self.is_open = True

    def close(self) -> None:
        self.closing.set()
        assert self.may_close.wait(10)
        super().close()
        self.is_open = False


class TellingCodec(TwoByteCodec):
    """Values below 0x40 are answers; the others a device says by itself."""

    def is_answer(self, frame: bytes) -> bool:
        return frame[1] < 0x40


def _ask_in_vain(link: BusLink, peer: TcpPeer, times: int) -> None:
    for _ in range(times):
        link.write(bytes((link.address, 0x05)), 5)
        peer.receive(2)
        assert link.read(ANSWER_S * 1.2) == b""


def _later(link: BusLink, data: bytes) -> threading.Thread:
    thread = threading.Thread(target=link.write, args=(data, 5))
    thread.start()
    return thread


def test_a_device_that_stays_silent_is_asked_behind_the_others(bus: SharedBus, peer: TcpPeer) -> None:
    silent, asking, healthy = _open(bus, peer, 1, 2, 3)
    _ask_in_vain(silent, peer, 2)
    assert bus.diagnose()["silent"] == [1]
    asking.write(b"\x02\x05", 1)
    assert peer.receive(2) == b"\x02\x05"
    waiting = [_later(silent, b"\x01\x05")]
    eventually(lambda: bus._line and len(bus._line.queue) == 1)
    waiting.append(_later(healthy, b"\x03\x05"))
    eventually(lambda: bus._line and len(bus._line.queue) == 2)
    peer.send(b"\x02\x05")
    assert peer.receive(2) == b"\x03\x05"
    peer.send(b"\x03\x05")
    assert peer.receive(2) == b"\x01\x05"
    for thread in waiting:
        thread.join()
    peer.send(b"\x01\x05")
    assert silent.read(5) == b"\x01\x05"
    assert bus.diagnose()["silent"] == []


def test_nobodys_key_waits_for_a_device_that_is_probably_not_there(bus: SharedBus, peer: TcpPeer) -> None:
    silent, pressed = _open(bus, peer, 1, 2)
    _ask_in_vain(silent, peer, 2)
    silent.write(b"\x01\x05", 5)
    begun_s = time.monotonic()
    pressed.write(b"\x02\x90", 5)
    assert time.monotonic() - begun_s < ANSWER_S / 2
    assert peer.receive(4) == b"\x01\x05\x02\x90"


def test_a_silent_device_that_is_not_asked_for_long_is_still_called_silent(bus: SharedBus, peer: TcpPeer) -> None:
    (silent,) = _open(bus, peer, 1)
    _ask_in_vain(silent, peer, 2)
    with pytest.raises(DeviceSilent) as caught:
        _ask_until_refused(silent)
    assert (caught.value.reason, caught.value.untouched) == ("device.silent", True)


def _ask_until_refused(link: BusLink) -> None:
    for _ in range(20):
        link.write(bytes((link.address, 0x05)), ANSWER_S * 2)


def test_the_next_question_waits_until_the_last_one_has_left_a_slow_wire(peer: TcpPeer) -> None:
    """At ten bytes a second two bytes take as long as the whole window."""
    made = SharedBus("slow", lambda: TcpLink("127.0.0.1", peer.port), TwoByteCodec(), SystemClock(), 0.05, bytes_per_s=10)
    first, second = _open(made, peer, 1, 2)
    begun_s = time.monotonic()
    first.write(b"\x01\x05", 5)
    second.write(b"\x02\x05", 5)
    assert time.monotonic() - begun_s > 0.2
    first.close()
    second.close()
    assert made.close()


def test_two_devices_with_one_address_are_noticed(peer: TcpPeer) -> None:
    told: list[tuple[int, str, bool]] = []
    made = SharedBus(
        "pads",
        lambda: TcpLink("127.0.0.1", peer.port),
        TellingCodec(),
        SystemClock(),
        ANSWER_S,
        on_trouble=lambda address, trouble, present: told.append((address, trouble.value, present)),
    )
    (link,) = _open(made, peer, 1)
    for _ in range(3):
        assert told == []
        link.write(b"\x01\x05", 5)
        peer.receive(2)
        peer.send(b"\x01\x05\x01\x05\x01\x55")
        assert [link.read(5) for _ in range(3)] == [b"\x01\x05", b"\x01\x05", b"\x01\x55"]
    eventually(lambda: told == [(1, "bus.addressCollision", True)], "collision")
    link.close()
    assert made.close()


def test_what_a_device_says_by_itself_does_not_end_its_turn(peer: TcpPeer) -> None:
    made = SharedBus("pads", lambda: TcpLink("127.0.0.1", peer.port), TellingCodec(), SystemClock(), 5.0)
    first, second = _open(made, peer, 1, 2)
    first.write(b"\x01\x05", 5)
    thread = _later(second, b"\x02\x05")
    assert peer.receive(2) == b"\x01\x05"
    peer.send(b"\x01\x55")
    assert first.read(5) == b"\x01\x55"
    assert made._line is not None
    assert made._line.queue.turn is not None
    peer.send(b"\x01\x05")
    assert peer.receive(2) == b"\x02\x05"
    thread.join()
    first.close()
    second.close()
    assert made.close()


def test_answers_that_nobody_can_read_are_told_from_silence(peer: TcpPeer) -> None:
    told: list[tuple[str, bool]] = []
    made = SharedBus(
        "pads",
        lambda: TcpLink("127.0.0.1", peer.port),
        TellingCodec(),
        SystemClock(),
        0.05,
        on_trouble=lambda _, trouble, present: told.append((trouble.value, present)),
    )
    (link,) = _open(made, peer, 1)
    for _ in range(3):
        link.write(b"\x01\x05", 5)
        peer.receive(2)
        peer.send(b"\xff")
        eventually(lambda: made._line and made._line.queue.turn is None)
        made._codec.reset()
    eventually(lambda: told == [("bus.garbled", True)], "garbled")
    assert made.diagnose()["garbled"] == 3
    link.write(b"\x01\x05", 5)
    peer.receive(2)
    peer.send(b"\x01\x05")
    assert link.read(5) == b"\x01\x05"
    eventually(lambda: told[-1] == ("bus.garbled", False), "well again")
    link.close()
    assert made.close()
