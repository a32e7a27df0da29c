"""Files of keys: whose they are, who may read them, whole or not at all."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from api.process.layout import Layout, Role
from api.process.settings_file import ConfigurationError
from hall_controller.trust.files import GROUP, PRIVATE, PUBLIC, write_file
from hall_controller.units.settings import REGISTRY
from tingtang.__main__ import main
from tingtang.trust.accounts import owner_in
from tingtang.trust.broker_control import BrokerSilent
from tingtang.trust.officer import TrustOfficer

SITE, NODE = "150426-07", "window-agent"
UNITS, BROKER = 9_911, 9_912
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    """A root with accounts of its own."""
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/passwd").write_text(
        f"root:x:0:0::/root:/bin/sh\ntingtang-units:x:{UNITS}:{UNITS}::/:/bin/false\nmosquitto:x:{BROKER}:{BROKER}::/:/bin/false\n"
    )
    (tmp_path / "etc/group").write_text(f"root:x:0:\ntingtang-units:x:{UNITS}:\nmosquitto:x:{BROKER}:\n")
    return Layout(tmp_path)


def facts(path: Path) -> tuple[int, int, int]:
    found = path.stat()
    return found.st_uid, found.st_gid, found.st_mode & 0o7777


@needs_root
def test_each_file_is_its_readers_alone(layout: Layout) -> None:
    officer = TrustOfficer(layout)
    officer.init(SITE, ["hall.local"])
    officer.code(NODE)
    officer.revoke(NODE)
    units = layout.data_of(Role.UNITS)
    # Root has changed the book, and it is still the server's.
    assert facts(units) == (UNITS, UNITS, 0o700)
    assert all(facts(path) == (UNITS, UNITS, 0o600) for path in units.glob(f"{REGISTRY}*"))
    assert facts(layout.mosquitto) == (0, BROKER, 0o750)
    files = {path.name for path in layout.mosquitto.iterdir()}
    assert files == {"acl", "dynamic-security.json", "broker.crt", "broker.key", "hall-ca.crt", "passwords", "revoked.crl"}
    assert all(facts(path) == (0, BROKER, GROUP) for path in layout.mosquitto.iterdir())
    assert facts(layout.secrets) == (0, 0, 0o700)
    assert all(facts(path) == (0, 0, PRIVATE) for path in layout.secrets.iterdir())
    assert facts(layout.authority) == (0, 0, PUBLIC)


def test_doing_it_again_changes_nothing(layout: Layout) -> None:
    officer = TrustOfficer(layout)
    assert officer.init(SITE, ["hall.local"])
    files = [path for path in layout.root.rglob("*") if path.is_file() and REGISTRY not in path.name]
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in files}
    assert officer.init(SITE, ["hall.local"]) == []
    assert {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in files} == before
    # Cut short between the authority's two files: the same key goes on.
    layout.authority.unlink()
    assert layout.authority in officer.init(SITE, ["hall.local"])
    assert layout.authority_key.read_bytes() == before[layout.authority_key][1]


def test_of_two_desks_at_once_neither_undoes_the_other(layout: Layout) -> None:
    TrustOfficer(layout).init(SITE, ["hall.local"])
    nodes = [f"window-{number}" for number in range(12)]
    with ThreadPoolExecutor(6, "desk") as desks:
        list(desks.map(lambda node: TrustOfficer(layout).code(node), nodes))
    rules = (layout.mosquitto / "acl").read_text("utf-8").splitlines()
    assert [node for node in nodes if f"user {node}" not in rules] == []


def test_a_broker_that_cannot_be_told_is_never_said_to_have_heard(layout: Layout) -> None:
    class Unreachable:
        def reload(self) -> bool:
            raise BrokerSilent("it can't be told")

        def throw_out(self, node: str) -> None:
            raise AssertionError("in vain: it would come back")

    TrustOfficer(layout).init(SITE, ["hall.local"])
    TrustOfficer(layout).code(NODE)
    done = TrustOfficer(layout, broker=Unreachable()).revoke(NODE)
    assert not done.connection_ended
    assert "the unit can go on there" in done.trouble
    assert "systemctl restart mosquitto" in done.trouble


def test_a_unit_s_own_trouble_keeps_no_server_from_being_renewed(layout: Layout, capsys: pytest.CaptureFixture[str]) -> None:
    TrustOfficer(layout).init(SITE, ["hall.local"])
    (layout.mosquitto / "broker.crt").unlink()
    layout.identity.mkdir(exist_ok=True)
    (layout.identity / "client.crt").write_text("no certificate")
    assert main(["renew", "--root", str(layout.root)]) == 1
    assert "client.crt" in capsys.readouterr().err
    assert (layout.mosquitto / "broker.crt").exists()


def test_an_import_that_was_cut_short_says_how_to_go_on(layout: Layout) -> None:
    TrustOfficer(layout).init(SITE, ["hall.local"])
    for path in (layout.authority_key, layout.authority):
        path.unlink()
    with pytest.raises(ConfigurationError, match="cut short, remove"):
        TrustOfficer(layout).take_in("{}", "a passphrase")


def test_accounts_are_those_of_the_root_at_hand(layout: Layout) -> None:
    assert owner_in(layout.root, "nobody-here") is None
    assert owner_in(layout.root / "etc", "root") is None
    if os.geteuid() == 0:
        assert owner_in(layout.root, "root", "mosquitto") == (0, BROKER)


def test_a_file_is_written_whole_and_never_readable_on_the_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "key"
    seen: list[int] = []
    sync = os.fsync

    def look(descriptor: int) -> None:
        seen.append(os.stat(tmp_path / ".key.new").st_mode & 0o777)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", look)
    old = os.umask(0)
    try:
        with pytest.raises(OSError, match="No space"):
            write_file(path, "secret", PRIVATE)
    finally:
        os.umask(old)
        monkeypatch.setattr(os, "fsync", sync)
    assert seen == [PRIVATE]
    assert list(tmp_path.iterdir()) == []
    assert write_file(path, "secret", PRIVATE)
    assert not write_file(path, "secret", PRIVATE)
    path.chmod(PUBLIC)
    assert write_file(path, "secret", PRIVATE)
