"""Each of identification's views as a screen's model."""

from api.messages.names import Names
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
    Welcome,
    Withdrawn,
)
from kiosk.view_models.identity_capture import card_model, face_model, scan_model
from kiosk.view_models.identity_choices import claim_model, document_model, hub_model
from kiosk.view_models.identity_messages import saying_model
from kiosk.view_models.identity_notice import notice_model
from kiosk.view_models.identity_typing import number_model
from kiosk.view_models.models import ScreenModel
from kiosk.view_models.texts import Texts


def identity_model(view: IdentityView, hall: Names, texts: Texts) -> ScreenModel:
    """`hall`: its names, since it answers for what is done with a face; empty while they aren't known."""
    match view:
        case IdentityHub():
            return hub_model(view, texts)
        case ConsentNotice():
            return notice_model(view, hall, texts)
        case ChooseClaim():
            return claim_model(view, texts)
        case ChooseDocument():
            return document_model(view, texts)
        case EnterDocument():
            return number_model(view, texts)
        case FaceCheck():
            return face_model(view, texts)
        case ScanNow():
            return scan_model(view, texts)
        case LayCard() | TakeCardBack():
            return card_model(view, texts)
        case GuardianNeeded() | WayFailed() | AskPerson() | Welcome() | Withdrawn():
            return saying_model(view, texts)
