"""Which item: by zone, then by name. What can't be begun now is grey with its reason, and leads to a window all the same."""

from api.messages.item_views import ItemView
from kiosk.flow.intents import IntentKind
from kiosk.flow.items.offers import ItemOffer, offer, opens_next
from kiosk.flow.items.ports import ItemCatalogue
from kiosk.flow.items.views import ChooseItem, ChooseZone, ItemAway, ZoneOffer
from kiosk.flow.items.visit import ItemVisit
from kiosk.flow.outcome import BACK, Outcome, onwards
from kiosk.flow.step import Context, Step
from kiosk.flow.steps.choose_service import SEARCH, page_of
from kiosk.flow.steps.items.parts import WINDOW, ItemParts
from kiosk.flow.steps.items.run_of import steps_of
from kiosk.flow.steps.items.to_window import service_of, to_window


def begin_item(context: Context, item_id: str, parts: ItemParts) -> Outcome | None:
    """The chosen item's own steps; None when there is no such item, or it can't be begun now."""
    offered = offer_of(context, item_id)
    if offered is None or not offered.enabled:
        return None
    context.session.item = ItemVisit(context.ports.items.new_id(), offered.item)
    return onwards(steps_of(offered.item, parts))


def offer_of(context: Context, item_id: str) -> ItemOffer | None:
    item = context.ports.items.catalogue().item(item_id)
    return offers_of(context, (item,))[0] if item is not None else None


def offers_of(context: Context, items: tuple[ItemView, ...]) -> tuple[ItemOffer, ...]:
    port = context.ports.items
    catalogue, now, documents = port.catalogue(), port.now(), context.ports.documents.readiness()
    return tuple(offer(item, catalogue, reachable=port.reachable, now=now, documents=documents) for item in items)


class SelectItem:
    """Fills `session.zone` and `session.item`, and brings the item's steps."""

    name = "select-item"

    def __init__(self, parts: ItemParts, search: Step | None = None) -> None:
        """`search`: another way to an item than by its zone; brings its own steps."""
        self._parts = parts
        self._search = search

    async def run(self, context: Context) -> Outcome:
        session = context.session
        session.item = None
        while True:
            catalogue = context.ports.items.catalogue()
            if session.zone not in {zone.id for zone in catalogue.zones}:
                session.zone = ""
            self._show(context, catalogue)
            intent = await context.intent()
            match intent.kind:
                case IntentKind.BACK if session.zone:
                    session.zone, session.page = "", 0
                case IntentKind.BACK:
                    return BACK
                case IntentKind.TURN_PAGE if intent.value.isdecimal():
                    session.page = int(intent.value)
                case IntentKind.CHOOSE if not session.zone and intent.value == SEARCH and self._search is not None:
                    return onwards((self._search,))
                case IntentKind.CHOOSE if not session.zone:
                    session.zone, session.page = intent.value, 0
                case IntentKind.CHOOSE:
                    outcome = await begin_or_explain(context, intent.value, self._parts)
                    if outcome is not None:
                        return outcome
                case _:
                    pass

    def _show(self, context: Context, catalogue: ItemCatalogue) -> None:
        session, size = context.session, context.mode.fits(self._parts.page_size)
        zone = next((zone for zone in catalogue.zones if zone.id == session.zone), None)
        if zone is not None:
            items, session.page, pages = page_of(catalogue.of_zone(zone.id), session.page, size)
            context.show(ChooseItem(zone, offers_of(context, tuple(items)), session.page, pages), back=True)
            return
        zones, session.page, pages = page_of(catalogue.zones, session.page, size)
        offered = tuple(ZoneOffer(one, _usable(context, catalogue.of_zone(one.id))) for one in zones)
        view = ChooseZone(offered, session.page, pages, context.ports.items.reachable, self._search is not None)
        context.show(view, back=True)


async def begin_or_explain(context: Context, item_id: str, parts: ItemParts) -> Outcome | None:
    """The item's own steps, or a window's where it can't be begun now. None: the citizen went back to choose again."""
    return begin_item(context, item_id, parts) or await explain_away(context, item_id, parts)


async def explain_away(context: Context, item_id: str, parts: ItemParts) -> Outcome | None:
    """Why it can't be begun, and a number for a window instead. None: back to the items."""
    offered = offer_of(context, item_id)
    if offered is None or offered.enabled:
        return None
    item = offered.item
    opens = opens_next(item.hours, context.ports.items.now()) if item.hours else (0, "")
    context.show(ItemAway(item.names, offered.reason, item.hours, opens), back=True)
    while True:
        intent = await context.intent()
        match intent.kind:
            case IntentKind.CONFIRM | IntentKind.BACK:
                return None
            case IntentKind.CHOOSE if intent.value == WINDOW:
                context.session.item = ItemVisit(context.ports.items.new_id(), item)
                return to_window(context, parts, service_of(context))
            case _:
                pass


def _usable(context: Context, items: tuple[ItemView, ...]) -> int:
    return sum(one.enabled for one in offers_of(context, items))
