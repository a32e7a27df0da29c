"""The bridge between a terminal's own broker and the hall's: what passes over it, as Mosquitto's configuration.

Kiosk and agent of a terminal speak to the broker beside them only. Cut off from the hall, the kiosk still prints and reads cards.
Mosquitto's access list doesn't bind its own bridges, so these topics are what keeps one terminal's words from another's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from api.messages.links import link_of, link_topic
from api.messages.topics import CONTROLLER_NODE, HALL_DEVICE, NODE_DEVICE, PREFIX, Channel, require_id
from tingtang.broker_template import TERMINAL, Change, render

QOS = 1
"""At most: a question in passing (QoS 0) stays one, and is kept by neither broker."""
_TLS_SETTINGS = ("bridge_cafile", "bridge_certfile", "bridge_keyfile", "bridge_tls_version")


@dataclass(frozen=True, slots=True)
class Bridge:
    """One terminal's way to the hall."""

    site: str
    kiosk: str
    agent: str
    host: str
    port: int
    password: str | None = field(default=None, repr=False)
    """Of the account `<kiosk>-link`, at a broker that knows passwords; left out: the bridge's certificate says who it is."""
    tls: bool = True
    authority: str | None = None
    """File of the hall's certificate authority; left out: the template's place. `certificate` and `key` likewise."""
    certificate: str | None = None
    key: str | None = None

    @property
    def link(self) -> str:
        return link_of(self.kiosk)


def topics(site: str, nodes: Sequence[str]) -> list[str]:
    """The bridge's `topic` lines: outward what the nodes say and ask, inward what is asked of them and answered to them.

    Raises:
        ValueError: a name isn't a valid id and would open more.
    """
    root = f"{PREFIX}/{require_id(site, 'site')}"
    controller = f"{root}/{CONTROLLER_NODE}"
    lines = [
        f"topic {controller}/{HALL_DEVICE}/{Channel.COMMAND}/# out {QOS}",
        f"topic {controller}/{NODE_DEVICE}/{Channel.REPLY}/# out {QOS}",
        f"topic {controller}/+/{Channel.STATE}/# in {QOS}",
    ]
    for node in nodes:
        own = f"{root}/{require_id(node, 'node')}"
        lines += [
            f"topic {own}/+/{Channel.STATE}/# out {QOS}",
            f"topic {own}/+/{Channel.EVENT}/# out {QOS}",
            f"topic {own}/+/{Channel.COMMAND}/# in {QOS}",
            f"topic {own}/{NODE_DEVICE}/{Channel.REPLY}/# in {QOS}",
        ]
    return lines


def terminal_configuration(bridge: Bridge, changes: Mapping[str, Change]) -> str:
    """The whole configuration of a terminal's broker. `changes`: further settings of the template.

    Raises:
        ValueError: a name isn't a valid id.
    """
    own: dict[str, Change] = {
        "address": f"{bridge.host}:{bridge.port}",
        "remote_clientid": bridge.link,
        "notification_topic": link_topic(bridge.site, bridge.link),
    }
    if not bridge.tls:
        own |= dict.fromkeys(_TLS_SETTINGS)
    else:
        files = {"bridge_cafile": bridge.authority, "bridge_certfile": bridge.certificate, "bridge_keyfile": bridge.key}
        own |= {setting: file for setting, file in files.items() if file is not None}
    settings = render(TERMINAL.read_text("utf-8"), own | dict(changes))
    if bridge.password is not None:
        settings += f"remote_username {bridge.link}\nremote_password {bridge.password}\n"
    return settings + "\n".join(topics(bridge.site, (bridge.kiosk, bridge.agent))) + "\n"
