"""The link to input devices. This machine has none, so what the kernel's ioctls answer is shown on a pseudo-terminal only."""

import errno
import os
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError

from drivers.core.errors import LinkLost, Misconfigured, PortMissing
from drivers.core.input_link import EV_SW, EVENT, InputLink
from drivers.core.links import LinkConfig, make_link
from tests.support.peers import PtyPeer


def test_what_is_sent_is_read(tmp_path: Path) -> None:
    with PtyPeer(tmp_path / "pad") as peer:
        link = InputLink(str(peer.path), grab=False)
        link.open()
        peer.send(b"event")
        assert link.read(5) == b"event"
        peer.unplug()
        with pytest.raises(LinkLost):
            link.read(5)
        link.close()


def test_no_such_device(tmp_path: Path) -> None:
    link = InputLink(str(tmp_path / "none"))
    with pytest.raises(PortMissing):
        link.open()
    link.close()


def test_what_is_no_input_device_cannot_be_grabbed(tmp_path: Path) -> None:
    with PtyPeer(tmp_path / "pad") as peer:
        link = InputLink(str(peer.path))
        before = len(os.listdir("/proc/self/fd"))
        with pytest.raises(Misconfigured) as refused:
            link.open()
        assert refused.value.reason == "link.wrongType"
        assert len(os.listdir("/proc/self/fd")) == before
        link.close()


def test_nothing_can_be_written(tmp_path: Path) -> None:
    with PtyPeer(tmp_path / "pad") as peer:
        link = InputLink(str(peer.path), grab=False)
        link.open()
        with pytest.raises(Misconfigured):
            link.write(b"x", 1)
        link.close()


def test_how_the_switches_stand_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel's answers are put in its place: one switch is there, the headphones', and it is on."""
    answers = {0x80014525: b"\x04", 0x8001451B: b"\x04"}
    monkeypatch.setattr("fcntl.ioctl", lambda *asked: answers.get(asked[1], 0))
    with PtyPeer(tmp_path / "pad") as peer:
        link = InputLink(str(peer.path))
        link.open()
        first = link.read(1)
        assert len(first) == 2 * EVENT.size
        assert EVENT.unpack(first[: EVENT.size])[2:] == (EV_SW, 2, 1)
        peer.send(b"x")
        assert link.read(5) == b"x"
        link.close()


def test_how_the_switches_stand_is_asked_again_when_the_kernel_lost_events(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Headphones pulled out while the kernel's buffer ran over would else be in for ever."""
    stands = {"now": b"\x04"}
    monkeypatch.setattr("fcntl.ioctl", lambda *asked: {0x80014525: b"\x04", 0x8001451B: stands["now"]}.get(asked[1], 0))
    lost = EVENT.pack(1, 2, 0, 3, 0) + EVENT.pack(1, 2, 0, 0, 0)
    with PtyPeer(tmp_path / "pad") as peer:
        link = InputLink(str(peer.path))
        link.open()
        assert EVENT.unpack(link.read(1)[: EVENT.size])[2:] == (EV_SW, 2, 1)
        stands["now"] = b"\x00"
        peer.send(lost)
        assert link.read(5) == lost
        assert EVENT.unpack(link.read(5)[: EVENT.size])[2:] == (EV_SW, 2, 0)
        assert link.read(0) == b""
        link.close()


@pytest.mark.parametrize(("number", "reason"), [(errno.EBUSY, "link.inUse"), (errno.ENODEV, "link.portMissing")])
def test_a_grab_that_fails_on_an_input_device_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, reason: str
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(number, "no")

    monkeypatch.setattr("fcntl.ioctl", refuse)
    with PtyPeer(tmp_path / "pad") as peer:
        link = InputLink(str(peer.path))
        with pytest.raises(LinkLost) as refused:
            link.open()
        assert (refused.value.reason, refused.value.permanent) == (reason, False)
        link.close()


def test_no_right_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(13, "no")

    monkeypatch.setattr("os.open", refuse)
    with pytest.raises(LinkLost) as refused:
        InputLink("/dev/input/by-id/pad").open()
    assert refused.value.reason == "link.noRight"
    assert "group input" in refused.value.detail


def test_settings() -> None:
    config = TypeAdapter(LinkConfig)
    link = make_link(config.validate_python({"type": "input", "device": "/dev/input/by-id/pad-event-kbd"}))
    assert isinstance(link, InputLink)
    for wrong in ({"device": "/dev/input/event3"}, {"device": "pad"}, {"device": "/dev/input/by-id/x", "baud": 9600}):
        with pytest.raises(ValidationError):
            config.validate_python({"type": "input", **wrong})
