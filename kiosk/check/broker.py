"""Does the broker let the kiosk in, does it reach the hall, and what does the printer's agent say?

A client of its own, without the node's client id and without a will: a running kiosk keeps its session, and nobody is told that
the node came or went.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from api.bus.codec import Malformed, decode_state
from api.bus.settings import BusSettings
from api.bus.tls import client_context
from api.messages.links import LINK_DOWN, link_of, link_topic
from api.messages.state import Availability, Status
from api.messages.topics import CONTROLLER_NODE, Channel, availability_topic, topic
from api.messages.words import AvailabilityState, DeviceState
from kiosk.check.finding import Finding, Part, Verdict

ANSWER_S = 5.0
"""To be let in."""
KEPT_S = 1.0
"""What a broker keeps comes at once after the subscription."""
STEP_S = 0.05
REFUSED = frozenset({0x86, 0x87, 0x8A})
"""MQTT 5, 3.2.2.2: bad user name or password, not authorized, banned."""
MUTE_BY_DESIGN = "printer.neverAnswers"


@dataclass(slots=True)
class Heard:
    """What the broker said."""

    let_in: bool = False
    refused: bool = False
    error: str = ""
    """Why there was no connection: a key of `broker`."""
    states: dict[str, bytes] = field(default_factory=dict)
    """Retained payloads by topic."""


def look_at_broker(settings: BusSettings, printer: str, now_s: Callable[[], float] = time.monotonic) -> list[Finding]:
    """Two findings: the broker with the hall behind it, and the printer. `printer`: `node/device`."""
    agent, device = printer.split("/")
    topics = {
        "controller": availability_topic(settings.site, CONTROLLER_NODE),
        "link": link_topic(settings.site, link_of(settings.node)),
        "agent": availability_topic(settings.site, agent),
        "printer": topic(settings.site, agent, device, Channel.STATE, "status"),
    }
    heard = _listen(settings, list(topics.values()), now_s)
    place: dict[str, object] = {"host": settings.host, "port": settings.port, "node": settings.node}
    if not heard.let_in:
        key = "refused" if heard.refused else heard.error or "silent"
        return [Finding(Part.BROKER, Verdict.BROKEN, key, place), Finding(Part.PRINTER, Verdict.LOOK, "not-known")]
    kept = {name: heard.states.get(address, b"") for name, address in topics.items()}
    return [judge_hall(kept["link"], kept["controller"], place), judge_printer(kept["agent"], kept["printer"], printer)]


def judge_hall(link: bytes, controller: bytes, place: dict[str, object]) -> Finding:
    """From what the broker keeps of the bridge and of the controller; empty: nothing."""
    if link == LINK_DOWN:
        return Finding(Part.BROKER, Verdict.LOOK, "cut-off", place)
    if _state(controller) is not AvailabilityState.ONLINE:
        return Finding(Part.BROKER, Verdict.LOOK, "no-controller", place)
    return Finding(Part.BROKER, Verdict.WELL, "well", place)


def judge_printer(agent: bytes, status: bytes, printer: str) -> Finding:
    if _state(agent) is not AvailabilityState.ONLINE:
        return Finding(Part.PRINTER, Verdict.BROKEN, "no-agent", {"agent": printer.split("/")[0]})
    try:
        said = decode_state(status, Status)[1]
    except Malformed:
        return Finding(Part.PRINTER, Verdict.BROKEN, "no-word", {"printer": printer})
    if said.reason == MUTE_BY_DESIGN:
        return Finding(Part.PRINTER, Verdict.LOOK, "mute", {"printer": printer})
    if said.device not in (DeviceState.ONLINE, DeviceState.DEVICE_BUSY):
        return Finding(Part.PRINTER, Verdict.BROKEN, "not-well", {"printer": printer, "reason": said.reason})
    if said.reason != "ok":
        return Finding(Part.PRINTER, Verdict.LOOK, "soon", {"printer": printer, "reason": said.reason})
    return Finding(Part.PRINTER, Verdict.WELL, "well", {"printer": printer})


def _state(payload: bytes) -> AvailabilityState | None:
    try:
        return decode_state(payload, Availability)[1].state
    except Malformed:
        return None


def _listen(settings: BusSettings, topics: list[str], now_s: Callable[[], float]) -> Heard:
    heard, subscribed = Heard(), [False]
    client = Client(CallbackAPIVersion.VERSION2, client_id=f"{settings.node}-check", protocol=MQTTProtocolVersion.MQTTv5)

    def on_connect(_client: Client, _userdata: Any, _flags: Any, code: ReasonCode, _properties: Any) -> None:
        heard.let_in = not code.is_failure
        heard.refused = code.value in REFUSED
        if heard.let_in:
            client.subscribe([(name, SubscribeOptions(qos=1)) for name in topics])

    def on_subscribe(*_: Any) -> None:
        subscribed[0] = True

    def on_message(_client: Client, _userdata: Any, message: MQTTMessage) -> None:
        heard.states[message.topic] = bytes(message.payload)

    client.on_connect, client.on_subscribe, client.on_message = on_connect, on_subscribe, on_message
    if settings.username is not None:
        client.username_pw_set(settings.username, settings.password)
    try:
        if settings.tls is not None:
            client.tls_set_context(client_context(settings.tls))
        client.connect_timeout = settings.connect_timeout_s
        client.connect(settings.host, settings.port, settings.keepalive_s)
    except OSError as error:
        # Certificate errors are OSErrors too.
        heard.error = "certificate" if settings.tls is not None and "SSL" in type(error).__name__ else "unreachable"
        return heard
    end_s, kept_until_s = now_s() + ANSWER_S, None
    while now_s() < end_s and not heard.refused:
        if client.loop(STEP_S) is not MQTTErrorCode.MQTT_ERR_SUCCESS:
            break
        if subscribed[0] and kept_until_s is None:
            kept_until_s = now_s() + KEPT_S
        if kept_until_s is not None and (now_s() >= kept_until_s or len(heard.states) == len(topics)):
            break
    client.disconnect()
    return heard
