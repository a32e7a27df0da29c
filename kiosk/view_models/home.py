"""The home screen's model: one thing to do, and how busy the hall is."""

from api.messages.views import QueueView
from kiosk.flow.flows import CHECK_IN, SCAN_CODE, TAKE_PRIORITY, TAKE_TICKET, WITHDRAW_CONSENT
from kiosk.flow.intents import Intent, IntentKind
from kiosk.view_models.models import Guide, HomeModel, QueueLine
from kiosk.view_models.parts import Button, Tone
from kiosk.view_models.surroundings import Surroundings
from kiosk.view_models.texts import Texts
from kiosk.view_models.zone import closing_notice

QUEUE_LINES_MAX = 6
"""A county hall has some 26 queues; the busiest stand here, the others are found by their service."""

GUIDES = (("touch", "guide.choose"), ("ticket", "guide.take"), ("speaker", "guide.wait"))
"""Icon and text of the steps."""


def home_model(around: Surroundings, texts: Texts) -> HomeModel:
    catalogue, reachable = around.catalogue, around.reachable
    able = catalogue is not None and (reachable or around.alone)
    notice, tone = "", Tone.CALM
    if around.card_left:
        # Whoever forgot it is still near.
        notice, tone = texts("identity.reason.card.leftBehind"), Tone.CAUTION
    elif not able:
        notice, tone = texts("home.unreachable"), Tone.PROBLEM
    elif not reachable:
        notice, tone = texts("home.alone"), Tone.CAUTION
    elif not around.printer.ready:
        notice, tone = texts("home.no-paper"), Tone.CAUTION
    elif around.closing is not None:
        notice, tone = closing_notice(around.closing, texts), Tone.CAUTION
    take = Button(
        "home.take-ticket",
        texts("home.take"),
        Intent(IntentKind.START, TAKE_TICKET),
        icon="ticket",
        hint=texts("home.take.hint" if able else "pick.unreachable"),
        enabled=able,
    )
    queues = sorted(catalogue.queues, key=lambda queue: -queue.waiting)[:QUEUE_LINES_MAX] if catalogue and reachable else ()
    return HomeModel(
        title=texts("home.title"),
        subtitle=texts("home.subtitle"),
        tiles=(take, *_other_ways(around, able, texts)),
        guides=tuple(Guide(icon, f"{number} {texts(key)}") for number, (icon, key) in enumerate(GUIDES, start=1)),
        queues_title=texts("home.queues") if queues else "",
        queues=tuple(_line(queue, texts) for queue in queues),
        notice=notice,
        notice_tone=tone,
    )


def _other_ways(around: Surroundings, able: bool, texts: Texts) -> tuple[Button, ...]:
    """For those who have a claim or a booking; whoever has neither passes them by."""
    priority = Button(
        "home.take-priority",
        texts("home.priority"),
        Intent(IntentKind.START, TAKE_PRIORITY),
        icon="person",
        hint=texts("home.priority.hint" if able else "pick.unreachable"),
        enabled=able,
    )
    booked = around.catalogue is not None and any(queue.booking_prefix for queue in around.catalogue.queues)
    return (
        priority,
        *((_needs_hall("check-in", CHECK_IN, "calendar", around, texts),) if booked else ()),
        *((_needs_hall("scan", SCAN_CODE, "qr", around, texts),) if around.scans else ()),
        # Taking a consent back works without the hall: what is stored here goes at once.
        *((_tile("withdraw", WITHDRAW_CONSENT, "face-scan", texts("home.withdraw.hint"), True, texts),) if around.faces else ()),
    )


def _needs_hall(name: str, flow: str, icon: str, around: Surroundings, texts: Texts) -> Button:
    hint = texts(f"home.{name}.hint" if around.reachable else "pick.unreachable")
    return _tile(name, flow, icon, hint, around.reachable, texts)


def _tile(name: str, flow: str, icon: str, hint: str, enabled: bool, texts: Texts) -> Button:
    return Button(f"home.{name}", texts(f"home.{name}"), Intent(IntentKind.START, flow), icon=icon, hint=hint, enabled=enabled)


def _line(queue: QueueView, texts: Texts) -> QueueLine:
    if not queue.open:
        return QueueLine(queue.prefix, texts.name(queue.names), texts("home.closed"), "", open=False)
    detail = texts("home.windows", count=queue.open_windows) if queue.open_windows else texts("home.no-window")
    return QueueLine(queue.prefix, texts.name(queue.names), texts("home.waiting", count=queue.waiting), detail, open=True)
