"""Devices that hang on a broker: on the agent's own, unless their link names another."""

from pathlib import Path

from api.process.settings_file import from_folder
from drivers.agent.settings import AgentSettings
from drivers.core.links import MqttBrokerConfig, MqttLinkConfig


def agents_broker(settings: AgentSettings) -> MqttBrokerConfig:
    """The agent's own broker, with its own account: the access list lets agents speak to pads."""
    broker = settings.broker
    return MqttBrokerConfig(
        host=broker.host,
        port=broker.port,
        username=broker.username or (settings.agent.node if broker.password_file else None),
        password_file=broker.password_file,
        ca_file=broker.ca_file,
        certificate_file=broker.certificate_file,
        key_file=broker.key_file,
    )


def in_folder(link: MqttLinkConfig, folder: Path) -> MqttLinkConfig:
    """The same link with the relative paths of its own broker starting at `folder`."""
    if link.broker is None:
        return link
    return link.model_copy(update={"broker": from_folder(link.broker, folder)})
