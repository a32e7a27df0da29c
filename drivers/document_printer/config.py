"""A document printer's own settings, as they stand in its agent's file."""

from pathlib import Path

from pydantic import Field

from drivers.core.driver import DriverConfig

_TRAY = r"^[a-z0-9-]{0,64}$"


class DocumentPrinterConfig(DriverConfig):
    profile: str = "ipp-everywhere"
    host: str = Field(default="localhost", pattern=r"^[A-Za-z0-9.:\[\]-]{1,253}$")
    """Name for HTTP's Host field and the printer's URI. Some printers answer to their own name or address only."""
    tls_fingerprint: str = Field(default="", pattern=r"^([0-9A-Fa-f]{2}:?){31}[0-9A-Fa-f]{2}$|^$")
    """SHA-256 of the printer's certificate: turns TLS on, and no other printer gets a document. Empty: unencrypted."""
    print_timeout_s: float = Field(default=120.0, ge=1, le=600)
    """From the last byte sent to the last sheet out: a laser printer warms up for half a minute first."""
    templates: Path | None = None
    """Folder of the hall's own templates; they go before the packaged ones of the same name."""
    seal: Path | None = None
    """Picture of the seal for templates that have a place for one (PNG with a transparent ground). None is shipped: whose seal
    may stand on which paper is the department's decision."""
    plain_tray: str = Field(default="", pattern=_TRAY)
    """Keyword of the tray with plain paper, as the printer lists it under `media-source-supported`: `tray-1`, `main`. Empty: the
    printer chooses."""
    blank_tray: str = Field(default="", pattern=_TRAY)
    """Of the tray with numbered certificate blanks; empty: as for plain paper."""
    not_taken_after_s: float = Field(default=30.0, ge=5, le=3600)
    """Where the printer feels its output tray: so long may a paper lie there before somebody is told."""

    @property
    def fingerprint(self) -> str:
        """64 lower-case digits; empty: no TLS."""
        return self.tls_fingerprint.replace(":", "").lower()
