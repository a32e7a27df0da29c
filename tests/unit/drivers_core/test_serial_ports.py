from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError
from serial.tools import list_ports
from serial.tools.list_ports_common import ListPortInfo

from drivers.core.errors import Misconfigured, PortMissing
from drivers.core.links import LinkConfig, SerialLinkConfig
from drivers.core.serial_link import SerialLink, list_usb_ports
from drivers.core.serial_ports import HostPort, PortFinder, UsbIdentity, console_ports, find_usb, stable_names
from tests.support.peers import PtyPeer

CH340 = UsbIdentity(0x1A86, 0x7523)
ADAPTER: TypeAdapter[LinkConfig] = TypeAdapter(LinkConfig)


def _port(device: str, **fields: object) -> HostPort:
    return HostPort(device, **{"vid": 0x1A86, "pid": 0x7523, **fields})  # type: ignore[arg-type]


def test_the_only_adapter_of_its_kind_is_found() -> None:
    ports = [_port("/dev/ttyUSB1"), _port("/dev/ttyUSB0", vid=0x0403, pid=0x6001)]
    assert find_usb(CH340, ports) == "/dev/ttyUSB1"


@pytest.mark.parametrize(
    "identity",
    [
        UsbIdentity(0x1A86, 0x7523, serial="B"),
        UsbIdentity(0x1A86, 0x7523, path="1-1.3"),
        UsbIdentity(0x1A86, 0x7523, interface=2),
    ],
)
def test_what_tells_two_alike_apart(identity: UsbIdentity) -> None:
    ports = [
        _port("/dev/ttyUSB0", serial="A", path="1-1.2", interface=1),
        _port("/dev/ttyUSB7", serial="B", path="1-1.3", interface=2),
    ]
    assert find_usb(identity, ports) == "/dev/ttyUSB7"


def test_two_alike_are_a_configuration_fault_that_names_both_sockets() -> None:
    ports = [_port("/dev/ttyUSB0", path="1-1.2"), _port("/dev/ttyUSB1", path="1-1.3")]
    with pytest.raises(Misconfigured) as caught:
        find_usb(CH340, ports)
    assert caught.value.reason == "link.ambiguous"
    assert "1-1.2" in caught.value.detail
    assert "1-1.3" in caught.value.detail


def test_an_adapter_that_is_not_there_is_a_missing_port() -> None:
    with pytest.raises(PortMissing):
        find_usb(CH340, [_port("/dev/ttyUSB0", pid=1)])


def test_pyserials_words_become_path_and_interface(monkeypatch: pytest.MonkeyPatch) -> None:
    infos = []
    for device, location in (("/dev/ttyUSB0", "1-1.4:1.2"), ("/dev/ttyUSB1", "3-2"), ("/dev/ttyS0", None)):
        info = ListPortInfo(device)
        if location:
            info.vid, info.pid, info.location, info.serial_number = 0x0403, 0x6011, location, None
        infos.append(info)
    monkeypatch.setattr(list_ports, "comports", lambda: infos)
    assert list_usb_ports() == [
        HostPort("/dev/ttyUSB0", 0x0403, 0x6011, "", "1-1.4", 2),
        HostPort("/dev/ttyUSB1", 0x0403, 0x6011, "", "3-2", 0),
    ]


def test_the_port_is_looked_up_at_each_connect(tmp_path: Path) -> None:
    """The adapter got another number while it was out: the same link setting finds it."""
    with PtyPeer(tmp_path / "ttyUSB0") as first, PtyPeer(tmp_path / "ttyUSB5") as second:
        ports = [_port(str(first.path), serial="A")]
        finder = PortFinder(UsbIdentity(0x1A86, 0x7523, serial="A"), lambda: list(ports), tuple)
        for peer in (first, second):
            ports[:] = [_port(str(peer.path), serial="A")]
            link = SerialLink(finder.name, 9600, find=finder.find)
            link.open()
            peer.send(b"\x05")
            assert link.read(5) == b"\x05"
            link.close()
        ports.clear()
        with pytest.raises(PortMissing):
            SerialLink(finder.name, 9600, find=finder.find).open()


def test_a_console_is_never_opened(tmp_path: Path) -> None:
    (tmp_path / "ttyS0").touch()
    (tmp_path / "printer").symlink_to(tmp_path / "ttyS0")
    finder = PortFinder(str(tmp_path / "printer"), list, lambda: {"ttyS0"})
    with pytest.raises(Misconfigured) as caught:
        SerialLink(finder.name, 9600, find=finder.find).open()
    assert caught.value.reason == "link.console"


def test_consoles_are_those_of_the_boot_line_and_of_the_kernel() -> None:
    boot = "root=/dev/sda1 console=tty0 console=ttyS0,115200n8 quiet\n"
    assert console_ports(boot, "ttyAMA0  -W- (EC  p a)    4:64\n") == {"tty0", "ttyS0", "ttyAMA0"}


def test_stable_names_lead_to_the_port(tmp_path: Path) -> None:
    port, other = tmp_path / "ttyUSB0", tmp_path / "ttyUSB1"
    by_id = tmp_path / "by-id"
    by_id.mkdir()
    for file in (port, other):
        file.touch()
    (by_id / "usb-FTDI_A").symlink_to(port)
    (by_id / "usb-FTDI_B").symlink_to(other)
    assert stable_names(str(port), [tmp_path / "none", by_id]) == [str(by_id / "usb-FTDI_A")]


@pytest.mark.parametrize("port", ["/dev/ttyUSB0", "/dev/ttyACM12"])
def test_a_name_that_changes_owners_is_refused_with_what_would_do(port: str) -> None:
    with pytest.raises(ValidationError, match="/dev/serial/by-id"):
        ADAPTER.validate_python({"type": "serial", "port": port})
    assert isinstance(ADAPTER.validate_python({"type": "serial", "port": port, "unstable": True}), SerialLinkConfig)


@pytest.mark.parametrize(
    "settings",
    [{}, {"port": "/dev/ttyS0", "usb": {"vid": 1, "pid": 2}}, {"usb": {"vid": 1}}, {"usb": {"vid": 1, "pid": 2, "path": "up"}}],
)
def test_one_way_to_the_port(settings: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ADAPTER.validate_python({"type": "serial", **settings})


def test_a_usb_setting_says_which_adapter() -> None:
    config = ADAPTER.validate_python({"type": "serial", "usb": {"vid": 0x0403, "pid": 0x6011, "serial": "FT1", "interface": 1}})
    assert isinstance(config, SerialLinkConfig)
    assert config.identity == UsbIdentity(0x0403, 0x6011, "FT1", "", 1)
    assert str(config.identity) == "usb 0403:6011 serial FT1 interface 1"
