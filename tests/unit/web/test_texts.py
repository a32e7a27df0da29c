"""Every key the pages name has a text, and every word of the vocabularies they show."""

import re
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

import pytest

from api.messages import duty_words, words
from api.messages.device_roles import DEVICE_COMMANDS_OF_PEOPLE
from api.text.catalogue import LANGUAGES, read_catalogue
from drivers.receipt_printer.supplies import CUTTER_WORN, HEAD_WORN
from drivers.zone_door.driver import FULL
from drivers.zone_door.watch import LATCHED

ROOT = Path(__file__).resolve().parents[3]
WEB = ROOT / "hall_controller" / "web"
KEY = r"[a-zA-Z]+(?:\.[a-zA-Z0-9-]+)+"
IN_SCRIPT = re.compile(rf'\b(?:t|has|around)\(\s*"({KEY})"')
CONDITIONAL = re.compile(rf'\? "({KEY})" : "({KEY})"')
IN_TEMPLATE = re.compile(rf"""\bt\(\s*["']({KEY})["']""")
REASON = re.compile(r'"([a-z]+\.[a-zA-Z]+)"')
REASON_FAMILIES = {
    "agent",
    "board",
    "cover",
    "cutter",
    "device",
    "document",
    "driver",
    "layout",
    "link",
    "paper",
    "printer",
    "profile",
    "screen",
    "speaker",
    "toner",
}
NOT_REASONS = {
    *("device.well", "device.unwell"),
    *("paper.text", "paper.title"),
    *("device.mfr", "device.model", "device.serial"),
    *("agent.sock", "agent.json"),
}
"""Names of log lines, of texts of other sections, of a UPS's values and of files that look like reasons."""

WORDS: dict[str, type[StrEnum]] = {
    "device": words.DeviceState,
    "action": words.Action,
    "node": words.AvailabilityState,
    "window": words.WindowState,
    "class": words.TicketClass,
    "level": words.RatingLevel,
    "outcome": words.RatingOutcome,
    "role": words.Role,
    "service-outcome": words.ServiceOutcome,
    "rule": words.RuleName,
    "alert": words.AlertKind,
    "block": words.BlockKind,
    "listed": words.ListKind,
    "ticket": words.TicketState,
    "duty.kind": duty_words.CallKind,
    "duty.outcome": duty_words.CallEnd,
    "duty.complaint": duty_words.ComplaintKind,
    "duty.subject": duty_words.ComplaintSubject,
}
VALUES: tuple[type[StrEnum], ...] = (
    words.PrinterMedia,
    words.PrinterPaper,
    words.PrinterCover,
    words.PrinterCutter,
    words.PrinterToner,
    words.LedDisplay,
    words.RatingPadState,
    words.SpeakerState,
    words.DoorState,
    words.UpsState,
    words.BatteryState,
    words.ClimateState,
)


@pytest.fixture(scope="module")
def texts() -> set[str]:
    return set(read_catalogue().section("web"))


def used_keys() -> Iterable[tuple[str, str]]:
    for path in [*WEB.glob("static/js/**/*.js"), *WEB.glob("templates/*.html")]:
        source = path.read_text("utf-8")
        for match in (IN_SCRIPT if path.suffix == ".js" else IN_TEMPLATE).finditer(source):
            yield path.name, match[1]
        for match in CONDITIONAL.finditer(source):
            yield from ((path.name, key) for key in match.groups())


def test_every_key_that_a_page_names_has_a_text(texts: set[str]) -> None:
    used = set(used_keys())
    assert len(used) > 80
    assert {(name, key) for name, key in used if key not in texts} == set()


@pytest.mark.parametrize(("prefix", "vocabulary"), WORDS.items(), ids=WORDS.keys())
def test_every_word_has_a_text(texts: set[str], prefix: str, vocabulary: type[StrEnum]) -> None:
    assert [word.value for word in vocabulary if f"{prefix}.{word.value}" not in texts] == []


def test_every_reason_of_a_call_has_words(texts: set[str]) -> None:
    """`turn` is the usual one and needs none."""
    reasons = set(words.CallReason) - {words.CallReason.TURN}
    assert {f"desk.why.{reason.value}" for reason in reasons} <= texts


@pytest.mark.parametrize("vocabulary", VALUES, ids=lambda vocabulary: vocabulary.__name__)
def test_every_value_of_a_devices_detail_has_a_text(texts: set[str], vocabulary: type[StrEnum]) -> None:
    assert [word.value for word in vocabulary if f"value.{word.value}" not in texts] == []


def test_every_action_of_the_desk_has_its_words(texts: set[str]) -> None:
    source = (WEB / "static/js/desk/actions.js").read_text("utf-8")
    actions = set(re.findall(r'id: "([a-z-]+)"', source)) | {"call", "take-back", "back", "unhold", "abandon"}
    line = (WEB / "static/js/desk/line_dialog.js").read_text("utf-8")
    listed = re.search(r"const OPERATIONS = \[(.*?)\]", line)
    assert listed is not None
    operations = set(re.findall(r'"([a-z-]+)"', listed[1]))
    assert operations >= {"move-to-top", "postpone", "direct"}
    assert {f"desk.line.{operation}" for operation in operations} <= texts
    actions |= operations
    assert len(actions) == 24
    for action in actions:
        assert {f"desk.action.{action}", f"desk.done.{action}"} <= texts


def test_every_order_to_a_device_has_its_words_and_the_page_knows_it(texts: set[str]) -> None:
    source = (WEB / "static/js/devices/actions.js").read_text("utf-8")
    for name in DEVICE_COMMANDS_OF_PEOPLE:
        assert {f"order.{name}", f"order.{name}.on"} & texts, name
        assert re.search(rf'^  "?{name}"?: \(', source, re.MULTILINE), name
    for code in ("timeOut", "deviceNotReady", "commandErrorCode", "hardwareError", "outcomeUnknown", "invalidData"):
        assert f"order.next.{code}" in texts


def test_every_alarm_that_people_clear_has_its_words(texts: set[str]) -> None:
    for code in (*LATCHED, FULL, HEAD_WORN, CUTTER_WORN):
        assert {f"order.clear-alarm.{code}", f"reason.{code}"} <= texts


def test_every_reason_that_drivers_give_has_a_text(texts: set[str]) -> None:
    sources = [*ROOT.glob("drivers/**/*.py"), *ROOT.glob("hall_controller/devices/*.py")]
    found = {
        reason
        for path in sources
        if "emulators" not in path.parts
        for reason in REASON.findall(path.read_text("utf-8"))
        if reason.split(".")[0] in REASON_FAMILIES
    } - NOT_REASONS
    assert len(found) > 40
    assert sorted(reason for reason in found if f"reason.{reason}" not in texts) == []


def test_no_page_text_is_the_same_in_both_languages_by_neglect() -> None:
    catalogue = read_catalogue()
    chinese, english = (catalogue.section("web", language) for language in LANGUAGES)
    assert [key for key, text in english.items() if re.search(r"[一-鿿]", text)] == ["frame.otherLanguage"]
    assert [key for key, text in chinese.items() if not re.search(r"[一-鿿、，。]", text)] == ["frame.otherLanguage"]
