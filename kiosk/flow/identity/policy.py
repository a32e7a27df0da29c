"""What an item asks of a person, and which ways are offered for it. Pure: takes what is known, gives what is drawn."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from api.identity.assurance import best_with, reached
from api.messages.hall_views import IdentityPolicyView, ServiceView
from api.messages.identity_words import Assurance, IdentityWay, OfflineRung
from api.messages.names import Names
from kiosk.flow.identity.person import Identified, Proof
from kiosk.flow.identity.ports import Readiness
from kiosk.flow.identity.views import WayOffer

NOT_ENOUGH = "identity.insufficient"
"""It doesn't show enough for this item, not even together with what else works here."""
DONE_ALREADY = "identity.doneAlready"
ALL_WAYS = (
    IdentityWay.SHOW_CODE,
    IdentityWay.CARD,
    IdentityWay.FACE,
    IdentityWay.DOCUMENT,
    IdentityWay.PERSON,
)
"""Where an item names none."""
ASKED_BY_NAME = IdentityPolicyView(assurance=Assurance.L1)
"""Of an item that gives no number without a name and says nothing more: the hall would refuse one for nobody."""


@dataclass(frozen=True, slots=True)
class Need:
    """What must be shown before an item goes on."""

    assurance: Assurance
    ways: tuple[IdentityWay, ...] = ALL_WAYS
    guardian_under: int = 0
    typed_suffices: bool = False
    service: Names | None = None
    """What it is for, on the notice and the hub."""
    service_id: str = ""
    nameless: bool = False
    """Whoever lets staff look gets a number all the same; else staff give it, since the hall has none for nobody."""

    @property
    def names(self) -> Names:
        return self.service or {}


def need_of(services: Sequence[ServiceView]) -> Need | None:
    """The strictest of several items on one number; None when none of them asks who it is.

    Ways that one item doesn't allow aren't offered for all of them; where nothing would be left, staff look.
    """
    asking = [
        (service, service.identity or ASKED_BY_NAME)
        for service in services
        if service.identity is not None or not service.anonymous
    ]
    if not asking:
        return None
    ways: Sequence[IdentityWay] = ALL_WAYS
    for index, (_, policy) in enumerate(asking):
        allowed = policy.ways or ALL_WAYS
        ways = allowed if index == 0 else [way for way in ways if way in allowed]
    service, _ = max(asking, key=lambda item: item[1].assurance)
    return Need(
        assurance=max(policy.assurance for _, policy in asking),
        ways=with_person(ways),
        guardian_under=max(policy.guardian_under for _, policy in asking),
        typed_suffices=all(policy.typed_suffices for _, policy in asking),
        service=service.names,
        service_id=service.id,
        nameless=all(service.anonymous for service in services),
    )


def with_person(ways: Sequence[IdentityWay]) -> tuple[IdentityWay, ...]:
    """Staff can always look, whatever a hall forgot to write down."""
    return tuple(ways) if IdentityWay.PERSON in ways else (*ways, IdentityWay.PERSON)


def enough(proofs: Collection[Proof], need: Need) -> bool:
    """Whether these proofs of one holder will do."""
    if not proofs:
        return False
    if need.typed_suffices and any(proof.way is IdentityWay.DOCUMENT for proof in proofs):
        return True
    return reached(proofs) >= need.assurance


def satisfies(identified: Identified | None, need: Need) -> bool:
    return identified is not None and enough(identified.proofs, need)


def offers(
    need: Need, readiness: Mapping[IdentityWay, Readiness], face: Assurance, proofs: Collection[Proof] = ()
) -> tuple[WayOffer, ...]:
    """The ways of an item, in its order, grey with a reason where they can't be used.

    Args:
        readiness: of every way but the person's, which is always there.
        face: the best that a face can reach at this kiosk.
        proofs: given already.
    """
    shown = {proof.way for proof in proofs}
    ready = {way for way in need.ways if way is IdentityWay.PERSON or readiness[way].ready}
    return tuple(_offer(way, need, readiness, face, ready | shown, shown) for way in with_person(need.ways))


def _offer(
    way: IdentityWay,
    need: Need,
    readiness: Mapping[IdentityWay, Readiness],
    face: Assurance,
    usable: Collection[IdentityWay],
    shown: Collection[IdentityWay],
) -> WayOffer:
    if way is IdentityWay.PERSON:
        return WayOffer(way, True)
    if way in shown:
        return WayOffer(way, False, DONE_ALREADY)
    if not readiness[way].ready:
        return WayOffer(way, False, readiness[way].reason)
    if way is IdentityWay.DOCUMENT and need.typed_suffices:
        return WayOffer(way, True)
    others = {other for other in usable if other is not way}
    if best_with(way, others, face) < need.assurance:
        return WayOffer(way, False, NOT_ENOUGH)
    return WayOffer(way, True)


def rung(*, hall: bool, readiness: Mapping[IdentityWay, Readiness]) -> OfflineRung:
    """Where on the ladder a citizen stands: with the hall, with what this kiosk can do alone, or with staff."""
    if hall:
        return OfflineRung.ONLINE
    alone = (IdentityWay.CARD, IdentityWay.FACE)
    return OfflineRung.CARD_AND_FACE if any(readiness[way].ready for way in alone) else OfflineRung.WINDOW
