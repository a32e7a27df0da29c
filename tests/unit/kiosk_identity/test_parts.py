"""The `[identity]` section: what belongs together, what is read at start, and what a kiosk without parts says."""

import os
from datetime import date
from pathlib import Path

import pytest

from api.bus.outbox import Outbox
from api.credentials.keys import Algorithm, new_private_key
from api.ids import new_id
from api.messages.identity_commands import RecordIdentity
from api.messages.identity_words import Assurance, IdentityOutcome, IdentityWay
from api.messages.topics import parse_topic
from api.process.secret_file import write_secret
from api.process.settings_file import ConfigurationError
from kiosk.flow.intents import IntentKind
from kiosk.identification import Around, IdentityParts, Secrets, read_files
from kiosk.ports.hall_time import HallTime
from kiosk.ports.lease_store import LeaseStore
from kiosk.ports.store import KioskStore
from kiosk.program import main
from kiosk.settings import IdentitySection, KioskSettings, load_settings
from kiosk.vision.messages import StartFace
from tests.support.core_bus import CoreBus
from tests.support.hall_core import CoreHall
from tests.support.identity_ports import ADULT, VERIFIED, MemoryIdentity, holder_of
from tests.support.identity_rig import IdentityRig, policy

GOOD = """
[kiosk]
site = "610124-01"
node = "kiosk-01"
data_dir = "data"
printer = "kiosk-01-agent/receipt-1"
"""
KEY = "ab" * 32
PARTS = """
[identity]
card = "kiosk-01-agent/idcard-1"
scanner = "kiosk-01-agent/scanner-1"
person_key = "person.key"
trust_list = "trust"
trust_root = "root.json"

[identity.camera]
images = "pictures"

[identity.registry]
file = "register.sqlite"
key = "register.key"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "kiosk.toml"
    path.write_text(GOOD + text, "utf-8")
    return path


def files(folder: Path, *, mode: int = 0o600) -> None:
    write_secret(folder / "person.key", KEY)
    os.chmod(folder / "person.key", mode)
    (folder / "root.json").write_text(new_private_key(Algorithm.ES256, "0a1b2c3d4e5f6071").public.model_dump_json(), "utf-8")


DOCS = Path(__file__).parents[3] / "docs" / "identity" / "at-the-kiosk.md"


def test_every_key_of_the_section_stands_in_the_docs() -> None:
    text = DOCS.read_text("utf-8")
    assert [name for name in IdentitySection.model_fields if f"`{name}`" not in text] == []


def test_paths_start_at_the_files_folder(tmp_path: Path) -> None:
    identity = load_settings(written(tmp_path, PARTS)).identity
    assert (identity.person_key, identity.trust_list) == (tmp_path / "person.key", tmp_path / "trust")
    assert identity.camera is not None
    assert identity.camera.images == tmp_path / "pictures"
    assert identity.registry is not None
    assert identity.registry.file == tmp_path / "register.sqlite"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('[identity]\ncard = "kiosk-01-agent/idcard-1"\n', "identity.person_key"),
        ('[identity]\nfaces = "on"\n', "identity.faces"),
        ('[identity]\ntrust_list = "trust"\n', "identity.trust_root"),
        ('[identity]\nperson_key = "k"\n[identity.registry]\nfile = "r"\nkey = "k"\n', "needs a camera"),
        ('[identity]\nphoto_decoder = "wlt:decode"\n', "needs a card reader"),
        ('[identity]\nperson_key = "k"\n[identity.camera]\ndevice = "/dev/video0"\n', "identity.camera"),
        ('[identity]\nengine = "guess"\n', "identity.engine"),
    ],
)
def test_what_doesnt_fit_is_named(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(ConfigurationError, match=named):
        load_settings(written(tmp_path, text))


def test_check_config_looks_into_the_key_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, PARTS)
    assert main(["--config", str(path), "--check-config"]) == 78
    files(tmp_path)
    assert main(["--config", str(path), "--check-config"]) == 0
    os.chmod(tmp_path / "person.key", 0o644)
    assert main(["--config", str(path), "--check-config"]) == 78
    said = capsys.readouterr().err
    assert "chmod 600" in said
    assert KEY not in said


def test_a_key_of_another_length_is_refused_without_its_text(tmp_path: Path) -> None:
    files(tmp_path)
    (tmp_path / "person.key").write_text("abcd" * 9, "ascii")
    with pytest.raises(ConfigurationError, match="64 hexadecimal digits") as refused:
        read_files(load_settings(written(tmp_path, PARTS)).identity)
    assert "abcd" not in str(refused.value)


class Bench:
    """The parts on a store of their own; the hall is the real core."""

    def __init__(self, folder: Path, settings: KioskSettings, secrets: Secrets, *, hall_ahead_ms: int = 0) -> None:
        self.store = KioskStore(folder / "kiosk.sqlite", lambda: 1_763_600_000_000)
        self.outbox: Outbox = self.store.open()
        self.woken = 0
        around = Around(
            bus=CoreBus(CoreHall()),  # type: ignore[arg-type] (what the parts use of a bus)
            store=self.store,
            outbox=self.outbox,
            kept=LeaseStore(self.store),
            hall_time=HallTime(lambda: 1_763_600_000_000, hall_ahead_ms, lambda _: None),
            now_ms=lambda: 1_763_600_000_000,
            monotonic_s=lambda: 0.0,
            today=lambda: date(2026, 11, 20),
            new_id=new_id,
            random=os.urandom,
            wake=self._wake,
            changed=lambda: None,
            failed=lambda _: None,
        )
        self.parts = IdentityParts(settings, secrets, around)

    def _wake(self) -> None:
        self.woken += 1


async def test_without_parts_every_way_but_staff_says_that_it_isnt_here(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, ""))
    bench = Bench(tmp_path, settings, read_files(settings.identity))
    ports = bench.parts.ports
    assert [port.readiness().reason for port in (ports.face, ports.card, ports.scan)] == ["identity.notHere"] * 3
    assert ports.code.readiness().reason == "code.noIssuers"
    assert (ports.face.level, ports.face.keeps_people, ports.register.adapters) == (Assurance.L0, False, frozenset())
    report = await ports.face.compare(StartFace(id="1", consent="1", level=Assurance.L1, seed=1), lambda _: None)
    assert report.outcome is IdentityOutcome.UNAVAILABLE
    assert await ports.register.withdraw(person="nobody") == 0
    assert bench.parts.preview is None
    await bench.parts.start()
    await bench.parts.stop()
    bench.store.close()


async def test_two_kiosks_of_a_hall_know_a_person_by_the_same_hash_and_another_hall_doesnt(tmp_path: Path) -> None:
    text = PARTS.replace('[identity.camera]\nimages = "pictures"\n', "").split("[identity.registry]")[0]
    files(tmp_path)
    settings = load_settings(written(tmp_path, text))
    (tmp_path / "two").mkdir()
    one = Bench(tmp_path, settings, read_files(settings.identity))
    two = Bench(tmp_path / "two", settings, read_files(settings.identity))
    other = Bench(tmp_path / "two", settings, Secrets(bytes(32), None))
    person = one.parts.ports.register.person(ADULT)
    assert person == two.parts.ports.register.person(holder_of(name=""))
    assert person != other.parts.ports.register.person(ADULT)
    assert ADULT.number not in person
    for bench in (one, two, other):
        bench.store.close()


def test_a_consent_is_dated_by_the_halls_clock(tmp_path: Path) -> None:
    """A kiosk whose clock is five minutes ahead would else date a consent behind a withdrawal that came after it, and undo it."""
    settings = load_settings(written(tmp_path, ""))
    bench = Bench(tmp_path, settings, read_files(settings.identity), hall_ahead_ms=-300_000)
    assert bench.parts.ports.moment.now_ms() == 1_763_600_000_000 - 300_000
    bench.store.close()


async def test_evidence_goes_through_the_kiosks_outbox(tmp_path: Path) -> None:
    text = PARTS.replace('[identity.camera]\nimages = "pictures"\n', "").split("[identity.registry]")[0]
    files(tmp_path)
    settings = load_settings(written(tmp_path, text))
    bench = Bench(tmp_path, settings, read_files(settings.identity))
    bench.parts.ports.register.record(
        RecordIdentity(way=IdentityWay.CARD, outcome=IdentityOutcome.VERIFIED, ended_at=1_763_600_000_000)
    )
    [entry] = bench.outbox.pending()
    assert parse_topic(entry.topic).name == "record-identity"
    assert bench.woken == 1
    bench.store.close()


def _all_bytes(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.glob("kiosk.sqlite*"))


async def test_after_a_session_the_kiosks_files_hold_nothing_of_whom(tmp_path: Path) -> None:
    """Card, code and face of one person, with the real register and store behind them."""
    text = PARTS.replace('[identity.camera]\nimages = "pictures"\n', "").split("[identity.registry]")[0]
    files(tmp_path)
    settings = load_settings(written(tmp_path, text))
    bench = Bench(tmp_path, settings, read_files(settings.identity))
    register = bench.parts.ports.register
    rig = IdentityRig(policy(Assurance.L3), MemoryIdentity(register=register))  # type: ignore[arg-type] (the real one)
    await rig.to_hub()
    await rig.card(ADULT)
    rig.identity.face.reports.append(VERIFIED)
    await rig.way(IdentityWay.FACE)
    await rig.do(IntentKind.YES)
    await rig.wait(4)
    assert rig.holder == register.person(ADULT)
    await rig.do(IntentKind.HOME)
    names = sorted(parse_topic(entry.topic).name for entry in bench.outbox.pending())
    assert names == ["give-consent", "record-identity", "record-identity"]
    bench.store.close()
    kept = _all_bytes(tmp_path)
    assert kept
    for secret in (ADULT.number, ADULT.number[6:14], ADULT.name, KEY):
        assert secret.encode() not in kept
