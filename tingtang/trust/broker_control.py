"""The hall's running broker, as the authority handles it: read the files again, and end one unit's open connection.

Mosquitto 2.0.11 reads certificates, list of revoked ones and access list again at SIGHUP, but lets connections be that are open.
A client that connects with a client id in use takes that connection's place (MQTT 5, 3.1.4), and the client id of a unit is the
name in its certificate (`use_username_as_clientid`). So the authority's own account, which only this machine can use, connects
for a moment under the unit's name: the unit is out, and its certificate doesn't let it in again. Nobody else notices.
"""

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from api.process.secret_file import read_secret
from hall_controller.trust.registrar import BROKER_ACCOUNT

SERVICE = "mosquitto.service"
LOOPBACK = "127.0.0.1"
PORT = 1883
ANSWER_WITHIN_S = 5.0
KEEPALIVE_S = 10
SYSTEMCTL_WITHIN_S = 30.0


class BrokerSilent(Exception):
    """The broker runs, but a unit's connection couldn't be ended; the text says what to do."""


class BrokerControl(Protocol):
    """What revoking needs of the broker."""

    def reload(self) -> bool:
        """Have it read its files again; False: it doesn't run, so nobody is connected.

        Raises:
            BrokerSilent: it runs, and can't be told.
        """

    def throw_out(self, client_id: str) -> None:
        """End that client's connection, if there is one.

        Raises:
            BrokerSilent: it didn't answer.
        """


@dataclass(frozen=True, slots=True)
class HallBroker:
    """`hang_up` has the broker read its files again, and says whether it runs."""

    password: Path
    hang_up: Callable[[], bool]
    host: str = LOOPBACK
    port: int = PORT

    def reload(self) -> bool:
        return self.hang_up()

    def throw_out(self, client_id: str) -> None:
        take_place(self.host, self.port, BROKER_ACCOUNT, read_secret(self.password), client_id)


def take_place(host: str, port: int, username: str, password: str, client_id: str) -> None:
    """Connect under a client id and leave again: whoever had it is out.

    Raises:
        BrokerSilent: no answer within ANSWER_WITHIN_S, or the account isn't let in.
    """
    answers: list[ReasonCode] = []
    client = Client(CallbackAPIVersion.VERSION2, client_id=client_id, protocol=MQTTProtocolVersion.MQTTv5)
    client.username_pw_set(username, password)
    client.on_connect = lambda _client, _data, _flags, code, _properties: answers.append(code)
    properties = Properties(PacketTypes.CONNECT)
    properties.SessionExpiryInterval = 0
    deadline_s = time.monotonic() + ANSWER_WITHIN_S
    try:
        client.connect(host, port, KEEPALIVE_S, clean_start=True, properties=properties)
        while not answers and time.monotonic() < deadline_s:
            if client.loop(0.1) is not MQTTErrorCode.MQTT_ERR_SUCCESS:
                break
    except OSError as error:
        raise BrokerSilent(f"the broker at {host}:{port} can't be reached ({error.strerror or type(error).__name__})") from error
    finally:
        client.disconnect()
        client.loop(0.1)
    if not answers or answers[0].is_failure:
        raise BrokerSilent(
            f"the broker doesn't let the account {username!r} in; write its files anew: tingtang trust broker-files"
        )


def reload_by_systemd(service: str = SERVICE) -> bool:
    """Whether it runs; then it was told to read its files again.

    Raises:
        BrokerSilent: it runs, and can't be told.
    """
    if not _systemctl("is-active", "--quiet", service):
        return False
    if not _systemctl("reload", service):
        raise BrokerSilent(f"{service} runs, but can't be told to read its files again")
    return True


def not_running() -> bool:
    """In an image or a chroot."""
    return False


def restart_by_systemd(service: str = SERVICE) -> bool:
    """For when a connection can't be ended otherwise: everybody is out, and comes back within seconds."""
    return _systemctl("try-restart", service)


def _systemctl(*arguments: str) -> bool:
    try:
        done = subprocess.run(["systemctl", *arguments], check=False, capture_output=True, timeout=SYSTEMCTL_WITHIN_S)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
