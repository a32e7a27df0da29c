"""Words of the duty desk: who calls for a person, how far it is, what a complaint is about."""

from enum import StrEnum


class CallKind(StrEnum):
    """Why somebody on duty should come or look."""

    SOS = "sos"
    """紧急求助: somebody is ill or in danger."""
    HELP = "help"
    """A citizen can't go on alone."""
    FAULT = "fault"
    """Something is out that citizens stand before."""
    RATING = "rating"
    """差评: somebody was dissatisfied (BAD or VERY_BAD)."""
    COMPLAINT = "complaint"
    """投诉 or 办不成事 that was left at a kiosk. Its text isn't in the call."""


class CallState(StrEnum):
    OPEN = "open"
    CLAIMED = "claimed"
    """Somebody is on the way."""
    CLOSED = "closed"


class CallEnd(StrEnum):
    DONE = "done"
    """Whoever claimed it has dealt with it."""
    WITHDRAWN = "withdrawn"
    """The citizen doesn't need anybody any more."""
    CLEARED = "cleared"
    """The fault went away by itself."""


class ComplaintKind(StrEnum):
    COMPLAINT = "complaint"
    """投诉: how somebody was treated."""
    UNSOLVED = "unsolved"
    """办不成事: a matter that can't be got done."""
    SUGGESTION = "suggestion"


class ComplaintSubject(StrEnum):
    """What it is about; which ones go with which kind is the kiosk's."""

    ATTITUDE = "attitude"
    WAITING = "waiting"
    CAME_OFTEN = "came-often"
    """Sent home again and again for another paper."""
    NOT_ACCEPTED = "not-accepted"
    """Not taken in, and nobody said why."""
    SENT_ELSEWHERE = "sent-elsewhere"
    """推诿: each office sends to another."""
    OVERDUE = "overdue"
    FEES = "fees"
    MACHINE = "machine"
    ACCESS = "access"
    """The building, the way, what is missing for the disabled."""
    OTHER = "other"
