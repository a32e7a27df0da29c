"""Asks an agent elsewhere for a device's diagnosis, over the hall's broker. One question, one answer, no state left behind."""

import queue
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from api.bus.codec import Malformed, Stamp, decode_answer, encode_command
from api.ids import new_id
from api.messages.completion import Completion
from api.messages.device_commands import Diagnose
from api.messages.topics import NODE_DEVICE, PREFIX, Channel
from tingtang.device.errors import ToolError

ANSWER_S = 10.0


@dataclass(frozen=True, slots=True)
class BrokerAddress:
    """Where the broker is and as whom to speak there.

    Only a node that may command devices is answered: the controller, or a kiosk for its own terminal.
    """

    host: str
    port: int
    user: str
    password_file: Path | None
    ca_file: Path | None


def diagnose(broker: BrokerAddress, site: str, node: str, device: str) -> dict[str, Any]:
    """The device's diagnosis.

    Raises:
        ToolError: the broker can't be reached or refuses, or nobody answers.
    """
    answers: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    command_id = new_id()
    # An id of its own: with the node's the broker would end the node's connection.
    client = Client(CallbackAPIVersion.VERSION2, client_id=f"device-tool-{command_id}", protocol=MQTTProtocolVersion.MQTTv5)
    if broker.user:
        client.username_pw_set(broker.user, _password(broker.password_file))
    if broker.ca_file is not None:
        client.tls_set(ca_certs=str(broker.ca_file))
    ready = threading.Event()
    refused: list[str] = []
    reply_to = f"{PREFIX}/{site}/{broker.user or 'tool'}/{NODE_DEVICE}/{Channel.REPLY.value}/{command_id.lower()}"

    def on_connect(_client: Client, _userdata: Any, _flags: Any, code: Any, _properties: Any) -> None:
        if code.is_failure:
            refused.append(str(code))
            ready.set()
        else:
            client.subscribe(reply_to, 1)

    def on_message(_client: Client, _userdata: Any, message: MQTTMessage) -> None:
        answers.put(bytes(message.payload))

    client.on_connect = on_connect
    client.on_subscribe = lambda *_: ready.set()
    client.on_message = on_message
    try:
        client.connect(broker.host, broker.port)
    except OSError as error:
        raise ToolError("error.broker", host=broker.host, port=broker.port, problem=error) from error
    client.loop_start()
    try:
        if not ready.wait(ANSWER_S) or refused:
            problem = refused[0] if refused else "no answer"
            raise ToolError("error.broker", host=broker.host, port=broker.port, problem=problem)
        properties = Properties(PacketTypes.PUBLISH)
        properties.ResponseTopic = reply_to
        properties.CorrelationData = command_id.encode()
        stamp = Stamp(at=time.time_ns() // 1_000_000, session=command_id, seq=1)
        body = encode_command(Diagnose(), stamp, command_id=command_id, by="device-tool", timeout_ms=int(ANSWER_S * 1000))
        client.publish(f"{PREFIX}/{site}/{node}/{device}/{Channel.COMMAND.value}/diagnose", body, 1, properties=properties)
        return _await(answers, node, device)
    finally:
        client.disconnect()
        client.loop_stop()


def _await(answers: "queue.SimpleQueue[bytes]", node: str, device: str) -> dict[str, Any]:
    until_s = time.monotonic() + ANSWER_S
    while (left_s := until_s - time.monotonic()) > 0:
        try:
            answer = decode_answer(answers.get(timeout=left_s))
        except (queue.Empty, Malformed):
            continue
        if isinstance(answer, Completion):
            if answer.succeeded:
                return dict(answer.result)
            raise ToolError("error.noDiagnosis", node=node, device=device, problem=answer.error_code or answer.code.value)
    raise ToolError("error.noDiagnosis", node=node, device=device, problem="no answer")


def _password(path: Path | None) -> str | None:
    return None if path is None else path.read_text(encoding="utf-8").strip()
