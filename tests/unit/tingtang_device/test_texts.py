"""Every sentence these commands say is in the catalogue."""

import ast
import re
from pathlib import Path

import pytest

import tingtang.device
from api.messages.words import Action
from api.text.catalogue import LANGUAGES, arguments_of, read_catalogue
from drivers.core.lifecycle import WorkerState
from drivers.rating_pad.keys_profile import CALL_KEYS, RATING_KEYS
from tingtang.device.checkup.steps import STEPS, Look
from tingtang.device.checkup.tester import Verdict
from tingtang.device.learning.codes import ProblemKind
from tingtang.device.learning.inference import Sureness
from tingtang.device.naming import boards, others, printer
from tingtang.device.texts import Texts, choose_language
from tingtang.device.walk.plan import ROLES
from tingtang.device.walk.record import Outcome

SOURCES = sorted(Path(tingtang.device.__path__[0]).rglob("*.py"))
KEY = re.compile(r"(error|walk|sheet|learn|watch|trace|scan|test|list)(\.[A-Za-z0-9-]+)+")
KEYS = read_catalogue().section("device")


def literals() -> set[str]:
    """Whole keys as they stand in the code."""
    found = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and KEY.fullmatch(node.value):
                found.add(node.value)
    return found


def test_every_key_in_the_code_has_a_text() -> None:
    families = {"walk.json", "test.py"}
    missing = {key for key in literals() - families if key not in KEYS and not any(k.startswith(f"{key}.") for k in KEYS)}
    assert missing == set()


def test_every_word_of_a_family_has_a_text() -> None:
    wanted = {f"walk.outcome.{outcome.value}" for outcome in Outcome} | {f"sheet.result.{outcome.value}" for outcome in Outcome}
    wanted |= {f"walk.lit.{role}" for role in set(ROLES.values())}
    wanted |= {f"learn.problem.{kind.value}" for kind in ProblemKind} | {f"learn.told.sure.{sure.value}" for sure in Sureness}
    wanted |= {f"learn.key.{key}" for key in (*RATING_KEYS, *CALL_KEYS) if key != "unknown"}
    wanted |= {f"watch.state.{state.value}" for state in WorkerState} | {f"watch.action.{action.value}" for action in Action}
    wanted |= {f"test.verdict.{verdict.value}" for verdict in Verdict}
    for steps in STEPS.values():
        for step in steps:
            wanted |= {f"test.step.{step.key}", f"test.look.{step.key}"}
            if isinstance(step, Look):
                wanted |= {f"test.next.{step.key}"} | ({f"test.before.{step.key}"} if step.confirm else set())
    names = [*boards._ONBON.values(), *boards._CP5200.values(), *printer._QUESTIONS.values(), *printer._ORDERS.values()]
    names += [*others._GM65.values(), *others._MODBUS.values()]
    wanted |= {f"trace.frame.{name}" for name in names}
    assert wanted - set(KEYS) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_languages_take_the_same_arguments(language: str) -> None:
    reference = read_catalogue().section("device", LANGUAGES[0])
    for key, text in read_catalogue().section("device", language).items():
        assert arguments_of(text) == arguments_of(reference[key]), key


def test_the_language_is_the_technician_s() -> None:
    assert choose_language(None, {"LANG": "zh_CN.UTF-8"}) == "zh-CN"
    assert choose_language(None, {"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}) == "en"
    assert choose_language("zh-CN", {"LANG": "C"}) == "zh-CN"
    assert choose_language(None, {}) == "en"
    assert Texts("zh-CN").kind("led-board") != Texts("en").kind("led-board")
