"""The hall's running broker, as the authority handles it: read the files again, and end one unit's open connections.

Mosquitto 2.0.11 reads certificates, list of revoked ones and access list again at SIGHUP, but lets connections be that are open.
Its dynamic-security plugin ends all connections of a user name when an account of that name is removed. So an account is made and
removed again in one message: the unit is out, however many connections it had, and its certificate doesn't let it in again.
Nobody else notices.
"""

import json
import secrets
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.reasoncodes import ReasonCode

from api.process.secret_file import read_secret
from hall_controller.trust.registrar import BROKER_ACCOUNT

CONTROL = "$CONTROL/dynamic-security/v1"
CONTROL_ANSWERS = f"{CONTROL}/response"
SERVICE = "mosquitto.service"
LOOPBACK = "127.0.0.1"
PORT = 1883
ANSWER_WITHIN_S = 5.0
KEEPALIVE_S = 10
SYSTEMCTL_WITHIN_S = 30.0
BOOTED = Path("/run/systemd/system")
"""There where systemd runs the machine (sd_booted(3)); a chroot has none."""
NOT_ACTIVE = frozenset({3, 4})
"""Exit codes of `systemctl is-active`: it doesn't run; there is no such unit. Another one isn't an answer."""


class BrokerSilent(Exception):
    """The broker runs, but a unit's connection couldn't be ended; the text says what to do."""


class BrokerControl(Protocol):
    """What revoking needs of the broker."""

    def reload(self) -> bool:
        """Have it read its files again; False: it doesn't run, so nobody is connected.

        Raises:
            BrokerSilent: it runs, and can't be told.
        """

    def throw_out(self, node: str) -> None:
        """End all connections of a node, if there are any.

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

    def throw_out(self, node: str) -> None:
        end_connections(self.host, self.port, BROKER_ACCOUNT, read_secret(self.password), node)


def end_connections(host: str, port: int, username: str, password: str, node: str) -> None:
    """Have the broker end all connections of a user name; returns when it has.

    Raises:
        BrokerSilent: no answer within ANSWER_WITHIN_S, the account isn't let in, or the broker refuses.
    """
    order = _Order(username, password, node)
    deadline_s = time.monotonic() + ANSWER_WITHIN_S
    try:
        order.client.connect(host, port, KEEPALIVE_S)
        while order.problem is None and time.monotonic() < deadline_s:
            if order.client.loop(0.1) is not MQTTErrorCode.MQTT_ERR_SUCCESS:
                break
    except OSError as error:
        raise BrokerSilent(f"the broker at {host}:{port} can't be reached ({error.strerror or type(error).__name__})") from error
    finally:
        order.client.disconnect()
        order.client.loop(0.1)
    if order.problem is None:
        raise BrokerSilent(
            f"the broker doesn't answer the account {username!r}; write its files anew: tingtang trust broker-files"
        )
    if order.problem:
        raise BrokerSilent(f"the broker refuses ({order.problem}); write its files anew: tingtang trust broker-files")


class _Order:
    """One order to the broker's plugin. `problem`: None until it has answered, empty when it is done."""

    def __init__(self, username: str, password: str, node: str) -> None:
        self.problem: str | None = None
        # Its password is never told to anybody, and the account is gone within the same message.
        made = {"command": "createClient", "username": node, "password": secrets.token_urlsafe()}
        self._body = json.dumps({"commands": [made, {"command": "deleteClient", "username": node}]})
        name = f"{username}-{secrets.token_hex(8)}"
        self.client = Client(CallbackAPIVersion.VERSION2, client_id=name, protocol=MQTTProtocolVersion.MQTTv5)
        self.client.username_pw_set(username, password)
        self.client.on_connect = self._on_connect
        self.client.on_subscribe = self._on_subscribe
        self.client.on_publish = self._on_publish
        self.client.on_message = lambda _client, _data, message: self._answered(bytes(message.payload))

    def _on_connect(self, _client: Client, _data: object, _flags: object, code: ReasonCode, _properties: object) -> None:
        if code.is_failure:
            self.problem = str(code)
        else:
            self.client.subscribe(CONTROL_ANSWERS, 1)

    def _on_subscribe(self, *_: object) -> None:
        self.client.publish(CONTROL, self._body, qos=1)

    def _on_publish(self, _client: Client, _data: object, _mid: int, code: ReasonCode, _properties: object) -> None:
        if code.is_failure:
            self.problem = str(code)

    def _answered(self, payload: bytes) -> None:
        try:
            answers = {answer["command"]: answer.get("error", "") for answer in json.loads(payload)["responses"]}
        except (ValueError, KeyError, TypeError):
            self.problem = "its answer can't be read"
        else:
            self.problem = str(answers.get("deleteClient", "no answer to the order"))


def reload_by_systemd(service: str = SERVICE, booted: Path = BOOTED) -> bool:
    """Whether it runs; then it was told to read its files again.

    Raises:
        BrokerSilent: it runs, or nobody knows whether it does, and can't be told.
    """
    if not booted.is_dir():
        return False
    code = _systemctl("is-active", "--quiet", service)
    if code in NOT_ACTIVE:
        return False
    if code != 0 or _systemctl("reload", service) != 0:
        raise BrokerSilent(f"{service} can't be told to read its files again (look at: systemctl status {service})")
    return True


def not_running() -> bool:
    """In an image or a chroot."""
    return False


def restart_by_systemd(service: str = SERVICE) -> bool:
    """For when a connection can't be ended otherwise: everybody is out, and comes back within seconds."""
    return _systemctl("try-restart", service) == 0


def reload_if_running(service: str) -> bool:
    """For what reads its files again without ending anybody's connection."""
    return _systemctl("try-reload-or-restart", service) == 0


def _systemctl(*arguments: str) -> int | None:
    """Its exit code; None: it gave no answer."""
    try:
        done = subprocess.run(["systemctl", *arguments], check=False, capture_output=True, timeout=SYSTEMCTL_WITHIN_S)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.returncode
