"""One schema for each kind of file: what the loader takes the schema takes. Differences are told by name, with their effect."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from drivers.core.registry import DRIVERS
from tests.support.hall_config import SMALL_HALL
from tingtang.__main__ import main
from tingtang.configuration.kinds import KINDS, Kind
from tingtang.configuration.schema import schema_of
from tingtang.provision.site import load_site
from tingtang.provision.units import units_of

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = {
    Kind.HALL: ROOT / "firmware_configs/sites/demo/hall.toml",
    Kind.SITE: ROOT / "firmware_configs/sites/example-county/site.toml",
}
AGENT = """
[agent]
site = "s"
node = "n"
data_dir = "data"
[[devices]]
id = "pad-1"
kind = "rating-pad"
window = 1
profile = "keys-five-frames"
link = {{ type = "tcp", host = "127.0.0.1", port = 4001 }}
[[devices]]
id = "pad-2"
kind = "rating-pad"
window = 1
profile = "{profile}"
link = {{ type = "tcp", host = "127.0.0.1", port = 4002 }}
"""
WRITTEN = {
    Kind.CONTROLLER: 'site_file = "hall.toml"\ndata_dir = "data"\n[http]\nport = 8080\n',
    Kind.KIOSK: '[kiosk]\nsite = "s"\nnode = "kiosk-01"\ndata_dir = "data"\nprinter = "kiosk-01-agent/receipt-1"\n',
    Kind.SCREEN: '[screen]\nurl = "http://127.0.0.1:8080/screen?id=screen-1"\n',
    Kind.UNITS: 'site = "s"\nnames = ["hall.local"]\n',
    Kind.AGENT: AGENT.format(profile="keys-one-byte"),
    Kind.UNIT: '[unit]\nnode = "kiosk-01"\nhall = "hall.local"\n',
}


def document(kind: Kind) -> dict[str, Any]:
    return tomllib.loads(EXAMPLES[kind].read_text(encoding="utf-8") if kind in EXAMPLES else WRITTEN[kind])


def validator(kind: Kind) -> Draft202012Validator:
    schema = schema_of(kind)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.mark.parametrize("kind", list(Kind))
def test_a_schema_takes_what_the_loader_takes_and_no_unknown_key(kind: Kind, tmp_path: Path) -> None:
    path = EXAMPLES.get(kind) or tmp_path / "file.toml"
    if kind in WRITTEN:
        path.write_text(WRITTEN[kind], encoding="utf-8")
    KINDS[kind].load(path)
    check = validator(kind)
    assert [error.message for error in check.iter_errors(document(kind))] == []
    assert list(check.iter_errors({**document(kind), "speling": 1}))


@pytest.fixture(scope="module")
def county() -> list[tuple[Kind, dict[str, Any]]]:
    """Every file of ours that the example county's units get."""
    units = units_of(load_site(EXAMPLES[Kind.SITE]))
    texts = [(Path(path).name, text) for unit in units for path, text in unit.system.items()]
    return [(Kind(name[:-5]), tomllib.loads(text)) for name, text in texts if name[:-5] in set(Kind) and name.endswith(".toml")]


def test_the_schemas_take_a_whole_countys_files(county: list[tuple[Kind, dict[str, Any]]]) -> None:
    checks = {kind: validator(kind) for kind in {kind for kind, _ in county}}
    assert checks.keys() >= {Kind.HALL, Kind.CONTROLLER, Kind.AGENT, Kind.KIOSK, Kind.SCREEN, Kind.UNIT}
    assert [error.message for kind, text in county for error in checks[kind].iter_errors(text)] == []


def test_the_agents_schema_knows_every_drivers_own_keys(county: list[tuple[Kind, dict[str, Any]]]) -> None:
    check = validator(Kind.AGENT)
    devices = {device["kind"]: (text, device) for kind, text in county if kind is Kind.AGENT for device in text["devices"]}
    assert len(devices) > len(DRIVERS) // 2
    for kind, (text, device) in devices.items():
        assert list(check.iter_errors({**text, "devices": [{**device, "speling": 1}]})), kind


def diff(kind: Kind, tmp_path: Path, old: str, new: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    files = [tmp_path / "old.toml", tmp_path / "else" / "new.toml"]
    for path, text in zip(files, (old, new), strict=True):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    code = main(["config", "diff", kind.value, *map(str, files), "--json"])
    told = capsys.readouterr()
    return code, json.loads(told.out) if told.out else {"error": told.err}


def test_a_device_that_differs_is_named_and_the_others_stay(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    profiles = ("keys-five-frames", "keys-one-byte")
    code, told = diff(Kind.AGENT, tmp_path, *(AGENT.format(profile=profile) for profile in profiles), capsys)
    assert code == 1
    assert told["differences"] == [{"path": "devices[pad-2].profile", "old": profiles[0], "new": profiles[1]}]
    assert told["effects"][0] == "device pad-2: ends and begins anew"
    assert told["effects"][1].startswith("1 of 2 devices keep their connection")


def test_what_a_running_agent_cannot_change_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = AGENT.format(profile="keys-one-byte")
    code, told = diff(Kind.AGENT, tmp_path, old, old + "[broker]\nport = 1884\n", capsys)
    assert code == 1
    assert "[broker] needs a restart of the agent" in told["effects"]


def test_two_halls(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    later = SMALL_HALL.replace('closes = "24:00"', 'closes = "16:00"', 1)
    code, told = diff(Kind.HALL, tmp_path, SMALL_HALL, later, capsys)
    assert (code, told["differences"]) == (1, [{"path": "queues[general].closes", "old": "24:00", "new": "16:00"}])
    assert "systemctl reload tingtang-controller" in told["effects"][0]
    code, told = diff(Kind.HALL, tmp_path, SMALL_HALL, SMALL_HALL.replace('prefix = "A"', 'prefix = "C"'), capsys)
    assert "tickets that people hold" in told["effects"][0]


def test_files_that_say_the_same_in_other_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = diff(Kind.HALL, tmp_path, SMALL_HALL, "# a note\n" + SMALL_HALL, capsys)
    assert (code, told["differences"]) == (0, [])


def test_a_file_that_is_not_usable_is_not_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = diff(Kind.HALL, tmp_path, SMALL_HALL, SMALL_HALL.replace("digits", "digitz") + "\n[hal]\n", capsys)
    assert code == 2
    assert "new.toml" in told["error"]
    assert "hal: " in told["error"]


def test_an_agents_file_is_checked_with_its_drivers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "agent.toml"
    path.write_text(AGENT.format(profile="no-such-profile"), encoding="utf-8")
    assert main(["config", "check", "agent", str(path)]) == 1
    assert "devices.pad-2" in capsys.readouterr().err


def test_a_schema_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.schema.json"
    assert main(["config", "schema", "kiosk", "--out", str(path)]) == 0
    assert json.loads(path.read_text(encoding="utf-8")) == schema_of(Kind.KIOSK)
