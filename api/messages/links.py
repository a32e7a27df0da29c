"""A terminal with a broker of its own: the account of its bridge at the hall's broker, and whether that bridge is up.

`kiosk-01-link` carries everything of the nodes `kiosk-01` and `kiosk-01-…`. Mosquitto itself writes the bridge's state, retained
and as its last will, to both brokers: the hall learns that the terminal is cut off, and the terminal that the hall is.
"""

from api.messages.topics import NODE_DEVICE, Channel, topic

LINK_SUFFIX = "-link"
LINK_STATE = "link"
LINK_UP, LINK_DOWN = b"1", b"0"
"""What Mosquitto writes (mosquitto.conf(5), `notifications`): no envelope, as it isn't a node's word."""


def is_link(account: str) -> bool:
    """Whether an account of the broker is a bridge's."""
    return account.endswith(LINK_SUFFIX) and len(account) > len(LINK_SUFFIX)


def link_of(terminal: str) -> str:
    """The account of a terminal's bridge: `kiosk-01` → `kiosk-01-link`."""
    return terminal + LINK_SUFFIX


def terminal_of(link: str) -> str:
    return link.removesuffix(LINK_SUFFIX)


def is_behind(link: str, node: str) -> bool:
    """Whether what `node` says passes over this bridge."""
    terminal = terminal_of(link)
    return node == terminal or (node.startswith(f"{terminal}-") and node != link)


def link_topic(site: str, link: str) -> str:
    """
    Raises:
        ValueError: `site` or `link` isn't a valid id.
    """
    return topic(site, link, NODE_DEVICE, Channel.STATE, LINK_STATE)
