"""What one node meets at its broker: port, TLS, password, access list, and the hall behind it.

A client of its own, without the node's client id and without a will: a running node keeps its session, and nobody is told that
it came or went.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from api.bus.codec import Malformed, Stamp, decode_state, encode_state
from api.bus.settings import BusSettings
from api.bus.tls import client_context
from api.ids import new_id
from api.messages.completion import Completion
from api.messages.links import LINK_DOWN, link_of, link_topic
from api.messages.state import Availability
from api.messages.topics import CONTROLLER_NODE, NODE_DEVICE, Channel, availability_topic, topic
from api.messages.words import AvailabilityState, CompletionCode
from tingtang.doctor.finding import Finding
from tingtang.doctor.network import Reach, reach
from tingtang.doctor.tls import Trouble, try_tls

ANSWER_S = 5.0
KEPT_S = 1.0
"""What a broker keeps, and our own word to ourselves, come at once."""
STEP_S = 0.02
_REFUSED = frozenset({0x84, 0x85, 0x86, 0x87, 0x8A, 0x8C})
"""MQTT 5, 3.2.2.2: protocol or client id not taken, bad user name or password, not authorized, banned, bad method."""


@dataclass(slots=True)
class BrokerFacts:
    host: str
    port: int
    node: str
    reach: Reach = Reach.OPEN
    trouble: Trouble = Trouble.NONE
    answered: bool = False
    talked: bool = False
    """A conversation was tried."""
    let_in: bool = False
    heard_itself: bool = False
    """A word to itself came back: it may write and read what is its own."""
    kept: dict[str, bytes] = field(default_factory=dict, repr=False)
    """Retained payloads by topic."""
    controller: Availability | None = None
    cut_off: bool = False


def judge_broker(facts: BrokerFacts) -> list[Finding]:
    said: dict[str, object] = {"host": facts.host, "port": facts.port, "node": facts.node}
    if facts.reach is Reach.CLOSED:
        return [Finding("broker.not-listening", said)]
    if facts.reach is not Reach.OPEN or facts.trouble is Trouble.FILES:
        # The network's own look, or the certificates', says it.
        return []
    if facts.trouble is not Trouble.NONE:
        return [Finding(f"broker.{facts.trouble.value}", said)]
    if not facts.talked:
        return []
    if not facts.answered:
        return [Finding("broker.not-a-broker", said)]
    if not facts.let_in:
        return [Finding("broker.refused", said)]
    found = [] if facts.heard_itself else [Finding("broker.no-access", said)]
    if facts.node == CONTROLLER_NODE:
        return found
    if facts.cut_off:
        return [*found, Finding("broker.cut-off", said)]
    if facts.controller is None or facts.controller.state is not AvailabilityState.ONLINE:
        found.append(Finding("broker.no-controller", said))
    return found


def look_at_broker(
    settings: BusSettings, *, talk: bool = True, also: Sequence[str] = (), now_s: Callable[[], float] = time.monotonic
) -> BrokerFacts:
    """`talk`: say something too. Not as a certified node that runs: the hall's broker gives it the certified name as client id,
    so the running node would be thrown out. `also`: further topics whose retained payloads are wanted.
    """
    facts = BrokerFacts(settings.host, settings.port, settings.node)
    facts.reach = reach(settings.host, settings.port)
    if facts.reach is not Reach.OPEN:
        return facts
    if settings.tls is not None:
        try:
            facts.trouble = try_tls(settings.host, settings.port, settings.tls)
        except OSError:
            facts.reach = Reach.SILENT
        if facts.trouble is not Trouble.NONE:
            return facts
    if talk:
        _converse(settings, facts, also, now_s)
    return facts


def _converse(settings: BusSettings, facts: BrokerFacts, also: Sequence[str], now_s: Callable[[], float]) -> None:
    # An answer that nobody waits for: the running node subscribes to another name, the access list grants this one to all.
    self_topic = topic(settings.site, settings.node, NODE_DEVICE, Channel.REPLY, f"doctor-{new_id()[-8:].lower()}")
    link, controller = link_topic(settings.site, link_of(settings.node)), availability_topic(settings.site, CONTROLLER_NODE)
    wanted = (self_topic, link, controller, *also)
    client = Client(CallbackAPIVersion.VERSION2, client_id=settings.client_id, protocol=MQTTProtocolVersion.MQTTv5)
    facts.talked = True
    state = {"refused": False, "subscribed": False}

    def on_connect(_client: Client, _userdata: Any, _flags: Any, code: ReasonCode, _properties: Any) -> None:
        facts.answered, facts.let_in = True, not code.is_failure
        state["refused"] = code.value in _REFUSED
        if facts.let_in:
            client.subscribe([(name, SubscribeOptions(qos=1)) for name in wanted])

    def on_subscribe(*_: Any) -> None:
        state["subscribed"] = True
        nothing = Completion(id=new_id(), code=CompletionCode.SUCCESS)
        client.publish(self_topic, encode_state(nothing, Stamp(0, "doctor", 0)), qos=1)

    def on_message(_client: Client, _userdata: Any, message: MQTTMessage) -> None:
        facts.kept[message.topic] = bytes(message.payload)

    client.on_connect, client.on_subscribe, client.on_message = on_connect, on_subscribe, on_message
    if settings.username is not None:
        client.username_pw_set(settings.username, settings.password)
    try:
        if settings.tls is not None:
            client.tls_set_context(client_context(settings.tls))
        client.connect_timeout = settings.connect_timeout_s
        client.connect(settings.host, settings.port, settings.keepalive_s)
    except OSError:
        return
    end_s, kept_until_s = now_s() + ANSWER_S, None
    while now_s() < end_s and not state["refused"]:
        if client.loop(STEP_S) is not MQTTErrorCode.MQTT_ERR_SUCCESS:
            break
        if state["subscribed"] and kept_until_s is None:
            kept_until_s = now_s() + KEPT_S
        if kept_until_s is not None and (now_s() >= kept_until_s or set(wanted) - {link} <= facts.kept.keys()):
            break
    client.disconnect()
    facts.heard_itself = self_topic in facts.kept
    facts.cut_off = facts.kept.get(link) == LINK_DOWN
    facts.controller = _availability(facts.kept.get(controller, b""))


def _availability(payload: bytes) -> Availability | None:
    try:
        return decode_state(payload, Availability)[1]
    except Malformed:
        return None
