"""A unit's files: whenever the power is cut while they are exchanged, certificate and key belong together."""

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from api.process.settings_file import ConfigurationError
from hall_controller.trust.authority import certificate_pem, make_authority, new_key, read_certificate, read_key
from hall_controller.trust.certificates import issue_client
from tingtang.trust.identity import Identity

NODE = "kiosk-03-link"
NOW = datetime.now(UTC)
AUTHORITY = make_authority("150426-07", NOW)


class PowerCut(BaseException):
    """Nothing after it happens; no handler of errors runs."""


def signed(key: Any, serial: int) -> str:
    return certificate_pem(issue_client(AUTHORITY, NODE, key.public_key(), NOW, serial))


def take(identity: Identity, serial: int) -> None:
    key = identity.make_waiting_key()
    identity.take(signed(key, serial), key, certificate_pem(AUTHORITY.certificate))


def fits(identity: Identity) -> bool:
    return read_certificate(identity.certificate).public_key() == read_key(identity.key).public_key()


def cut_at(step: int, monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """End the process, as it were, before the `step`-th change of the disk; how many there were."""
    count = 0

    def counted(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **keywords: Any) -> Any:
            nonlocal count
            count += 1
            if count == step:
                raise PowerCut
            return function(*arguments, **keywords)

        return call

    for owner, name in (
        (os, "fsync"),
        (Path, "replace"),
        (Path, "rename"),
        (Path, "symlink_to"),
        (Path, "unlink"),
        (shutil, "rmtree"),
    ):
        monkeypatch.setattr(owner, name, counted(getattr(owner, name)))
    return lambda: count


def test_a_power_cut_leaves_the_old_pair_or_the_new_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    step, cuts = 1, 0
    while True:
        identity = Identity(tmp_path / str(step))
        take(identity, 1)
        key = identity.make_waiting_key()
        with monkeypatch.context() as patched:
            changes = cut_at(step, patched)
            try:
                identity.take(signed(key, 2), key, certificate_pem(AUTHORITY.certificate))
            except PowerCut:
                cuts += 1
        assert fits(identity), f"cut before change {step}"
        assert identity.authority.read_text() == certificate_pem(AUTHORITY.certificate)
        # Asked again after the cut, the hall answers alike; then the new one holds.
        if identity.waiting_key.exists():
            again = identity.make_waiting_key()
            identity.take(
                signed(again, 2 if again.public_key() == key.public_key() else 3), again, certificate_pem(AUTHORITY.certificate)
            )
        facts = identity.facts()
        assert facts is not None
        assert facts.serial == 2
        assert fits(identity)
        if changes() < step:
            break
        step += 1
    assert cuts > 15


def test_all_of_it_is_its_owners_alone(tmp_path: Path) -> None:
    identity = Identity(tmp_path / "identity")
    old = os.umask(0)
    try:
        for serial in range(1, 6):
            take(identity, serial)
    finally:
        os.umask(old)
    found = [path for path in identity.folder.rglob("*") if not path.is_symlink()]
    assert all(path.stat().st_mode & 0o077 == 0 for path in (identity.folder, *found))
    # Old keys don't pile up.
    assert len(list(identity.folder.rglob("client.key"))) == 1 + 2
    assert not identity.waiting_key.exists()


def test_a_certificate_for_another_key_changes_nothing(tmp_path: Path) -> None:
    identity = Identity(tmp_path / "identity")
    take(identity, 1)
    before = identity.certificate.read_text()
    with pytest.raises(ConfigurationError, match="another key"):
        identity.take(signed(new_key(), 2), new_key(), certificate_pem(AUTHORITY.certificate))
    assert identity.certificate.read_text() == before
    assert fits(identity)


def test_a_waiting_key_that_was_cut_short_is_made_anew(tmp_path: Path) -> None:
    identity = Identity(tmp_path / "identity")
    first = identity.make_waiting_key()
    assert identity.make_waiting_key().public_key() == first.public_key()
    identity.waiting_key.write_text("-----BEGIN PRIVATE KEY-----\n")
    assert identity.make_waiting_key().public_key() != first.public_key()
