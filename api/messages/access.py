"""The broker's access list, as text for Mosquitto's `acl_file`, generated from the one table of topics.

The user name is the node's name. Every node gets the same rules by patterns (`%u`: its own name); controller and kiosks get
rules of their own beside them; the bridge of a terminal's own broker has its nodes' rules by name. A rating pad that is a client
itself has its own topics and is denied the hall's. What isn't granted is denied. Mosquitto answers a denied SUBSCRIBE with
"granted" all the same: only delivery shows it.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from api.messages.beside_commands import TERMINAL_COMMANDS
from api.messages.device_commands import DEVICE_COMMANDS
from api.messages.links import LINK_STATE, is_link, link_of, terminal_of
from api.messages.pads import PAD_HEARS, PAD_PREFIX, PAD_TELLS, is_pad
from api.messages.topics import (
    CONTROLLER_NODE,
    HALL_DEVICE,
    NODE_DEVICE,
    PREFIX,
    TOPICS,
    Channel,
    Receiver,
    require_id,
)

ANY_SITE = "+"

KIOSK_HALL_COMMANDS = frozenset(
    {
        "take",
        "hand-over",
        "reprint",
        "rate",
        "rate-terminal",
        "cancel",
        "catalogue",
        "take-offline",
        "lease-numbers",
        "return-numbers",
        "book",
        "check-in",
        "slots",
        "move-booking",
        "find-ticket",
        "bookings",
        "postpone",
        "back",
        "unhold",
        *TERMINAL_COMMANDS,
    }
)
"""What a citizen can do at a kiosk. Desks act through the controller's HTTP interface, pads by events."""

KIOSK_DEVICE_COMMANDS = frozenset(
    {
        "print",
        "eject",
        "retract",
        "load-paper",
        "say",
        "whisper",
        "stop",
        "volume",
        "show",
        "blank",
        "ask",
        "read-card",
        "scan",
        "read-keys",
        "identify",
        "test-pattern",
        "cancel",
        "reset",
        "diagnose",
    }
)
"""What a kiosk may ask of its own terminal's devices."""


class NodeRole(StrEnum):
    CONTROLLER = "controller"
    KIOSK = "kiosk"
    AGENT = "agent"
    """Everything that only serves devices: the least rights, so also what has no known name."""
    PAD = "pad"
    """A rating pad with a connection of its own. It is no node: it never speaks to the hall, only to its agent."""
    LINK = "link"
    """The bridge of a terminal that has a broker of its own: everything its kiosk and its agent may, and nothing else."""


def role_of(node: str) -> NodeRole:
    """A node's role, by the naming rule of the contract: `ctl`, `kiosk-03`, `kiosk-03-link`, `pad-7`; else an agent's, as
    `kiosk-03-agent`, `window-12`, …
    """
    if is_pad(node):
        return NodeRole.PAD
    if is_link(node):
        return NodeRole.LINK
    if node == CONTROLLER_NODE:
        return NodeRole.CONTROLLER
    if node.startswith("kiosk-") and not node.endswith("-agent"):
        return NodeRole.KIOSK
    return NodeRole.AGENT


def access_list(
    site: str, nodes: Iterable[str], kiosk_agents: Mapping[str, str] | None = None, *, cut_off: Iterable[str] = ()
) -> str:
    """The whole file.

    `site`: the hall, or ANY_SITE for a list that fits every hall. `kiosk_agents`: the agent whose devices a kiosk may command,
    by kiosk; a kiosk that isn't named there has the agent `<kiosk>-agent`. `cut_off`: nodes that may do nothing any more, not
    even over a connection that is still open.

    Raises:
        ValueError: a site's or node's name isn't a valid id.
    """
    if site != ANY_SITE:
        require_id(site, "site")
    root = f"{PREFIX}/{site}"
    sections = [
        "# Generated from the table of topics by `tingtang contract`. Do not edit.",
        "# For every node: its own state and events, commands to it, answers to it.",
        *_everyone(root),
    ]
    for node in sorted(set(nodes)):
        require_id(node, "node")
        role = role_of(node)
        rules = _pad(site, node) if role is NodeRole.PAD else _named(root)
        if role is NodeRole.AGENT:
            rules += _drives_pads(site)
        elif role is NodeRole.CONTROLLER:
            rules += _controller(root)
        elif role is NodeRole.KIOSK:
            rules += _kiosk(root, node, _agent_of(node, kiosk_agents))
        elif role is NodeRole.LINK:
            terminal = terminal_of(node)
            rules = _link(root, node, (terminal, _agent_of(terminal, kiosk_agents)))
        sections += ["", f"user {node}", *rules]
    for node in sorted(set(cut_off)):
        # Denials come before the grants that everyone has by patterns.
        sections += ["", f"user {require_id(node, 'node')}", "topic deny #"]
    return "\n".join(sections) + "\n"


def _agent_of(kiosk: str, kiosk_agents: Mapping[str, str] | None) -> str:
    return require_id((kiosk_agents or {}).get(kiosk, f"{kiosk}-agent"), "agent")


def _everyone(root: str) -> list[str]:
    own = f"{root}/%u"
    rules = [f"pattern write {own}/+/{row.channel.value}/{row.name}" for row in TOPICS if row.channel in _OWN_WORDS]
    rules += [f"pattern read {own}/+/{Channel.COMMAND.value}/{name}" for name in DEVICE_COMMANDS]
    rules += [
        f"pattern read {own}/{NODE_DEVICE}/{Channel.REPLY.value}/+",
        f"pattern read {own}/{NODE_DEVICE}/{Channel.STATE.value}/availability",
    ]
    return rules


def _named(root: str) -> list[str]:
    """Of everyone too, but without the node's name in the topic: Mosquitto warns of such patterns."""
    return [
        f"topic read {root}/{CONTROLLER_NODE}/+/{Channel.STATE.value}/+",
        f"topic write {root}/+/{NODE_DEVICE}/{Channel.REPLY.value}/+",
    ]


_OWN_WORDS = frozenset({Channel.STATE, Channel.EVENT})


def _controller(root: str) -> list[str]:
    rules = [f"topic read {root}/+/+/{row.channel.value}/{row.name}" for row in TOPICS if row.channel in _OWN_WORDS]
    rules.append(f"topic read {root}/+/{NODE_DEVICE}/{Channel.STATE.value}/{LINK_STATE}")
    for row in TOPICS:
        if row.channel is Channel.COMMAND and row.receiver is Receiver.CONTROLLER:
            rules.append(f"topic read {root}/{CONTROLLER_NODE}/{HALL_DEVICE}/{row.channel.value}/{row.name}")
        elif row.channel is Channel.COMMAND:
            rules.append(f"topic write {root}/+/+/{row.channel.value}/{row.name}")
    return rules


def _pad(site: str, pad: str) -> list[str]:
    """Denials come before the grants that everyone has by patterns."""
    own = f"{PAD_PREFIX}/{site}/{pad}"
    return [
        f"topic deny {PREFIX}/#",
        *(f"topic write {own}/{name}" for name in PAD_TELLS),
        *(f"topic read {own}/{name}" for name in PAD_HEARS),
    ]


def _drives_pads(site: str) -> list[str]:
    every = f"{PAD_PREFIX}/{site}/+"
    return [*(f"topic read {every}/{name}" for name in PAD_TELLS), *(f"topic write {every}/{name}" for name in PAD_HEARS)]


def _link(root: str, link: str, nodes: Sequence[str]) -> list[str]:
    """Both directions of one terminal's bridge, as `tingtang.terminal_broker` asks for them."""
    asked = f"{root}/{CONTROLLER_NODE}/{HALL_DEVICE}/{Channel.COMMAND.value}"
    rules = [
        f"topic write {root}/{link}/{NODE_DEVICE}/{Channel.STATE.value}/{LINK_STATE}",
        f"topic read {root}/{CONTROLLER_NODE}/+/{Channel.STATE.value}/+",
        f"topic write {root}/{CONTROLLER_NODE}/{NODE_DEVICE}/{Channel.REPLY.value}/+",
        *(f"topic write {asked}/{name}" for name in sorted(KIOSK_HALL_COMMANDS)),
    ]
    for node in nodes:
        own = f"{root}/{node}"
        rules += [f"topic write {own}/+/{row.channel.value}/{row.name}" for row in TOPICS if row.channel in _OWN_WORDS]
        rules += [f"topic read {own}/+/{Channel.COMMAND.value}/{name}" for name in DEVICE_COMMANDS]
        rules.append(f"topic read {own}/{NODE_DEVICE}/{Channel.REPLY.value}/+")
    return rules


def _kiosk(root: str, kiosk: str, agent: str) -> list[str]:
    rules = [f"topic read {root}/{link_of(kiosk)}/{NODE_DEVICE}/{Channel.STATE.value}/{LINK_STATE}"]
    for row in TOPICS:
        if row.channel is not Channel.COMMAND:
            continue
        if row.receiver is Receiver.CONTROLLER and row.name in KIOSK_HALL_COMMANDS:
            rules.append(f"topic write {root}/{CONTROLLER_NODE}/{HALL_DEVICE}/{row.channel.value}/{row.name}")
        elif row.receiver is Receiver.DEVICE and row.name in KIOSK_DEVICE_COMMANDS:
            rules.append(f"topic write {root}/{agent}/+/{row.channel.value}/{row.name}")
    rules.append(f"topic read {root}/{agent}/+/{Channel.STATE.value}/+")
    rules.append(f"topic read {root}/{agent}/+/{Channel.EVENT.value}/+")
    return rules
