"""The notice before a face is looked at, as the law asks: what, what for, how, how long, who, and that one may say no."""

from api.messages.names import Names
from kiosk.flow.identity.views import ConsentNotice
from kiosk.flow.intents import Intent, IntentKind
from kiosk.view_models.identity_choices import service_part
from kiosk.view_models.identity_models import NoticeModel
from kiosk.view_models.parts import Button, Fact
from kiosk.view_models.texts import Texts

POINTS = ("what", "why", "how", "kept", "choice", "who")
"""PIPL articles 17 and 30, and order 19 article 5: purpose, way, kind, period, rights, who answers for it."""


def notice_model(view: ConsentNotice, hall: Names, texts: Texts) -> NoticeModel:
    about = f"identity.consent.{view.purpose.value}"

    def point(key: str) -> Fact:
        label = texts(f"identity.consent.point.{key}")
        if key == "who":
            return Fact(label, texts("identity.consent.who", hall=texts.name(hall) or texts("hall.unknown")))
        if key == "why":
            for_what = service_part("identity.consent.why.service", view.service, texts)
            return Fact(label, texts(f"{about}.why", service=for_what))
        return Fact(label, texts(f"{about}.{key}"))

    first, last = _part(len(POINTS), view.page, view.pages)
    return NoticeModel(
        title=texts(f"{about}.title"),
        points=tuple(map(point, POINTS[first:last])),
        version=texts("identity.consent.version", version=view.version),
        answers=(
            _answer(IntentKind.YES, "check", f"{about}.yes", texts),
            _answer(IntentKind.NO, "cross", f"{about}.no", texts),
        ),
        previous=_turn("previous", view.page - 1, view.page > 0, texts) if view.pages > 1 else None,
        next=_turn("next", view.page + 1, view.page < view.pages - 1, texts) if view.pages > 1 else None,
    )


def _part(count: int, page: int, pages: int) -> tuple[int, int]:
    """First point of a page, and the one after its last."""
    each = -(-count // pages)
    return page * each, min(count, (page + 1) * each)


def _answer(kind: IntentKind, icon: str, key: str, texts: Texts) -> Button:
    return Button(f"consent.{kind.value}", texts(key), Intent(kind), icon=icon, hint=texts(f"{key}.hint"))


def _turn(name: str, page: int, enabled: bool, texts: Texts) -> Button:
    return Button(f"consent.{name}", texts(f"pick.{name}"), Intent(IntentKind.TURN_PAGE, str(page)), icon=name, enabled=enabled)
