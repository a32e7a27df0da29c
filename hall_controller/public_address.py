"""Whether phones can reach an address at all. What only this machine reaches must not become a code on paper. Pure."""

import ipaddress
from urllib.parse import urlsplit

THIS_MACHINE = frozenset({"localhost", "localhost.localdomain", "ip6-localhost"})


def unreachable_because(url: str) -> str:
    """Why no phone ever reaches it, in words for the technician; empty when one may. The hall's own network is fine:
    phones may be in it.
    """
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
        # A port that is none raises here too.
        _ = urlsplit(url).port
    except ValueError:
        return "isn't an address"
    if not host:
        return "names no host"
    if host in THIS_MACHINE or host.endswith(".localhost"):
        return f"{host} is this machine: no phone reaches it"
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return ""
    if address.is_loopback or address.is_unspecified or address.is_link_local or address.is_multicast:
        return f"{host} is for this machine or one cable only: no phone reaches it"
    return ""
