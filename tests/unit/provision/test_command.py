"""The command: folders that hold what was promised, for their owner's eyes, the same at each run, and words for what is wrong."""

import json
import stat
from pathlib import Path

import pytest

from tests.unit.provision.conftest import CODE, PERSON_KEY, SITE_FILE
from tingtang.__main__ import main

SITE = ["provision", "--site", str(SITE_FILE)]


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    folder = tmp_path / "secrets"
    (folder / "codes").mkdir(parents=True)
    for name, text in (("codes/kiosk-03-link", CODE), ("person-key", PERSON_KEY)):
        (folder / name).touch(0o600)
        (folder / name).write_text(text)
    return folder


def test_a_units_folder_is_whole_and_its_owners_alone(tmp_path: Path, secrets: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "cards"
    assert main([*SITE, "--out", str(out), "--unit", "kiosk-03", "--secrets", str(secrets)]) == 0
    folder = out / "kiosk-03"
    assert {path.name for path in (folder / "boot").iterdir()} == {
        "cmdline.txt", "config.txt", "meta-data", "network-config", "tingtang", "user-data",
    }  # fmt: skip
    assert (folder / "boot/tingtang/enrolment-code").read_text() == CODE + "\n"
    assert (folder / "first-boot/files/etc/tingtang/kiosk.toml").exists()
    assert (folder / "wiring.pdf").read_bytes().startswith(b"%PDF-")
    assert (folder / "labels.pdf").exists()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not any(stat.S_IMODE(path.stat().st_mode) & 0o077 for path in (folder / "boot").rglob("*") if path.is_file())
    assert "by hand" not in capsys.readouterr().out
    manifest = json.loads((out / "manifest.json").read_text())["files"]
    assert "kiosk-03/boot/user-data" in manifest
    assert not any("boot/tingtang" in name for name in manifest)
    # The same site gives the same files; what isn't any more is gone.
    (folder / "first-boot/files/etc/tingtang/left-over.toml").write_text("")
    assert main([*SITE, "--out", str(out), "--unit", "kiosk-03", "--secrets", str(secrets)]) == 0
    again = json.loads((out / "manifest.json").read_text())["files"]
    texts = {name for name in manifest if not name.endswith(".pdf")}
    assert {name: again[name] for name in texts} == {name: manifest[name] for name in texts}
    assert set(again) == set(manifest)


def test_what_a_card_lacks_is_said_with_the_next_step(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SITE, "--out", str(tmp_path / "cards"), "--unit", "kiosk-03"]) == 0
    said = capsys.readouterr().out
    assert "kiosk-03: one-time code (tingtang trust code kiosk-03-link) as tingtang/enrolment-code" in said
    assert "kiosk-03: the hall's person-key" in said


def test_a_secret_that_others_may_read_is_refused(tmp_path: Path, secrets: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (secrets / "person-key").chmod(0o644)
    assert main([*SITE, "--out", str(tmp_path / "cards"), "--secrets", str(secrets)]) == 1
    said = capsys.readouterr().err
    assert "person-key: others may read it; chmod 600" in said
    assert PERSON_KEY not in said
    assert not (tmp_path / "cards").exists()


def test_a_unit_that_isnt_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SITE, "--check", "--unit", "kiosk-33"]) == 2
    assert "there is no unit kiosk-33; there are ctl, zone-1-agent" in capsys.readouterr().err


def test_a_wrong_profile_stops_everything_before_a_file_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = tmp_path / "site.toml"
    site.write_text(SITE_FILE.read_text("utf-8").replace('profile = "gm65"', 'profile = "gm56"'), "utf-8")
    (tmp_path / "services.csv").write_bytes((SITE_FILE.parent / "services.csv").read_bytes())
    out = tmp_path / "cards"
    assert main(["provision", "--site", str(site), "--out", str(out), "--unit", "kiosk-01"]) == 1
    said = capsys.readouterr().err
    assert "kiosk-01: agent.toml" in said
    assert "gm56" in said
    assert not out.exists()


def test_a_check_writes_nothing_and_speaks_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SITE, "--check", "--json", "--unit", "zone-7-agent"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["units"] == ["zone-7-agent"]
    assert told["devices"] == 32
    assert told["problems"] == told["unseen"] == []
