"""The local register: what is kept, for how long, and that its file alone tells nothing."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from kiosk.vision.faces import Template
from kiosk.vision.registry import DAY_MS, Registry, RegistryUnusable
from kiosk.vision.settings import RegistrySettings

PERSON, OTHER = "p" * 43, "q" * 43
ENGINE, MODELS = "sface", "ab" * 32
NOW_MS = 1_760_000_000_000


class Clock:
    now_ms = NOW_MS

    def __call__(self) -> int:
        return self.now_ms


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def settings(tmp_path: Path) -> RegistrySettings:
    return RegistrySettings(file=tmp_path / "kept" / "register.sqlite", key=tmp_path / "secret" / "register.key", keep_days=30)


@pytest.fixture
def registry(settings: RegistrySettings, clock: Clock) -> Iterator[Registry]:
    registry = Registry(settings, clock)
    registry.open()
    yield registry
    registry.close()


def template(seed: int = 1, engine: str = ENGINE, models: str = MODELS) -> Template:
    vector = np.random.default_rng(seed).standard_normal(128).astype(np.float32)
    return Template(vector / np.linalg.norm(vector), engine, models)


def test_what_was_kept_is_found_again_by_another_opening(registry: Registry, settings: RegistrySettings, clock: Clock) -> None:
    registry.add(PERSON, template())
    again = Registry(settings, clock)
    again.open()
    try:
        found = again.find(PERSON, ENGINE, MODELS)
        assert found is not None
        assert np.array_equal(found.vector, template().vector)
        assert (found.engine, found.models) == (ENGINE, MODELS)
    finally:
        again.close()


def test_templates_of_another_engine_or_model_are_never_handed_out(registry: Registry) -> None:
    registry.add(PERSON, template())
    assert registry.find(PERSON, "dlib", MODELS) is None
    assert registry.find(PERSON, ENGINE, "cd" * 32) is None
    assert registry.find(OTHER, ENGINE, MODELS) is None


def test_a_template_of_new_models_replaces_the_old_one(registry: Registry) -> None:
    registry.add(PERSON, template(1))
    registry.add(PERSON, template(2, models="cd" * 32))
    assert registry.find(PERSON, ENGINE, MODELS) is None
    assert len(registry.entries()) == 1


def test_after_its_time_nobody_is_found_counted_or_kept(registry: Registry, clock: Clock) -> None:
    registry.add(PERSON, template())
    clock.now_ms = NOW_MS + 30 * DAY_MS
    assert registry.find(PERSON, ENGINE, MODELS) is None
    assert registry.count() == 0
    assert registry.purge() == 1
    assert registry.entries() == []


def test_opening_deletes_who_is_kept_too_long(registry: Registry, settings: RegistrySettings, clock: Clock) -> None:
    registry.add(PERSON, template())
    clock.now_ms = NOW_MS + 31 * DAY_MS
    Registry(settings, clock).open()
    assert registry.entries() == []


def test_removed_people_are_gone_and_counted_once(registry: Registry) -> None:
    registry.add(PERSON, template(1))
    registry.add(PERSON, template(2, engine="dlib"))
    registry.add(OTHER, template(3))
    assert registry.count() == 2
    assert registry.remove([PERSON, "unknown" * 4]) == 1
    assert registry.count() == 1
    assert registry.clear() == 1
    assert registry.count() == 0


def test_the_file_holds_neither_template_nor_the_halls_hash(registry: Registry, settings: RegistrySettings) -> None:
    registry.add(PERSON, template())
    content = b"".join(path.read_bytes() for path in settings.file.parent.iterdir())
    assert content
    assert PERSON.encode() not in content
    assert template().vector.tobytes()[:16] not in content


def test_what_was_removed_is_overwritten_in_the_file(registry: Registry, settings: RegistrySettings) -> None:
    registry.add(PERSON, template())
    with sqlite3.connect(settings.file) as database:
        (sealed,) = database.execute("SELECT sealed FROM people").fetchone()
    database.close()
    assert sealed[:32] in settings.file.read_bytes()
    registry.remove([PERSON])
    assert sealed[:32] not in settings.file.read_bytes()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE people SET expires_ms = expires_ms + 1",
        "UPDATE people SET sealed = zeroblob(528)",
        "UPDATE people SET models = 'cd' || substr(models, 3)",
    ],
)
def test_a_row_that_was_changed_does_not_open(registry: Registry, settings: RegistrySettings, change: str) -> None:
    registry.add(PERSON, template())
    with sqlite3.connect(settings.file) as database:
        database.execute(change)
    database.close()
    models = "cd" + MODELS[2:] if "models" in change else MODELS
    with pytest.raises(RegistryUnusable):
        registry.find(PERSON, ENGINE, models)


def test_a_template_under_another_persons_name_does_not_open(registry: Registry, settings: RegistrySettings) -> None:
    registry.add(PERSON, template(1))
    registry.add(OTHER, template(2))
    with sqlite3.connect(settings.file) as database:
        rows = database.execute("SELECT person, nonce, sealed FROM people").fetchall()
        database.execute("UPDATE people SET nonce = ?, sealed = ? WHERE person = ?", (rows[0][1], rows[0][2], rows[1][0]))
    database.close()
    opened = 0
    for person in (PERSON, OTHER):
        try:
            opened += registry.find(person, ENGINE, MODELS) is not None
        except RegistryUnusable:
            continue
    assert opened == 1


def test_files_belong_to_their_owner_alone(registry: Registry, settings: RegistrySettings) -> None:
    registry.add(PERSON, template())
    assert settings.file.stat().st_mode & 0o077 == 0
    assert settings.key.stat().st_mode & 0o077 == 0


def test_a_key_that_others_may_read_is_refused(registry: Registry, settings: RegistrySettings, clock: Clock) -> None:
    settings.key.chmod(0o640)
    with pytest.raises(RegistryUnusable, match="chmod 600"):
        Registry(settings, clock).open()


def test_a_lost_key_is_not_replaced_silently(registry: Registry, settings: RegistrySettings, clock: Clock) -> None:
    settings.key.unlink()
    with pytest.raises(RegistryUnusable):
        Registry(settings, clock).open()
    assert not settings.key.exists()


def test_a_file_that_is_no_register_is_refused_by_name(settings: RegistrySettings, clock: Clock) -> None:
    settings.key.parent.mkdir()
    settings.key.touch(0o600)
    settings.key.write_text("00" * 32)
    settings.file.parent.mkdir()
    settings.file.write_bytes(b"something else, long enough to be read" * 40)
    with pytest.raises(RegistryUnusable, match=str(settings.file)):
        Registry(settings, clock).open()
