import pytest

from tests.support.hall_core import CoreHall


@pytest.fixture
def core() -> CoreHall:
    """A hall at nine in the morning, all windows closed."""
    return CoreHall()
