"""Search over everything that can be done here: a number for a window's service, or a self-service item."""

from collections.abc import Sequence

from api.messages.views import ServiceView
from kiosk.flow.intents import Intent, IntentKind
from kiosk.flow.items.offers import ItemOffer
from kiosk.flow.outcome import BACK, Outcome, onwards
from kiosk.flow.search import Findable, find
from kiosk.flow.step import Context, Step
from kiosk.flow.steps.items.parts import ItemParts
from kiosk.flow.steps.items.select import begin_or_explain, offers_of
from kiosk.flow.typing.keyboards import search_keyboards
from kiosk.flow.typing.line import Line
from kiosk.flow.typing.ports import Candidate
from kiosk.flow.typing.question import Keyboard, TextKind, TextQuestion
from kiosk.flow.typing.type_text import after
from kiosk.flow.typing.views import FoundService, SearchThings, TypeText

QUESTION = TextQuestion(TextKind.TEXT, "search.title", "search.text", "search.example", max_length=20)
RESULTS_MAX = 12
"""More aren't looked through: the next letter makes them fewer."""
SERVICE, ITEM = "service:", "item:"
"""What begins the value of CHOOSE."""


class Search:
    """Fills `session.service`, or `session.item`, and brings what follows it."""

    name = "search"

    def __init__(self, parts: ItemParts, after_service: Sequence[Step]) -> None:
        """`after_service`: the steps of a taken number, from the one after its service is chosen."""
        self._parts = parts
        self._after_service = tuple(after_service)

    async def run(self, context: Context) -> Outcome:
        port, session = context.ports.typing, context.session
        session.item = None
        keyboards = search_keyboards(port, session.language)
        line = Line(keyboards[0], session.searched)
        try:
            while True:
                # Found by its sound at once: candidates are for what is written by hand.
                candidates = tuple(Candidate(one, 0) for one in port.by_hand(line.strokes)) if line.strokes else ()
                context.show(self._view(context, line, keyboards, candidates), back=True)
                intent = await context.intent()
                session.searched = line.text
                if intent.kind is IntentKind.BACK:
                    session.searched = ""
                    return BACK
                outcome = await self._chosen(context, intent)
                if outcome is not None:
                    return outcome
                line = after(line, QUESTION, intent, candidates, keyboards)
        finally:
            port.forget()

    def _view(
        self, context: Context, line: Line, keyboards: tuple[Keyboard, ...], candidates: tuple[Candidate, ...]
    ) -> SearchThings:
        typing = TypeText(
            QUESTION,
            line.keyboard,
            keyboards,
            text=line.text,
            composing=line.composing,
            candidates=candidates,
            page=line.page,
            strokes=line.strokes,
            capitals=line.capitals,
        )
        return SearchThings(typing, self._found(context, line), asked=bool(line.text or line.composing))

    def _found(self, context: Context, line: Line) -> tuple[FoundService | ItemOffer, ...]:
        catalogue, items = context.ports.catalogue.catalogue(), context.ports.items.catalogue().items
        services = catalogue.services if catalogue else ()
        things: list[Findable[tuple[str, str]]] = [Findable((ITEM, one.id), one.names, one.pinyin) for one in items]
        things += [Findable((SERVICE, one.id), one.names, one.pinyin) for one in services]
        keys = find(line.text, line.composing, things, context.session.language)[:RESULTS_MAX]
        offers = {offer.item.id: offer for offer in offers_of(context, items)}
        by_id = {service.id: service for service in services}
        return tuple(offers[ident] if kind == ITEM else _offered(context, by_id[ident]) for kind, ident in keys)

    async def _chosen(self, context: Context, intent: Intent) -> Outcome | None:
        if intent.kind is not IntentKind.CHOOSE:
            return None
        value, session = intent.value, context.session
        if value.startswith(ITEM):
            return await begin_or_explain(context, value.removeprefix(ITEM), self._parts)
        catalogue = context.ports.catalogue.catalogue()
        for service in catalogue.services if catalogue else ():
            if value == SERVICE + service.id and _offered(context, service).enabled:
                session.service, session.more = service.id, ()
                return onwards(self._after_service)
        return None


def _offered(context: Context, service: ServiceView) -> FoundService:
    reachable = context.ports.catalogue.reachable
    return FoundService(service, service.open if reachable else context.ports.island.offers(service), reachable)
