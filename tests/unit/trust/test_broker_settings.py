"""A broker's section of the settings never means something in the clear by mistake."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from api.process.broker_access import BrokerSection, bus_settings
from drivers.core.links import MqttBrokerConfig

CA, CRT, KEY = Path("ca.crt"), Path("client.crt"), Path("client.key")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_this_machine_needs_no_tls(host: str) -> None:
    assert BrokerSection(host=host).ca_file is None


@pytest.mark.parametrize("host", ["10.0.0.1", "hall.local", "localhost.example", "::", "0.0.0.0"])
def test_a_network_needs_it(host: str) -> None:
    with pytest.raises(ValidationError, match="only with TLS"):
        BrokerSection(host=host)
    assert BrokerSection(host=host, ca_file=CA).host == host


@pytest.mark.parametrize("files", [{"certificate_file": CRT}, {"key_file": KEY}, {"certificate_file": CRT, "key_file": KEY}])
def test_a_certificate_is_never_left_unused(files: dict[str, Path]) -> None:
    with pytest.raises(ValidationError, match=r"belong together|TLS would be off"):
        BrokerSection(**files)


def test_with_a_certificate_nothing_else_says_who_it_is(tmp_path: Path) -> None:
    section = BrokerSection(host="hall.local", port=8883, ca_file=CA, certificate_file=CRT, key_file=KEY)
    settings = bus_settings(section, site="150426-07", node="window-agent", data_dir=tmp_path)
    assert (settings.username, settings.password) == (None, None)
    assert settings.tls is not None
    assert settings.tls.certificate == CRT


@pytest.mark.parametrize("files", [{"certificate_file": CRT}, {"certificate_file": CRT, "key_file": KEY}])
def test_nor_is_that_of_a_device_at_a_broker_of_its_own(files: dict[str, Path]) -> None:
    with pytest.raises(ValidationError, match=r"belong together|TLS would be off"):
        MqttBrokerConfig(host="pads.local", **files)
    assert MqttBrokerConfig(host="pads.local", ca_file=CA, certificate_file=CRT, key_file=KEY).ca_file == CA
