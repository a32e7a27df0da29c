"""The support bundle: what helps, and nothing of any person or any secret."""

import json
import stat
import zipfile
from pathlib import Path

import pytest

from api.bus.database import open_database
from api.bus.outbox import Outbox, OutboxEntry
from api.ids import new_id
from api.messages.device_events import Rated
from api.messages.words import RatingOutcome
from api.text.catalogue import read_catalogue
from drivers.agent.store import DATABASE
from drivers.core.black_box import BlackBox
from drivers.core.trace import Direction, Trace
from tests.support.doctor.in_namespaces import steps_of
from tests.support.doctor.node_faults import visit
from tests.support.doctor.service_faults import CHILD, NAMESPACES
from tests.support.doctor.small_disk import fill, tmpfs
from tingtang.__main__ import main
from tingtang.doctor.bundle.journal import event_name, read_lines
from tingtang.doctor.bundle.write import write_bundle
from tingtang.doctor.words import Words

WORDS = Words(read_catalogue(), "en")
NAME, NUMBER, PHONE, SECRET = "王小明", "11010519491231002X", "13812345678", "correct-horse"
CANARIES = (NAME, NUMBER, PHONE, SECRET)


def agent_of(folder: Path) -> Path:
    """With everything in it that must not get out: settings, journal, outbox, frames."""
    data = folder / "data"
    data.mkdir()
    secret = folder / "password"
    secret.write_text(SECRET)
    config = folder / "agent.toml"
    config.write_text(
        f"""[agent]
site = "150426-07"
node = "window-agent"
data_dir = "{data}"
[broker]
password_file = "{secret}"
[[devices]]
id = "receipt-1"
kind = "receipt-printer"
api_password = "{SECRET}"
address_of = "mqtt://user:{SECRET}@pad-3/"
link = {{ type = "tcp", host = "127.0.0.1", port = 1 }}
"""
    )
    connection = open_database(data / DATABASE)
    rated = Rated(ask=new_id(), window=3, outcome=RatingOutcome.TIMEOUT)
    Outbox(connection).add(OutboxEntry(new_id(), f"hall/v1/a/b/{PHONE}/evt/rated", rated))
    connection.close()
    trace = Trace(lambda: 0.0, lambda _, data: [(0, len(data))])
    trace.record(Direction.SENT, f"PRINT {NAME} {NUMBER}".encode())
    BlackBox(data, "receipt-1").fault("link.lost", trace, 1_760_000_000_000)
    return config


def test_nothing_of_a_person_and_no_secret_is_in_it(tmp_path: Path) -> None:
    seen = visit(tmp_path, agent=agent_of(tmp_path))
    path = write_bundle(seen, [], ["device"], WORDS, tmp_path / "stick")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with zipfile.ZipFile(path) as bundle:
        contents = {name: bundle.read(name) for name in bundle.namelist()}
    whole = b"\n".join([*contents.values(), *(name.encode() for name in contents)])
    for canary in CANARIES:
        assert canary.encode() not in whole
        assert json.dumps(canary).strip('"').encode() not in whole
    assert {"findings.json", "settings.json", "services.json", "journal.json", "stores.json", "versions.json"} <= contents.keys()
    assert any(name.startswith("blackbox/receipt-1") for name in contents)
    assert json.loads(contents["stores.json"])[0]["waiting"] == 1
    assert json.loads(contents["settings.json"])["agent"]["devices"][0]["id"] == "receipt-1"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (json.dumps({"event": "take refused", "holder": NUMBER, "name": NAME}), "take refused"),
        (json.dumps({"event": f"card of {NAME} read"}), "card of"),
        (json.dumps({"event": f"{PHONE} called"}), "…"),
        (f"hall_controller: /etc/x: no such file for {PHONE}", "hall_controller: /etc/x: no such file for"),
        (NAME, "…"),
        ([1, 2, 3], "…"),
    ],
)
def test_of_a_journal_line_only_the_events_name_is_kept(line: object, name: str) -> None:
    assert event_name(line) == name


def test_journal_lines_of_systemd_are_read() -> None:
    entry = {
        "__REALTIME_TIMESTAMP": "1",
        "_SYSTEMD_UNIT": "tingtang-agent.service",
        "PRIORITY": "6",
        "MESSAGE": "ended",
        "_PID": "7",
    }
    assert list(read_lines([json.dumps(entry), "not JSON"])) == [
        {"at_us": "1", "unit": "tingtang-agent.service", "priority": "6", "event": "ended"}
    ]


def test_of_a_real_journal_only_names_are_kept() -> None:
    events = steps_of(CHILD, *NAMESPACES)["journal"]["events"]
    assert events == ["card of"]


def test_a_full_stick_leaves_nothing_half_and_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = agent_of(tmp_path)
    with tmpfs(tmp_path / "stick", "size=64k") as stick:
        fill(stick)
        (stick / "ballast").rename(stick / "full")
        arguments = [
            "doctor",
            "bundle",
            "--root",
            str(tmp_path),
            "--agent",
            str(config),
            "--only",
            "settings",
            "--language",
            "en",
        ]
        assert main([*arguments, "--out", str(stick)]) == 1
        assert [path.name for path in stick.iterdir()] == ["full"]
    assert "--out" in capsys.readouterr().err
