"""Signed records of self-tests: they hold together, and show what was changed or cut out."""

from pathlib import Path

import pytest

from kiosk.technician import records as records_module
from kiosk.technician.records import Record, Records, RecordsDamaged, TerminalKey, verify

BEGIN_MS = 1_790_000_000_000


def record(day: int, verdict: str = "well") -> Record:
    finding = {"part": "disk", "verdict": verdict, "key": "disk.well"}
    return Record(BEGIN_MS + day * 86_400_000, "kiosk-01", "daily", verdict, (finding,))


@pytest.fixture
def kept(tmp_path: Path) -> tuple[Records, TerminalKey, Path]:
    key = TerminalKey(tmp_path / "terminal.key")
    return Records(tmp_path / "self-tests.jsonl", key), key, tmp_path


def test_records_are_signed_by_the_terminals_own_key(kept: tuple[Records, TerminalKey, Path]) -> None:
    records, key, folder = kept
    assert records.last() is None
    for day in range(3):
        records.add(record(day))
    found = verify(records.lines(), key.public())
    assert [entry["at"] for entry in found] == [BEGIN_MS + day * 86_400_000 for day in range(3)]
    assert (records.last() or {})["at"] == BEGIN_MS + 2 * 86_400_000
    assert all((folder / name).stat().st_mode & 0o077 == 0 for name in ("terminal.key", "self-tests.jsonl"))


def test_another_terminals_key_does_not_fit(kept: tuple[Records, TerminalKey, Path]) -> None:
    records, _, folder = kept
    records.add(record(0))
    with pytest.raises(RecordsDamaged, match="line 1"):
        verify(records.lines(), TerminalKey(folder / "other.key").public())


def test_a_changed_a_cut_and_a_torn_record_are_found(kept: tuple[Records, TerminalKey, Path]) -> None:
    records, key, _ = kept
    for day in range(4):
        records.add(record(day, "broken" if day == 1 else "well"))
    lines, public = records.lines(), key.public()
    changed = [line.replace(b'"verdict":"broken"', b'"verdict":"well"') for line in lines]
    with pytest.raises(RecordsDamaged, match="line 2"):
        verify(changed, public)
    with pytest.raises(RecordsDamaged, match="line 2: a record before it is missing"):
        verify([lines[0], *lines[2:]], public)
    with pytest.raises(RecordsDamaged, match="line 4"):
        verify([*lines[:3], lines[3][:40]], public)
    assert len(verify(lines[2:], public)) == 2, "the oldest go in time"


def test_only_so_many_are_kept_and_they_still_hold_together(
    kept: tuple[Records, TerminalKey, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records_module, "KEPT", 5)
    records, key, _ = kept
    for day in range(12):
        records.add(record(day))
    assert len(records.lines()) == 5
    assert len(verify(records.lines(), key.public())) == 5


def test_a_key_that_others_may_read_is_not_used(kept: tuple[Records, TerminalKey, Path]) -> None:
    records, key, folder = kept
    key.public()
    (folder / "terminal.key").chmod(0o644)
    with pytest.raises(RecordsDamaged, match="chmod 600"):
        records.add(record(0))
    (folder / "terminal.key").write_bytes(b"no key")
    (folder / "terminal.key").chmod(0o600)
    with pytest.raises(RecordsDamaged, match="isn't a key"):
        records.add(record(0))


def test_after_a_power_cut_in_the_middle_the_old_records_are_whole(kept: tuple[Records, TerminalKey, Path]) -> None:
    records, key, folder = kept
    records.add(record(0))
    (folder / "self-tests.new").write_bytes(b'{"half')
    assert len(verify(records.lines(), key.public())) == 1
    records.add(record(1))
    assert len(verify(records.lines(), key.public())) == 2
