"""一件事: what the hall's file may offer as one choice, and what its catalogue tells of it."""

from typing import Any

import pytest
from pydantic import ValidationError

from hall_controller.config import HallConfig
from hall_controller.domain.rules import Rules
from hall_controller.domain.views import catalogue_view
from tests.support.hall_core import CoreHall, core_config

NAMES = {"zh-CN": "买房一件事"}


def with_packages(*packages: dict[str, Any], **sections: Any) -> HallConfig:
    document = core_config().model_dump()
    return HallConfig.model_validate(document | {"packages": [{"names": NAMES, **package} for package in packages]} | sections)


def test_the_catalogue_offers_it() -> None:
    hall = with_packages({"id": "home", "services": ["s-b", "s-a"], "hint": {"zh-CN": "买卖双方"}})
    core = CoreHall(Rules(hall))
    [package] = catalogue_view(core.hall, core.now).packages
    assert (package.id, package.services, package.hint) == ("home", ("s-b", "s-a"), {"zh-CN": "买卖双方"})


@pytest.mark.parametrize(
    ("packages", "message"),
    [
        ([{"id": "home", "services": ["s-a"]}], "at least 2"),
        ([{"id": "home", "services": ["s-a", "s-x"]}], "there is no service 's-x'"),
        ([{"id": "home", "services": ["s-a", "s-a"]}], "more than once"),
        ([{"id": "home", "services": ["s-a", "s-b"]}] * 2, "packages.id"),
    ],
)
def test_what_would_be_refused_to_a_citizen_is_refused_in_the_file(packages: list[dict[str, Any]], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        with_packages(*packages)


def test_more_than_one_number_holds_and_what_excludes_each_other() -> None:
    hall = core_config(items_max=1).model_dump()["hall"]
    with pytest.raises(ValidationError, match="items_max"):
        with_packages({"id": "home", "services": ["s-a", "s-b"]}, hall=hall)
    services = core_config().model_dump()["services"]
    for service in services:
        service["conflict_group"] = "either"
    with pytest.raises(ValidationError, match="conflict_group"):
        with_packages({"id": "home", "services": ["s-a", "s-b"]}, services=services)
