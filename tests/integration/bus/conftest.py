"""Every test here runs against a real Mosquitto of its own."""

import pytest

from tests.support.broker import broker, make_bus

__all__ = ["broker", "make_bus"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/integration/bus" in item.path.as_posix():
            item.add_marker(pytest.mark.integration)
