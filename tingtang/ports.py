"""Free loopback ports for programs that are started a moment later."""

import random
import socket
from contextlib import ExitStack

LOOPBACK = "127.0.0.1"
LOWEST, ABOVE = 10_000, 32_000
"""Below the range from which Linux takes ports for outgoing connections (ip_local_port_range, 32768 on): one of those may be
given away between the choice and the start.
"""


def free_ports(count: int) -> list[int]:
    """So many different free TCP ports on the loopback interface.

    Raises:
        OSError: there aren't so many.
    """
    # Of the machine's own randomness: processes that were started alike must not choose alike.
    candidates = random.SystemRandom().sample(range(LOWEST, ABOVE), ABOVE - LOWEST)
    found: list[int] = []
    with ExitStack() as held:
        for port in candidates:
            probe = held.enter_context(socket.socket())
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
            found.append(port)
            if len(found) == count:
                return found
    raise OSError(f"there are no {count} free ports from {LOWEST} to {ABOVE}")


def free_port() -> int:
    (port,) = free_ports(1)
    return port
