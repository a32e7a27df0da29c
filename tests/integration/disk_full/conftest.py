import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/integration/disk_full" in item.path.as_posix():
            item.add_marker(pytest.mark.integration)
