"""The home screen's model: what one can do here, at most six things, and how busy the hall is."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from api.messages.views import QueueView
from kiosk.flow.flows import TAKE_PRIORITY, TAKE_TICKET
from kiosk.flow.intents import Intent, IntentKind
from kiosk.view_models.models import HomeModel, QueueLine
from kiosk.view_models.parts import Button, Tone
from kiosk.view_models.surroundings import Surroundings
from kiosk.view_models.texts import Texts
from kiosk.view_models.zone import closing_notice

SECTION = "look"
QUEUE_LINES_MAX = 6
"""A county hall has some 26 queues; the busiest stand here, the others are found by their service."""


class Needs(Enum):
    """What must be there for a tile to be more than grey."""

    NOTHING = auto()
    """Its flow says itself what works now."""
    NUMBERS = auto()
    """The hall, or numbers of the kiosk's own."""
    HALL = auto()


@dataclass(frozen=True, slots=True)
class Tile:
    icon: str
    needs: Needs


TILES: Mapping[str, Tile] = {
    TAKE_TICKET: Tile("ticket", Needs.NUMBERS),
    "items": Tile("document-check", Needs.NOTHING),
    "my-number": Tile("number-person", Needs.HALL),
    TAKE_PRIORITY: Tile("priority", Needs.NUMBERS),
    "feedback": Tile("speech", Needs.NOTHING),
    "guide": Tile("map-pin", Needs.NOTHING),
}
"""Flow → its tile, in the order of the screen. One is shown when this kiosk has its flow."""
SEARCH = "search"


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
    queues = sorted(catalogue.queues, key=lambda queue: -queue.waiting)[:QUEUE_LINES_MAX] if catalogue and reachable else ()
    own = texts.of(SECTION)
    return HomeModel(
        title=own("home.title"),
        subtitle=own("home.subtitle"),
        tiles=tuple(_tile(flow, tile, around, able, own) for flow, tile in TILES.items() if around.offers(flow)),
        search=_search(own) if around.offers(SEARCH) else None,
        queues_title=texts("home.queues") if queues else "",
        queues=tuple(_line(queue, texts) for queue in queues),
        notice=notice,
        notice_tone=tone,
    )


def _tile(flow: str, tile: Tile, around: Surroundings, numbers: bool, own: Texts) -> Button:
    enabled = {Needs.NOTHING: True, Needs.NUMBERS: numbers, Needs.HALL: around.reachable}[tile.needs]
    hint = own(f"tile.{flow}.hint" if enabled else f"tile.away.{tile.needs.name.lower()}")
    return Button(f"home.{flow}", own(f"tile.{flow}"), Intent(IntentKind.START, flow), icon=tile.icon, hint=hint, enabled=enabled)


def _search(own: Texts) -> Button:
    return Button(
        "home.search", own("tile.search"), Intent(IntentKind.START, SEARCH), icon="search", hint=own("tile.search.hint")
    )


def _line(queue: QueueView, texts: Texts) -> QueueLine:
    if not queue.open:
        return QueueLine(queue.prefix, texts.name(queue.names), texts("home.closed"), "", open=False)
    detail = texts("home.windows", count=queue.open_windows) if queue.open_windows else texts("home.no-window")
    return QueueLine(queue.prefix, texts.name(queue.names), texts("home.waiting", count=queue.waiting), detail, open=True)
