"""Sections about the duty desk: when somebody is there, how fast a call is claimed and closed, and what is kept for how long.

Times are the hall's own rules (首问负责, 限时办结), not a law's; ours are what can be kept in a county hall.
"""

from typing import Annotated

from pydantic import Field

from api.messages.base import Id
from api.messages.duty_words import CallKind
from api.process.settings_file import Section
from hall_controller.config_times import HoursSection, Names

Phone = Annotated[str, Field(pattern=r"^[0-9+ -]*$", max_length=30)]


class DueSection(Section):
    """How soon, in seconds."""

    claim_s: int = Field(ge=5, le=86_400)
    close_s: int = Field(ge=30, le=30 * 86_400)


def _due() -> dict[CallKind, DueSection]:
    return {
        CallKind.SOS: DueSection(claim_s=30, close_s=900),
        CallKind.HELP: DueSection(claim_s=60, close_s=900),
        CallKind.FAULT: DueSection(claim_s=300, close_s=4 * 3_600),
        CallKind.RATING: DueSection(claim_s=1_800, close_s=24 * 3_600),
        CallKind.COMPLAINT: DueSection(claim_s=4 * 3_600, close_s=5 * 86_400),
    }


class DutySection(Section):
    """`[duty]`: the desk."""

    phone: Phone = ""
    """Of the duty desk: said on a kiosk when nobody comes, and printed."""
    maintainer_phone: Phone = ""
    """Whom to ring up when a terminal is out."""
    hours: HoursSection | None = None
    """When somebody is on duty; None: in the hall's own hours."""
    due: dict[CallKind, DueSection] = Field(default_factory=dict)
    """Only what differs from the usual."""
    fault_after_s: float = Field(default=20.0, ge=0, le=3_600)
    """A fault that is gone before nobody need go for."""
    call_days: int = Field(default=365, ge=1, le=1_095)
    """How long closed calls are kept. They name no citizen."""
    complaint_text_days: int = Field(default=180, ge=1, le=1_095)
    """So long after its answer a complaint's text and telephone number are kept, then deleted."""
    complaint_days: int = Field(default=1_095, ge=1, le=3_650)
    """And then what is left of it: kind, subject, days."""

    def due_of(self, kind: CallKind) -> DueSection:
        return self.due.get(kind) or _due()[kind]


class TerminalSection(Section):
    """`[[terminals]]`: a kiosk, for the notices of the others."""

    node: Id
    names: Names
    """Where it stands, in words: `一楼东侧`."""
    zone: str = Field(default="", max_length=32)
    """Terminals of one zone are named first to each other."""
