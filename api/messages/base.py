"""What all messages share: frozen models that ignore unknown fields, and the flat envelope around them.

A message on MQTT is one flat JSON object: the envelope's fields beside the body's. Receivers ignore unknown fields and map
unknown enum values to `unknown`, so a newer sender never breaks an older receiver (contract rule 8).
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

REVISION = 1
"""Revision of the contract inside `hall/v1`; only additions within it."""

Id = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,32}$")]
"""An address part: site, node, device, service, queue, account."""

Ulid = Annotated[str, Field(pattern=r"^[0-7][0-9A-HJKMNP-TV-Z]{25}$")]
"""A ULID (https://github.com/ulid/spec): 26 characters, Crockford's base 32, sorts by the millisecond it was made in."""

ShortText = Annotated[str, Field(max_length=200)]
"""One line a person wrote or reads. Never a full name, an ID number, a phone number."""

Milliseconds = Annotated[int, Field(ge=0)]
"""UTC milliseconds since 1970 for instants (`at`, `since`), plain milliseconds for durations (`…_ms`)."""

CLOCK_TOLERANCE_MS = 2_000
"""Nodes whose clock is off by more raise an alarm (infrastructure, time); less than that refuses nothing."""

LONGEST_WISH_MS = 600_000
"""Whatever time-out it names, no wish is good for more than ten minutes, neither past nor to come: a recorded one can't be
kept for another day. Each repeat of a sender is stamped anew, so this bounds no patience.
"""

MAX_PAYLOAD_BYTES = 16_384
"""Largest payload taken from MQTT or HTTP for one command; a longer one is refused before it is parsed."""


class Message(BaseModel):
    """A value: compared by its fields, never changed."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Envelope(Message):
    """Fields that every MQTT payload carries beside its body."""

    rev: int = REVISION
    at: Milliseconds
    """When the publisher made it, UTC, by the publisher's clock. Display and skew alarms only: order comes from `seq`."""
    session: str = Field(max_length=40)
    """The publisher's connection: a new id at each connect, also in its last will."""
    seq: int = Field(ge=0)
    """Counts up within the session; a gap shows a loss, a repeat a second delivery."""


class CommandEnvelope(Envelope):
    """A command adds who wants it, under which id, and until when it makes sense."""

    id: Ulid
    """Idempotency key, made once by the person's action and reused on every retry; also the MQTT correlation data."""
    by: str = Field(max_length=64)
    """Account or node that asks, for the ledger."""
    timeout_ms: Milliseconds = 10_000

    def out_of_time(self, now_ms: int) -> bool:
        """It makes sense until its time-out is over: then its asker has given up, or someone plays back what was recorded
        (contract rule 10). One from a clock far ahead could be played back for as long.
        """
        age_ms = now_ms - self.at
        return not -LONGEST_WISH_MS <= age_ms <= min(self.timeout_ms, LONGEST_WISH_MS) + CLOCK_TOLERANCE_MS


class EventEnvelope(Envelope):
    """A business event waits in its source's outbox under this id until its receiver has committed it."""

    id: Ulid
