"""The trust list on a kiosk: only by its root, never back, and a bad file changes nothing."""

import os
from pathlib import Path

import pytest

from api.credentials.keys import Algorithm, new_private_key
from api.credentials.trust_list import TrustList, TrustListRefused, TrustProblem, open_trust_list, sign_trust_list
from api.process.settings_file import ConfigurationError
from kiosk.ports.trust import TrustFile, load_root
from tests.support.credentials import Issuance

ROOT = new_private_key(Algorithm.ES256, "00" * 8)


class Disk:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.version = 0

    def keep(self, version: int) -> None:
        self.version = version

    def file(self) -> TrustFile:
        return TrustFile(self.path, ROOT.public, kept_version=lambda: self.version, keep_version=self.keep)

    def put(self, version: int, root: object = ROOT) -> TrustList:
        trust = Issuance().trust.model_copy(update={"version": version})
        part = self.path.with_suffix(".part")
        part.write_text(sign_trust_list(trust, root), "ascii")  # type: ignore[arg-type]
        part.replace(self.path)
        return trust


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    return Disk(tmp_path / "trust-list.jws")


def test_a_new_file_is_taken_without_a_restart(disk: Disk) -> None:
    trust = disk.file()
    assert trust.current() is None
    assert trust.current() is None
    first = disk.put(3)
    assert trust.current() == first
    second = disk.put(4)
    assert trust.current() == second
    assert disk.version == 4


def test_a_file_that_stays_as_it_is_is_read_once(disk: Disk) -> None:
    looks = 0

    def kept_version() -> int:
        nonlocal looks
        looks += 1
        return 0

    trust = TrustFile(disk.path, ROOT.public, kept_version=kept_version, keep_version=lambda _: None)
    disk.put(1)
    trust.current()
    after_the_first = looks
    for _ in range(5):
        assert trust.current() is not None
    assert looks == after_the_first


def test_a_list_copied_over_the_old_one_with_its_old_time_is_seen(disk: Disk) -> None:
    """As `cp -p` and `rsync -t --inplace` do: the same inode, the same size, the time of the file that was copied."""
    trust = disk.file()
    disk.put(3)
    before = disk.path.stat()
    assert trust.current() is not None
    text = sign_trust_list(Issuance().trust.model_copy(update={"version": 4}), ROOT)
    assert len(text) == before.st_size
    disk.path.write_text(text, "ascii")
    os.utime(disk.path, ns=(before.st_atime_ns, before.st_mtime_ns))
    while disk.path.stat().st_ctime_ns == before.st_ctime_ns:
        # Within one tick of the file system's clock.
        os.utime(disk.path, ns=(before.st_atime_ns, before.st_mtime_ns))
    after = disk.path.stat()
    assert (after.st_ino, after.st_size, after.st_mtime_ns) == (before.st_ino, before.st_size, before.st_mtime_ns)
    now = trust.current()
    assert now is not None
    assert now.version == 4


def test_an_older_list_is_refused_also_after_a_restart(disk: Disk) -> None:
    disk.put(5)
    assert disk.file().current() is not None
    disk.put(4)
    running = disk.file()
    assert running.current() is None
    good = disk.put(6)
    assert running.current() == good
    disk.put(5)
    assert running.current() == good


def test_a_bad_file_leaves_the_good_list_in_use(disk: Disk) -> None:
    trust = disk.file()
    good = disk.put(1)
    assert trust.current() == good
    disk.put(9, new_private_key(Algorithm.ES256, "00" * 8))
    assert trust.current() == good
    for rubbish in ("", "x" * 100, "é", "a.b.c", "y" * 70_000):
        disk.path.write_text(rubbish, "utf-8")
        assert trust.current() == good
    disk.path.unlink()
    assert trust.current() == good
    assert disk.version == 1


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_the_root_may_be_of_either_kind(algorithm: Algorithm) -> None:
    root = new_private_key(algorithm, "11" * 8)
    trust = Issuance().trust
    assert open_trust_list(sign_trust_list(trust, root), root.public) == trust
    other = new_private_key(algorithm, "11" * 8)
    with pytest.raises(TrustListRefused) as refused:
        open_trust_list(sign_trust_list(trust, other), root.public)
    assert refused.value.problem is TrustProblem.BAD_SIGNATURE


def test_a_show_code_of_the_root_is_no_trust_list() -> None:
    from api.credentials.issuer import Form

    issued = Issuance(Algorithm.ES256, Form.JWS)
    with pytest.raises(TrustListRefused) as refused:
        open_trust_list(issued.code(), issued.key.public)
    assert refused.value.problem is TrustProblem.BAD_SIGNATURE


def test_a_key_id_stands_once_in_a_list() -> None:
    trust = Issuance().trust
    twice = trust.model_dump() | {"issuers": [trust.issuers[0].model_dump(), trust.issuers[0].model_dump() | {"id": "other"}]}
    with pytest.raises(ValueError, match="twice"):
        TrustList.model_validate(twice)


def test_the_roots_file_holds_a_public_key_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "root.json"
    path.write_text(ROOT.public.model_dump_json())
    assert load_root(path) == ROOT.public
    path.write_text(ROOT.model_dump_json())
    with pytest.raises(ConfigurationError) as error:
        load_root(path)
    assert ROOT.d not in str(error.value)
    with pytest.raises(ConfigurationError):
        load_root(tmp_path / "none.json")
