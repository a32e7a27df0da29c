"""A device on a real broker as a link: there and away, messages as lines, cancel, close, a dead broker."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.core.errors import Cancelled, LinkLost
from drivers.core.mqtt_link import MqttAccess, MqttLink, is_present
from tests.support.broker import SITE
from tests.support.emulated import EmulatorThread
from tests.support.pad_broker import AGENT, PAD, TOPIC
from tests.support.peers import eventually
from tests.support.raw_client import RawClient
from tingtang.broker import PrivateBroker


class _Started:
    """The broker as an emulator, so that the emulators' loop runs it."""

    id = "broker"

    def __init__(self, broker: PrivateBroker) -> None:
        self.start, self.stop = broker.start, broker.stop


@pytest.fixture
def thread() -> Iterator[EmulatorThread]:
    with EmulatorThread() as running:
        yield running


@pytest.fixture
def broker(thread: EmulatorThread, tmp_path: Path) -> PrivateBroker:
    made = PrivateBroker(tmp_path / "broker", SITE, [AGENT, PAD])
    thread.start(_Started(made))  # type: ignore[arg-type]
    return made


@pytest.fixture
def pad(broker: PrivateBroker) -> Iterator[RawClient]:
    with RawClient(broker, PAD, PAD) as client:
        client.publish(f"{TOPIC}/state", b'{"state":"online"}', retain=True)
        yield client


def link_to(broker: PrivateBroker, **changes: object) -> MqttLink:
    access = MqttAccess(broker.host, broker.port, AGENT, broker.password(AGENT))
    return MqttLink(access, TOPIC, receive=("rated", "state"), presence="state", **changes)  # type: ignore[arg-type]


@pytest.fixture
def link(broker: PrivateBroker, pad: RawClient) -> Iterator[MqttLink]:
    made = link_to(broker)
    made.open()
    assert made.read(1) == b'state {"state":"online"}\n'
    yield made
    made.close()


def test_messages_come_and_go_as_lines(link: MqttLink, pad: RawClient) -> None:
    pad.subscribe(f"{TOPIC}/#")
    pad.publish(f"{TOPIC}/rated", b'{"seq":1,\n"key":2}')
    assert link.read(5) == b'rated {"seq":1, "key":2}\n'
    for piece in (b"ask {", b'"ask":"A"}', b'\ncancel {"ask":"A"}\n'):
        link.write(piece, 1)
    heard = {}
    while set(heard) != {"ask", "cancel"}:
        message = pad.next()
        heard[message.topic.rpartition("/")[2]] = message.payload
    assert heard["ask"] == b'{"ask":"A"}'


def test_a_read_without_a_message_ends_in_time(link: MqttLink) -> None:
    begun_s = time.monotonic()
    assert link.read(0.2) == b""
    assert 0.15 < time.monotonic() - begun_s < 1.5


def test_a_device_that_leaves_the_broker_ends_the_link(link: MqttLink, pad: RawClient) -> None:
    pad.publish(f"{TOPIC}/state", b'{"state":"lost"}', retain=True)
    with pytest.raises(LinkLost) as lost:
        link.read(5)
    assert lost.value.reason == "link.deviceAway"


def test_a_device_that_isnt_on_the_broker_is_no_link(broker: PrivateBroker) -> None:
    link = link_to(broker, presence_timeout_s=0.2)
    with pytest.raises(LinkLost) as lost:
        link.open()
    assert lost.value.reason == "link.deviceAway"
    link.close()


def test_a_dead_broker_ends_the_link(link: MqttLink, broker: PrivateBroker, thread: EmulatorThread) -> None:
    thread.wait(broker.kill())
    with pytest.raises(LinkLost):
        link.read(5)
    refused = link_to(broker)
    with pytest.raises(LinkLost) as lost:
        refused.open()
    assert lost.value.reason == "link.refused"


def test_a_wrong_password_says_so(broker: PrivateBroker, pad: RawClient) -> None:
    link = MqttLink(MqttAccess(broker.host, broker.port, AGENT, "guess"), TOPIC, receive=("rated",), presence="state")
    with pytest.raises(LinkLost) as lost:
        link.open()
    assert lost.value.reason == "link.noRight"


def test_a_second_agent_takes_the_link_over_instead_of_sharing_it(link: MqttLink, broker: PrivateBroker) -> None:
    second = link_to(broker)
    second.open()
    with pytest.raises(LinkLost) as lost:
        link.read(5)
    # Mosquitto 2.0.11 closes without a word; later brokers say why.
    assert lost.value.reason in ("link.inUse", "link.lost")
    second.close()


def test_cancel_wakes_the_read_and_no_message_is_lost(link: MqttLink, pad: RawClient) -> None:
    errors: list[BaseException] = []

    def read() -> None:
        try:
            link.read(20)
        except Cancelled as error:
            errors.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    pad.publish(f"{TOPIC}/nothing", b"{}")
    link.cancel()
    reader.join(5)
    assert [type(error) for error in errors] == [Cancelled]
    pad.publish(f"{TOPIC}/rated", b"{}")
    assert link.read(5) == b"rated {}\n"


def test_close_from_another_thread_ends_a_read_at_once(link: MqttLink) -> None:
    errors: list[LinkLost] = []

    def read() -> None:
        try:
            link.read(20)
        except LinkLost as error:
            errors.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    begun_s = time.monotonic()
    link.close()
    reader.join(5)
    assert time.monotonic() - begun_s < 2
    assert [error.reason for error in errors] == ["link.closed"]
    eventually(lambda: not reader.is_alive())


def test_what_is_kept_for_a_topic_of_events_is_not_delivered(broker: PrivateBroker, pad: RawClient) -> None:
    pad.publish(f"{TOPIC}/rated", b"old", retain=True)
    link = link_to(broker)
    link.open()
    assert link.read(1).startswith(b"state")
    assert link.read(0.3) == b""
    link.close()


@pytest.mark.parametrize(
    ("payload", "there"),
    [
        (b"online", True),
        (b'{"state":"online"}', True),
        (b"offline", False),
        (b'{"state":"lost"}', False),
        (b"[", False),
        (b"", False),
    ],
)
def test_presence(payload: bytes, there: bool) -> None:
    assert is_present(payload) is there
