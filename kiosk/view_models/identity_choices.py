"""Models of choosing: a way, whom to be compared with, a document."""

from api.identity.documents import CITIZEN, DOCUMENT_TYPES, DocumentType
from api.messages.identity_words import IdentityWay, OfflineRung
from api.messages.names import Names
from kiosk.flow.identity.views import ChooseClaim, ChooseDocument, IdentityHub, WayOffer
from kiosk.flow.intents import Intent, IntentKind
from kiosk.view_models.identity_models import HubModel
from kiosk.view_models.identity_reasons import reason_text
from kiosk.view_models.models import PickModel
from kiosk.view_models.parts import Button
from kiosk.view_models.texts import Texts

WAY_ICONS = {
    IdentityWay.FACE: "face-scan",
    IdentityWay.SHOW_CODE: "qr",
    IdentityWay.CARD: "id-card",
    IdentityWay.DOCUMENT: "keypad",
    IdentityWay.PERSON: "person",
}
CLAIM_ICONS = {"id-number": "keypad", "booking": "calendar", "card": "id-card", "receipt": "document", "identify": "person"}


RECEIPT = "receipt"


def hub_model(view: IdentityHub, texts: Texts) -> HubModel:
    turn = ".guardian" if view.guardian else ".second" if view.second else ""
    subtitle = texts(f"identity.hub{turn}.subtitle")
    if view.service and not turn:
        subtitle = f"{texts('identity.hub.for', service=texts.name(view.service))}\n{subtitle}"
    return HubModel(
        title=texts(f"identity.hub{turn}.title"),
        subtitle=subtitle,
        notice=_notice(view, texts),
        ways=tuple(_way(offer, texts) for offer in view.ways),
    )


def _notice(view: IdentityHub, texts: Texts) -> str:
    """What just failed is nearer to the citizen than what is away."""
    if view.failed:
        return texts("identity.hub.failed", reason=reason_text(texts, view.failed))
    return "" if view.rung is OfflineRung.ONLINE else texts(f"identity.rung.{view.rung.value}")


def _way(offer: WayOffer, texts: Texts) -> Button:
    way = offer.way
    hint = texts(f"identity.way.{way.value}.hint") if offer.enabled else _why_grey(offer.reason, texts)
    return Button(
        f"way.{way.value}",
        texts(f"identity.way.{way.value}"),
        Intent(IntentKind.CHOOSE, way.value),
        icon=WAY_ICONS[way],
        hint=hint,
        enabled=offer.enabled,
    )


def _why_grey(reason: str, texts: Texts) -> str:
    return reason_text(texts, reason) if reason else texts("identity.hub.unavailable")


def claim_model(view: ChooseClaim, texts: Texts) -> PickModel:
    cards = tuple(
        Button(
            f"claim.{claim}",
            texts(f"identity.claim.{claim}"),
            Intent(IntentKind.CHOOSE, claim),
            icon=CLAIM_ICONS.get(claim, "document"),
            hint=texts(f"identity.claim.{claim}.hint"),
        )
        for claim in view.claims
    )
    # A receipt is what a consent is taken back by; every other claim says whom a face is compared with.
    about = "identity.claim.withdraw" if RECEIPT in view.claims else "identity.claim"
    return _cards(texts(f"{about}.title"), texts(f"{about}.subtitle"), cards)


def document_model(view: ChooseDocument, texts: Texts) -> PickModel:
    cards = tuple(
        Button(
            f"document.{kind}",
            texts(f"identity.document.type.{kind}"),
            Intent(IntentKind.CHOOSE, kind),
            icon="id-card" if DOCUMENT_TYPES[kind].family == CITIZEN else "document",
            hint=_length(DOCUMENT_TYPES[kind], texts),
        )
        for kind in view.types
    )
    return _cards(texts("identity.document.title"), texts("identity.document.subtitle"), cards)


def _length(kind: DocumentType, texts: Texts) -> str:
    if kind.shortest == kind.longest:
        return texts("identity.document.exact", count=kind.longest)
    return texts("identity.document.range", low=kind.shortest, high=kind.longest)


def _cards(title: str, subtitle: str, cards: tuple[Button, ...]) -> PickModel:
    return PickModel(title=title, subtitle=subtitle, cards=cards, previous=None, next=None, page="", empty="")


def service_part(key: str, service: Names, texts: Texts) -> str:
    """The words of `key` with the service's name; nothing where it is for no service."""
    return texts(key, service=texts.name(service)) if service else ""
