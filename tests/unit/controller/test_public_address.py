"""What only this machine reaches must not become a code on paper."""

import pytest
from pydantic import ValidationError

from hall_controller.public_address import unreachable_because
from tests.support.hall_core import core_config


@pytest.mark.parametrize(
    "url",
    ["https://hall.example.gov.cn", "https://hall.example/queue", "http://10.0.0.5:8080/tingtang", "https://[2001:db8::7]:8443"],
)
def test_what_phones_may_reach(url: str) -> None:
    assert unreachable_because(url) == ""
    assert core_config(public_url=url).hall.public_url == url


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:8080",
        "http://kiosk.localhost",
        "http://127.0.0.1:8080",
        "https://127.9.9.9",
        "http://0.0.0.0",
        "http://[::1]:8080",
        "http://169.254.3.4",
        "https://LOCALHOST./hall",
        "https://hall.example:99999",
    ],
)
def test_what_no_phone_ever_reaches_is_a_mistake_in_the_file(url: str) -> None:
    assert unreachable_because(url)
    with pytest.raises(ValidationError, match="public_url"):
        core_config(public_url=url)
