"""Claim first, then 1:1: a face is compared with one person only, and that person is named before."""

from dataclasses import dataclass, field

from api.messages.identity_words import IdentityOutcome
from kiosk.flow.identity.person import DocumentHolder
from kiosk.flow.identity.views import ChooseClaim
from kiosk.flow.intents import IntentKind
from kiosk.flow.step import Context
from kiosk.flow.steps.booking_number import booking_number, takes_bookings
from kiosk.flow.steps.identify.case import Attempt, Case
from kiosk.flow.steps.identify.document import typed_id_number
from kiosk.flow.views import AskingHall

ID_NUMBER, BOOKING, CARD = "id-number", "booking", "card"
PLATFORM = "ctid"
"""Compares a picture with the state's own; the others know documents only."""
UNKNOWN_BOOKING = "identity.unknownBooking"


@dataclass(frozen=True, slots=True)
class Claim:
    """Who a face is to be compared with."""

    person: str = field(default="", repr=False)
    """Keyed hash; empty without a key."""
    holder: DocumentHolder | None = field(default=None, repr=False)
    """None: only the hash is known, from a booking."""


BY_CARD = object()
"""The citizen claims to be who their card says: the card is a way of its own and a proof besides."""


def claims(context: Context, case: Case) -> tuple[str, ...]:
    """Which claims lead to something that a face can be compared with; empty: none do."""
    identity = context.ports.identity
    stored = identity.face.keeps_people
    platform = PLATFORM in identity.register.adapters
    found = []
    if stored or platform:
        found.append(ID_NUMBER)
    if stored and takes_bookings(context):
        found.append(BOOKING)
    if identity.card.readiness().ready and (stored or platform or identity.card.decodes_photos):
        found.append(CARD)
    if case.child is not None:
        # A booking is the child's own.
        found = [claim for claim in found if claim != BOOKING]
    return tuple(found)


def claim_of(case: Case) -> Claim | None:
    """Of somebody who showed something already."""
    return Claim(case.person, case.holder) if case.known else None


async def ask_claim(context: Context, case: Case) -> Claim | Attempt | object | None:
    """The claim; BY_CARD; an attempt that ended here; None when the citizen went back."""
    while True:
        offered = claims(context, case)
        chosen = offered[0] if len(offered) == 1 else await _choose(context, offered)
        if not chosen:
            return None
        if chosen == CARD:
            return BY_CARD
        got = await (_by_number(context) if chosen == ID_NUMBER else _by_booking(context))
        if got is not None or len(offered) == 1:
            return got


async def _choose(context: Context, offered: tuple[str, ...]) -> str:
    while True:
        context.show(ChooseClaim(offered), back=True)
        intent = await context.intent()
        if intent.kind is IntentKind.BACK:
            return ""
        if intent.kind is IntentKind.CHOOSE and intent.value in offered:
            return intent.value


async def _by_number(context: Context) -> Claim | None:
    holder = await typed_id_number(context)
    return None if holder is None else Claim(context.ports.identity.register.person(holder), holder)


async def _by_booking(context: Context) -> Claim | Attempt | None:
    number = await booking_number(context)
    context.session.typed = ""
    if not number:
        return None
    context.show(AskingHall(), busy=True)
    person = await context.ports.identity.register.claim(number)
    return Claim(person) if person else Attempt(IdentityOutcome.REJECTED, UNKNOWN_BOOKING)
