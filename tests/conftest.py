"""What every test has: hypothesis without time limits (machines are shared), and free loopback ports."""

import pytest
from hypothesis import HealthCheck, settings

from tingtang import ports

settings.register_profile("tingtang", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("tingtang")


@pytest.fixture
def free_port() -> int:
    """A TCP port on 127.0.0.1 that nobody listens on now."""
    return ports.free_port()
