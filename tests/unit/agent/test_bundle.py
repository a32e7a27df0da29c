import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from api.bus.database import open_database
from api.bus.journal import CommandJournal
from api.bus.outbox import Outbox, OutboxEntry
from api.ids import new_id
from api.messages.completion import Completion
from api.messages.device_events import Rated
from api.messages.words import CompletionCode, RatingOutcome
from drivers.agent.bundle import MASK, masked, write_bundle
from drivers.agent.settings import AgentSettings
from drivers.agent.store import DATABASE
from drivers.core.black_box import BlackBox
from drivers.core.serial_ports import HostPort
from drivers.core.trace import Direction, Trace

CANARY = "王小明"
PASSWORD = "correct-horse"


@pytest.fixture
def settings(tmp_path: Path) -> AgentSettings:
    device = {
        "id": "receipt-1",
        "kind": "receipt-printer",
        "link": {"type": "tcp", "host": "h", "port": 1},
        "api_password": PASSWORD,
        "address_of": f"mqtt://user:{PASSWORD}@pad-3/",
        "nested": {"keys": ["next"], "pin": PASSWORD},
    }
    return AgentSettings.model_validate(
        {
            "agent": {"site": "150426-07", "node": "window-agent", "data_dir": str(tmp_path / "data")},
            "broker": {"password_file": "/etc/tingtang/secret"},
            "devices": [device],
        }
    )


def _contents(path: Path) -> dict[str, bytes]:
    with tarfile.open(path) as bundle:
        return {entry.name: bundle.extractfile(entry).read() for entry in bundle}  # type: ignore[union-attr]


def _fill(data_dir: Path) -> None:
    connection = open_database(data_dir / DATABASE)
    journal = CommandJournal(connection)
    for code in (CompletionCode.SUCCESS, CompletionCode.SUCCESS, CompletionCode.OUTCOME_UNKNOWN):
        command_id = new_id()
        journal.begin(command_id, "print")
        journal.finish(command_id, Completion(id=command_id, code=code))
    journal.begin(new_id(), "open")
    rated = Rated(ask=new_id(), window=3, outcome=RatingOutcome.TIMEOUT)
    Outbox(connection).add(OutboxEntry(new_id(), "hall/v1/150426-07/window-agent/rating-1/evt/rated", rated))
    connection.close()
    trace = Trace(lambda: 0.0, lambda _, data: [(6, len(data))])
    trace.record(Direction.SENT, f"PRINT {CANARY}".encode())
    BlackBox(data_dir, "receipt-1").fault("link.lost", trace, 1_760_000_000_000)


def test_a_stopped_agents_bundle_tells_what_there_is(tmp_path: Path, settings: AgentSettings) -> None:
    _fill(settings.agent.data_dir)
    out = tmp_path / "bundle.tar.gz"
    names = write_bundle(settings, tmp_path / "agent.toml", out, [HostPort("/dev/ttyUSB0", 0x1A86, 0x7523, "", "1-1.4")])
    contents = _contents(out)
    assert set(names) == set(contents)
    store = json.loads(contents["store.json"])
    assert {(row["command"], row["code"]): row["count"] for row in store["journal"]} == {
        ("print", "success"): 2,
        ("print", "outcomeUnknown"): 1,
        ("open", "under way"): 1,
    }
    assert [row["count"] for row in store["outbox"]] == [1]
    assert json.loads(contents["ports.json"])["usb"][0]["path"] == "1-1.4"
    assert json.loads(contents["agent.json"]) == {"running": False}
    assert any(name.startswith("blackbox/receipt-1-") for name in contents)
    assert "pydantic" in str(json.loads(contents["versions.json"])["packages"])


def test_neither_a_person_nor_a_secret_is_in_it(tmp_path: Path, settings: AgentSettings) -> None:
    _fill(settings.agent.data_dir)
    out = tmp_path / "bundle.tar.gz"
    write_bundle(settings, tmp_path / "agent.toml", out, [])
    everything = b"\n".join(_contents(out).values())
    for canary in (CANARY.encode(), CANARY.encode().hex(" ").upper().encode(), PASSWORD.encode(), b"TIMEOUT"):
        assert canary not in everything
    saved = json.loads(_contents(out)["settings.json"])["devices"][0]
    assert saved["api_password"] == saved["nested"]["pin"] == MASK
    assert saved["nested"]["keys"] == ["next"]
    assert saved["address_of"] == f"mqtt://{MASK}@pad-3/"


def test_an_empty_host_has_a_bundle_too(tmp_path: Path, settings: AgentSettings) -> None:
    out = tmp_path / "bundle.tar.gz"
    write_bundle(settings, tmp_path / "agent.toml", out, [])
    assert json.loads(_contents(out)["store.json"]) == {"present": False}


def test_a_damaged_store_is_said(tmp_path: Path, settings: AgentSettings) -> None:
    data_dir = settings.agent.data_dir
    data_dir.mkdir()
    (data_dir / DATABASE).write_bytes(b"no database" * 100)
    out = tmp_path / "bundle.tar.gz"
    write_bundle(settings, tmp_path / "agent.toml", out, [])
    assert json.loads(_contents(out)["store.json"]) == {"present": True, "unreadable": "DatabaseError"}


@pytest.mark.parametrize(
    ("document", "shown"),
    [
        ({"password": "x"}, {"password": MASK}),
        ({"wifi_psk": "x"}, {"wifi_psk": MASK}),
        ({"encryption_key": "x", "key_map": "five"}, {"encryption_key": MASK, "key_map": "five"}),
        ({"password_file": "/etc/x", "password": ""}, {"password_file": "/etc/x", "password": ""}),
        ({"tokens": ["x", "y"]}, {"tokens": [MASK, MASK]}),
    ],
)
def test_what_sounds_secret_is_masked(document: Any, shown: Any) -> None:
    assert masked(document) == shown
