"""`[metrics]` of every process: where a monitoring system reads `/metrics` and `/healthz`."""

from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from api.process.settings_file import Section

LOOPBACK = ("127.0.0.1", "::1", "localhost")


class MetricsSection(Section):
    """Left out: nothing listens."""

    port: int | None = Field(default=None, ge=0, le=65_535)
    """0: any free one; the log names it."""
    host: str = "127.0.0.1"
    """This machine only by default; an address of the hall's network where a monitoring server reads from outside."""
    token_file: Path | None = None
    """Whoever asks for `/metrics` must send what stands in it, as `Authorization: Bearer`. Readable by this account alone."""

    @model_validator(mode="after")
    def _guarded_beyond_this_machine(self) -> Self:
        if self.host not in LOOPBACK and self.token_file is None:
            raise ValueError("metrics.host other than 127.0.0.1 needs metrics.token_file; make one: openssl rand -hex 32")
        return self
