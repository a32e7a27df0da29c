"""What the bus counts about itself; the health page and tests read it."""

from dataclasses import dataclass


@dataclass(slots=True)
class BusCounters:
    connects: int = 0
    """Sessions that became usable."""
    handler_errors: int = 0
    """Exceptions in handlers. Each also raises the node's `bus.handlerFailed` fault."""
    oversized: int = 0
    """Messages refused because of their length."""
    malformed: int = 0
    """Messages on topics outside the contract, and answers that couldn't be read."""
    unheard: int = 0
    """Messages no handler wanted."""
    dropped: int = 0
    """Events and answers given up because too much waited already."""
    refused: int = 0
    """Publishes the broker denied: an access list that doesn't fit this node."""
    take_overs: int = 0
    """Times another client with this client id threw this one out."""
