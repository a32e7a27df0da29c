"""What follows from what, the words, the report, the page."""

import json
from pathlib import Path

import pytest

from api.text.catalogue import LANGUAGES, read_catalogue
from tests.support.doctor.node_faults import agent_file
from tingtang.__main__ import main
from tingtang.doctor.causes import CAUSES, explain
from tingtang.doctor.finding import Finding, Level, Sure, worst
from tingtang.doctor.looks import LOOKS
from tingtang.doctor.report import as_json, lines
from tingtang.doctor.symptoms import SYMPTOMS
from tingtang.doctor.table import page
from tingtang.doctor.words import Words

TEXTS = read_catalogue()
ENGLISH = Words(TEXTS, "en")
PAGE = Path(__file__).parents[3] / "docs/operating/doctor.md"


def test_what_follows_stands_behind_its_cause_and_names_it() -> None:
    away = Finding("store.waits", {"file": "f", "count": 3, "minutes": 20})
    cable = Finding("network.no-link", {"cards": "eth0"})
    chip = Finding("clock.no-chip")
    told = explain([away, chip, cable])
    assert [one.finding.code for one in told] == ["network.no-link", "clock.no-chip", "store.waits"]
    assert told[-1].because == ("network.no-link",)
    assert explain([away])[0].because == ()
    assert "Network" in ENGLISH.because(told[-1])
    assert worst(told) is Level.BROKEN
    assert worst([]) is Level.NOTE


def test_causes_are_symptoms_and_never_go_in_a_circle() -> None:
    assert CAUSES.keys() <= SYMPTOMS.keys()
    assert {cause for causes in CAUSES.values() for cause in causes} <= SYMPTOMS.keys()

    def reaches(code: str, target: str, seen: frozenset[str] = frozenset()) -> bool:
        following = [cause for cause in CAUSES.get(code, ()) if cause not in seen]
        return target in following or any(reaches(cause, target, seen | {cause}) for cause in following)

    assert [code for code in CAUSES if reaches(code, code)] == []


def test_a_finding_may_be_surer_than_its_row() -> None:
    (told,) = explain([Finding("device.silent", {"device": "a", "place": "b", "port": "c"}, sure=Sure.LIKELY)])
    assert told.sure is Sure.LIKELY


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_says_what_to_do_and_what_is_well(language: str) -> None:
    words = Words(TEXTS, language)
    told = explain([Finding("device.not-well", {"device": "receipt-1", "place": "kiosk-01", "reason": "paper.out"})])
    text = "\n".join(lines(told, ["clock", "device"], words))
    assert TEXTS.text("web", "reason.paper.out", language) in text
    assert words.area("clock") in text.split("✓")[1]
    assert words.area("device") not in text.split("✓")[1]


def test_json_has_the_codes() -> None:
    told = explain([Finding("clock.no-chip")])
    document = json.loads(as_json(told, ["clock"], ENGLISH))
    assert document["verdict"] == "well"
    assert document["findings"][0]["code"] == "clock.no-chip"


def test_every_row_belongs_to_a_part_that_is_looked_at_and_every_word_to_a_row() -> None:
    areas = {code.partition(".")[0] for code in SYMPTOMS}
    assert areas - {"doctor"} == set(LOOKS)
    keys = {key.partition(".")[2] for key in TEXTS.section("doctor", "en") if key.startswith(("what.", "do."))}
    assert keys == {code for code in SYMPTOMS if not code.startswith("kiosk.")}


def test_the_page_is_what_the_program_says() -> None:
    assert PAGE.read_text("utf-8") == page(TEXTS), "write it anew: tingtang doctor table > docs/operating/doctor.md"


def test_the_command_ends_with_1_when_something_is_broken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = agent_file(tmp_path)
    arguments = ["doctor", "--root", str(tmp_path), "--agent", str(config), "--language", "en"]
    assert main([*arguments, "--only", "settings"]) == 0
    assert main([*arguments, "--only", "device", "--json"]) == 1
    said = json.loads(capsys.readouterr().out.partition("\n{")[2].join(["{", ""]))
    assert [finding["code"] for finding in said["findings"]] == ["device.agent-silent"]
