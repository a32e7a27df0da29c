"""Each row of the doctor's table, brought about and named."""

from pathlib import Path

import pytest

from api.text.catalogue import LANGUAGES, read_catalogue
from tests.support.doctor import (
    broker_faults,
    certificate_faults,
    device_faults,
    kiosk_faults,
    machine_faults,
    network_faults,
    node_faults,
    service_faults,
)
from tests.support.doctor.registry import SCENARIOS
from tingtang.doctor.causes import explain
from tingtang.doctor.symptoms import SYMPTOMS
from tingtang.doctor.words import Words

TEXTS = read_catalogue()
SOURCES = (
    broker_faults,
    certificate_faults,
    device_faults,
    kiosk_faults,
    machine_faults,
    network_faults,
    node_faults,
    service_faults,
)
"""Each fills the registry."""


@pytest.mark.parametrize("code", SYMPTOMS)
def test_each_symptom_is_produced_and_named(code: str, tmp_path: Path) -> None:
    assert code in SCENARIOS, f"nothing brings {code} about"
    found = SCENARIOS[code](tmp_path)
    named = [finding for finding in found if finding.code == code]
    assert named, f"{code} isn't among {[finding.code for finding in found]}"
    for one in explain(named):
        for language in LANGUAGES:
            words = Words(TEXTS, language)
            told = words.what(one.finding) + words.do(one.finding)
            assert "{" not in told
            assert told != code


def test_no_scenario_is_left_over() -> None:
    assert SCENARIOS.keys() == SYMPTOMS.keys()
