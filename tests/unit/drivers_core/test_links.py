import pytest
from pydantic import TypeAdapter, ValidationError

from drivers.core.aplay_link import AplayLink
from drivers.core.link import Link, PlaybackLink
from drivers.core.links import LinkConfig, TcpLinkConfig, make_link
from drivers.core.serial_link import SerialLink
from drivers.core.tcp_link import TcpLink
from drivers.core.udp_link import UdpLink
from drivers.core.worker import STUCK_AFTER_S

ADAPTER: TypeAdapter[LinkConfig] = TypeAdapter(LinkConfig)


@pytest.mark.parametrize(
    ("settings", "kind", "name"),
    [
        ({"type": "tcp", "host": "10.0.0.5", "port": 9100}, TcpLink, "tcp 10.0.0.5:9100"),
        ({"type": "serial", "port": "/dev/tingtang/receipt-1", "baud": 19200}, SerialLink, "/dev/tingtang/receipt-1"),
        ({"type": "aplay"}, AplayLink, "aplay default"),
        ({"type": "udp", "host": "10.0.0.6", "port": 4048}, UdpLink, "udp 10.0.0.6:4048"),
    ],
)
def test_makes_the_link_that_is_configured(settings: dict[str, object], kind: type, name: str) -> None:
    link = make_link(ADAPTER.validate_python(settings))
    assert isinstance(link, kind)
    assert isinstance(link, Link)
    assert link.name == name


def test_only_sound_links_play() -> None:
    assert isinstance(TcpLink("h", 1), PlaybackLink)
    assert isinstance(AplayLink("default", 22_050), PlaybackLink)
    assert not isinstance(SerialLink("/dev/x", 9600), PlaybackLink)


@pytest.mark.parametrize(
    "settings",
    [
        {"type": "tcp", "host": "h", "port": 9100, "speed": 3},
        {"type": "serial", "port": "/dev/x", "parity": "odd"},
        {"type": "usb", "port": "x"},
        {"type": "tcp", "host": "h", "port": 0},
        {"type": "udp", "host": "h"},
        {"type": "mqtt", "topic": "pad/+"},
        {"type": "mqtt", "topic": "pad/1", "receive": ["#"]},
        {"type": "mqtt", "topic": "pad/1", "receive": ["a/b"]},
        {"type": "mqtt", "topic": "pad/1", "presence": ""},
    ],
)
def test_refuses_what_it_does_not_know(settings: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ADAPTER.validate_python(settings)


def test_no_time_out_may_be_so_long_that_a_waiting_worker_looks_hung() -> None:
    with pytest.raises(ValidationError):
        TcpLinkConfig(type="tcp", host="printer", port=9100, connect_timeout_s=STUCK_AFTER_S)
