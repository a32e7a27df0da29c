"""Where the broker is and who this node is on it."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Tls:
    """Files of the hall's certificate authority and, with client certificates, of this node."""

    authority: Path
    certificate: Path | None = None
    key: Path | None = None


@dataclass(frozen=True, slots=True)
class BusSettings:
    """All that one node's connection needs. Times in seconds; the defaults are the contract's (rule 5)."""

    host: str
    port: int
    site: str
    node: str
    client_suffix: str
    """Per-install part of the client id: two machines with one client id would throw each other out for ever (rule 6)."""
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: Tls | None = None
    keepalive_s: int = 10
    version: str = ""
    """This product's version, told in the birth message."""
    will_delay_s: int = 5
    """A link that comes back within this time was never `lost`."""
    session_expiry_s: int = 60
    """So long the broker keeps what came for an absent node."""
    connect_timeout_s: float = 5.0
    tcp_nodelay: bool = True
    """Off only in the bench that shows why it is on."""

    @property
    def client_id(self) -> str:
        return f"{self.node}-{self.client_suffix}"
