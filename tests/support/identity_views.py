"""One of everything that identification can show. The person and the numbers are invented."""

from api.messages.identity_words import Assurance, ConsentPurpose, IdentityWay, OfflineRung
from kiosk.flow.identity.views import (
    AskPerson,
    ChooseClaim,
    ChooseDocument,
    ConsentNotice,
    EnterDocument,
    FaceCheck,
    GuardianNeeded,
    IdentityHub,
    IdentityView,
    LayCard,
    ScanNow,
    TakeCardBack,
    WayFailed,
    WayOffer,
    Welcome,
    Withdrawn,
)
from kiosk.vision.messages import Guidance

SERVICE = {"zh-CN": "转移登记（二手房买卖、继承、赠与）", "en": "Transfer: sale, inheritance, gift"}
NUMBER = "61012219520304123X"
"""Nobody's: its check character isn't this one."""
TYPES = ("111", "112", "113", "414", "511", "513", "516", "553")
NONCE_CODE = "tingtang:nonce:0123456789ABCDEFGHJKMNPQRS:lantian-hall"
_BOX = (0.33, 0.2, 0.34, 0.58)
_ALL = tuple(WayOffer(way, enabled=True) for way in IdentityWay)
_SOME = (
    WayOffer(IdentityWay.FACE, enabled=False, reason="vision.nothingToCompare"),
    WayOffer(IdentityWay.SHOW_CODE, enabled=False, reason="code.clock"),
    WayOffer(IdentityWay.CARD, enabled=True),
    WayOffer(IdentityWay.DOCUMENT, enabled=False, reason="identity.insufficient"),
    WayOffer(IdentityWay.PERSON, enabled=True),
)


def identity_views() -> dict[str, IdentityView]:
    """Name → view."""
    turning = {Guidance.TURN_LEFT: 1, Guidance.TURN_RIGHT: 2, Guidance.TURN_BACK: 2}
    views: dict[str, IdentityView] = {
        "identity-hub": IdentityHub(_ALL, SERVICE),
        "identity-hub-some": IdentityHub(_SOME, SERVICE, rung=OfflineRung.CARD_AND_FACE),
        "identity-hub-two": IdentityHub((_ALL[0], _ALL[4]), {}),
        "identity-hub-window": IdentityHub(_SOME, SERVICE, rung=OfflineRung.WINDOW),
        "identity-hub-second": IdentityHub(_ALL[1:], SERVICE, second=True),
        "identity-hub-guardian": IdentityHub(_ALL, SERVICE, guardian=True),
        "identity-hub-failed": IdentityHub(_ALL, SERVICE, failed="code.wrongNonce"),
        "identity-consent-paged": ConsentNotice(ConsentPurpose.FACE_COMPARE, "2026-11", SERVICE, page=1, pages=2),
        "identity-guardian": GuardianNeeded(14),
        "identity-claim": ChooseClaim(("id-number", "booking", "card")),
        "identity-withdraw": ChooseClaim(("receipt", "identify")),
        "identity-receipt": EnterDocument("receipt", "7KQ2M9XD", hidden=False, letters=True, complete=True),
        "identity-documents": ChooseDocument(TYPES),
        "identity-number": EnterDocument("111"),
        "identity-number-hidden": EnterDocument("111", NUMBER, complete=True),
        "identity-number-shown": EnterDocument("111", NUMBER, hidden=False, problem="id.check"),
        "identity-number-letters": EnterDocument("414", "E1234567", letters=True, problem="id.shape"),
        "identity-scan": ScanNow("show-code", by_camera=True, left_s=24),
        "identity-scan-nonce": ScanNow("show-code", by_camera=True, left_s=24, nonce_code=NONCE_CODE, problem="code.wrongNonce"),
        "identity-scan-nonce-scanner": ScanNow("show-code", by_camera=False, nonce_code=NONCE_CODE),
        "identity-scan-scanner": ScanNow("ticket", by_camera=False, left_s=24, problem="code.malformed"),
        "identity-scan-booking": ScanNow("booking", by_camera=True),
        "identity-scan-rating": ScanNow("rating", by_camera=False),
        "identity-card-waiting": LayCard("waiting", left_s=30),
        "identity-card-reading": LayCard("reading"),
        "identity-card-lift": LayCard("lift", left_s=12, problem="card.liftAndPutAgain"),
        "identity-card-back": TakeCardBack(),
        "identity-failed": WayFailed(IdentityWay.FACE, "face.notLive", again=True),
        "identity-failed-wait": WayFailed(IdentityWay.FACE, "identity.tooManyTries", again=False, wait_s=290),
        "identity-failed-code": WayFailed(IdentityWay.SHOW_CODE, "code.replayed", again=True),
        "identity-failed-card": WayFailed(IdentityWay.CARD, "camera.frozen", again=False),
        "identity-failed-document": WayFailed(IdentityWay.DOCUMENT, "something.new", again=True),
        "identity-failed-person": WayFailed(IdentityWay.PERSON, "silent", again=False),
        "identity-person": AskPerson(),
        "identity-person-number": AskPerson(number=True),
        "identity-person-offline": AskPerson(OfflineRung.WINDOW),
        "identity-welcome": Welcome("王*明", "6101**********123X"),
        "identity-welcome-receipt": Welcome("王*明", "6101**********123X", receipt="7KQ2-M9XD"),
        "identity-welcome-claimed": Welcome("", "E******7", claimed=True),
        "identity-welcome-plain": Welcome(),
        "identity-withdrawn": Withdrawn(1),
        "identity-withdrawn-later": Withdrawn(1, later=True),
        "identity-withdrawn-none": Withdrawn(0),
        "identity-withdrawn-receipt-later": Withdrawn(0, later=True, by_receipt=True),
        "identity-withdrawn-receipt-none": Withdrawn(0, by_receipt=True),
    }
    for purpose in ConsentPurpose:
        views[f"identity-consent-{purpose.value}"] = ConsentNotice(purpose, "2026-11", SERVICE)
    for guidance in Guidance:
        step = turning.get(guidance, 0)
        views[f"identity-face-{guidance.value}"] = FaceCheck(
            guidance, Assurance.L2, step=step, steps=2 if step else 0, progress=0.25 + step * 0.2, box=_BOX, left_s=24
        )
    return views
