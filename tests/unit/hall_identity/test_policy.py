"""`[services.identity]` and `[privacy]`: what a hall's file may say, and what kiosks get of it."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from api.messages.identity_words import Assurance, IdentityWay
from api.process.settings_file import ConfigurationError
from hall_controller.config import load_hall_config
from hall_controller.config_identity import IdentityPolicySection, PrivacySection
from hall_controller.domain.hall import Hall
from hall_controller.domain.rules import Rules
from hall_controller.domain.views import catalogue_view
from tests.support.hall_config import write_small_hall
from tests.support.hall_core import MORNING, core_config

POLICY = """
[services.identity]
assurance = 2
ways = ["face", "card", "show-code", "person"]
guardian_under = 16
"""


def with_policy(folder: Path, policy: str) -> Path:
    """The small hall, its first service with a policy."""
    path = write_small_hall(folder)
    before, service, after = path.read_text("utf-8").partition("[[services]]")
    first, following, rest = after.partition("\n[[")
    path.write_text(before + service + first + policy + following + rest, "utf-8")
    return path


def test_a_kiosk_gets_the_policy_of_its_service(tmp_path: Path) -> None:
    config = load_hall_config(with_policy(tmp_path, POLICY))
    services = catalogue_view(Hall(Rules(config)), MORNING).services
    policy = services[0].identity
    assert policy is not None
    assert policy.assurance is Assurance.L2
    assert policy.ways == (IdentityWay.FACE, IdentityWay.CARD, IdentityWay.SHOW_CODE, IdentityWay.PERSON)
    assert (policy.guardian_under, policy.typed_suffices) == (16, False)
    assert all(service.identity is None for service in services[1:])


def test_another_policy_is_another_catalogue(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one = load_hall_config(with_policy(tmp_path / "one", POLICY))
    two = load_hall_config(with_policy(tmp_path / "two", POLICY.replace("= 2", "= 1")))
    assert Rules(one).version != Rules(two).version


@pytest.mark.parametrize(
    ("keys", "named"),
    [
        ({"ways": ["card"]}, "at least 2"),
        ({"ways": []}, "at least 2"),
        ({"ways": ["face", "face"]}, "twice"),
        ({"ways": ["face", "face"]}, "without a face"),
        ({"ways": ["face", "document"], "assurance": 1}, "nobody reaches assurance 1"),
        ({"ways": ["face", "card", "show-code"], "assurance": 3}, "nobody reaches assurance 3"),
        ({"ways": ["card", "person"], "typed_suffices": True}, "`document` isn't among"),
        ({"ways": ["face", "card"], "guardian_under": 13}, "at least 14"),
        ({"ways": ["face", "retina"]}, "ways.1"),
        ({"ways": ["card", "person"], "assurance": 4}, "assurance"),
        ({"ways": ["card", "person"], "way": 1}, "way"),
    ],
)
def test_a_policy_that_shuts_somebody_out_is_refused(keys: dict[str, Any], named: str) -> None:
    with pytest.raises(ValidationError) as refused:
        IdentityPolicySection.model_validate(keys)
    assert named in str(refused.value)


@pytest.mark.parametrize(
    "keys",
    [
        {"ways": ["face", "person"], "assurance": 3},
        {"ways": ["card", "document"], "guardian_under": 0},
        {"ways": ["face", "document"], "assurance": 2, "typed_suffices": True},
        {"ways": ["document", "person"], "assurance": 0},
    ],
)
def test_a_policy_that_everybody_can_meet(keys: dict[str, Any]) -> None:
    section = IdentityPolicySection.model_validate(keys)
    assert section.view().ways == section.ways


def test_the_file_names_service_and_key(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"services\.0\.identity"):
        load_hall_config(with_policy(tmp_path, POLICY.replace('"card", "show-code", "person"', '"document"')))


def test_a_receipt_outlives_the_template_it_allows() -> None:
    assert PrivacySection(registry_days=100, consent_days=100).consent_days == 100
    with pytest.raises(ValidationError, match="consent_days"):
        PrivacySection(registry_days=101, consent_days=100)


def test_a_hall_without_a_policy_asks_nobody() -> None:
    catalogue = catalogue_view(Hall(Rules(core_config())), MORNING)
    assert [service.identity for service in catalogue.services] == [None] * len(catalogue.services)
