"""What the hall tells a unit about releases (`GET /v1/release`), and what the unit tells the hall (`POST /v1/release-report`).

Only additions within `/v1`: a unit one release behind asks and answers the same way. Nothing here tells of a citizen.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.messages.words import Word
from api.releases.manifest import Version

MOST_GATE_S = 3_600
DETAIL_MAX = 200

OrderId = Annotated[str, Field(pattern=r"^[0-9A-Za-z-]{0,48}$")]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Wanted(_Value):
    """What a unit shall run. `version` left out: what it runs now."""

    version: Version | None = None
    order: OrderId = ""
    """Names this attempt: one that failed isn't tried again until the hall orders anew."""
    switch: bool = False
    """May it change now; if not, it fetches and makes ready only."""
    back: bool = False
    """To a release that it has already: nothing is fetched."""
    gate_s: int = Field(default=60, ge=0, le=MOST_GATE_S)
    """How long it must see itself well before it says so."""


class Outcome(Word):
    """How far an order came on a unit."""

    STAYED = "stayed"
    """Nothing was ordered, or it has been there before."""
    READY = "ready"
    """Fetched and made; waits until it may change."""
    BUSY = "busy"
    """Ready too; somebody is being served, so it waits."""
    WELL = "well"
    """It runs what was ordered and saw itself well for the whole gate."""
    FAILED = "failed"
    """It couldn't be fetched or made: nothing changed."""
    WENT_BACK = "wentBack"
    """It changed, wasn't well, and runs the release before again."""
    STUCK = "stuck"
    """It changed, wasn't well, and isn't well with the release before either: a person must come."""
    UNKNOWN = "unknown"
    """What only a newer unit knows."""


class Trouble(Word):
    """Why an order failed; its text with the next step is in the catalogue `upgrade`."""

    NONE = ""
    NOT_REACHED = "notReached"
    REFUSED = "refused"
    NO_RELEASE = "noRelease"
    BAD_SIGNATURE = "badSignature"
    NO_KEY = "noKey"
    BAD_FILE = "badFile"
    NO_ROOM = "noRoom"
    NOT_MADE = "notMade"
    NEEDS_INSTALLER = "needsInstaller"
    SETTINGS_REFUSED = "settingsRefused"
    DATA_NEWER = "dataNewer"
    NOT_STARTED = "notStarted"
    NOT_WELL = "notWell"
    INTERRUPTED = "interrupted"
    DISK_FAULT = "diskFault"
    UNKNOWN = "unknown"


class Report(_Value):
    """One for each time a unit asked."""

    version: Version
    """What it runs."""
    order: OrderId = ""
    outcome: Outcome = Outcome.STAYED
    trouble: Trouble = Trouble.NONE
    detail: str = Field(default="", max_length=DETAIL_MAX)
    """For technicians: a file, a service, a number of bytes."""
    well: bool = True
    """All its services run and say that they are well."""
    roles: tuple[Annotated[str, Field(max_length=32)], ...] = Field(default=(), max_length=16)
    """`Role`, or one that only a newer unit knows."""
    free_bytes: int = Field(default=0, ge=0)
    machine: str = Field(default="", max_length=32)
    serial: str = Field(default="", max_length=64)
    """Of the machine, as its board tells it."""
