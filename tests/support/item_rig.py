"""A citizen before a kiosk with self-service items, who answers whatever the screen asks."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from api.messages.item_views import FieldView, ItemView, StepBase
from api.text.catalogue import read_catalogue
from kiosk.flow.audit import AuditKind
from kiosk.flow.identity.ports import CardRead, CodeVerdict, Scanned
from kiosk.flow.identity.tries import Tries
from kiosk.flow.identity.views import IdentityHub
from kiosk.flow.intents import IntentKind
from kiosk.flow.items.flows import ITEMS, item_flows
from kiosk.flow.items.questions import is_choice, keys_of
from kiosk.flow.typing.ports import TypingPort
from kiosk.ports.item_papers import ItemPapers
from tests.support.identity_ports import ADULT, SHOW_CODE, VERIFIED, MemoryIdentity
from tests.support.item_answers import typed_for
from tests.support.item_hall import WORKING_HOUR, CheckedDocuments, CheckedReceipts, MemoryItems, item_of
from tests.support.kiosk_flow import Rig

TEXTS = read_catalogue()
WELCOME_S = 4
"""A welcome leaves by itself."""
STEPS_MAX = 120
"""Screens of one item; more, and the citizen goes in circles."""


class ItemRig(Rig):
    """`items`, `receipts` and `documents` are the test's to change."""

    def __init__(
        self, items: MemoryItems | None = None, identity: MemoryIdentity | None = None, typing: TypingPort | None = None
    ) -> None:
        self.items = items or MemoryItems()
        self.receipts = CheckedReceipts()
        self.documents = CheckedDocuments()
        papers = ItemPapers(self.receipts, TEXTS, lambda: WORKING_HOUR, lambda: {"zh-CN": "蓝田县政务服务大厅"}, "大厅东侧1号机")
        words = partial(TEXTS.texts, "items")
        more: dict[str, object] = {"items": self.items, "item_papers": papers, "documents": self.documents}
        if typing is not None:
            more["typing"] = typing
        super().__init__(
            identity=identity,
            more_flows=item_flows(12, Tries(), words),
            more_ports=more,
        )
        self.picks: Mapping[str, str] = {}
        """Answers to fields and choices by key, where the first one isn't wanted."""
        self.offers: bool = True
        """Papers and numbers that are offered are wanted."""
        self.shown: list[tuple[str, str]] = []
        """Step and view, as the citizen saw them, without repeats."""

    async def begin(self, item_id: str) -> None:
        """From home to the item's first step."""
        item = item_of(item_id)
        await self.do(IntentKind.START, ITEMS)
        await self.do(IntentKind.CHOOSE, item.zone)
        await self.do(IntentKind.CHOOSE, item_id)

    async def to(self, view: str) -> None:
        """Answer everything until this view stands there."""
        for _ in range(STEPS_MAX):
            if self.view == view:
                return
            assert self.view != "Home", f"home before {view}: {self.shown}"
            await self.answer()
        raise AssertionError(f"{view} never came: {self.shown[-8:]}")

    def knows(self, view: str) -> bool:
        """Whether a willing citizen has an answer to this screen, and an item is under way."""
        return view in _ANSWERS and self.engine.session is not None and self.engine.session.item is not None

    async def answer(self) -> None:
        """What this screen asks for."""
        shown = self.engine.shown
        if not self.shown or self.shown[-1] != (shown.step, self.view):
            self.shown.append((shown.step, self.view))
        await _ANSWERS[self.view](self, shown.view)

    @property
    def entered(self) -> list[str]:
        """Steps of the item, in the order they were entered."""
        steps = [event.step for event in self.audit.events if event.kind is AuditKind.STEP_ENTERED]
        return [step for step in steps if step.startswith("item-")]

    @property
    def item(self) -> ItemView:
        assert self.engine.session is not None
        assert self.engine.session.item is not None
        return self.engine.session.item.item

    async def identify(self, view: IdentityHub) -> None:
        """By whichever way is offered first; a second one where the item wants two."""
        offered = [offer.way.value for offer in view.ways if offer.enabled]
        way = next(one for one in ("card", "face", "show-code", "document") if one in offered)
        if way == "card":
            self.identity.card.reads.append(CardRead(ADULT))
        elif way == "face":
            self.identity.face.reports.append(VERIFIED)
        elif way == "show-code":
            self.identity.scan.codes.append(Scanned(SHOW_CODE))
            self.identity.code.verdicts.append(CodeVerdict(ADULT, bound=True))
        await self.do(IntentKind.CHOOSE, way)

    async def type(self, one: FieldView) -> None:
        await self.do(IntentKind.TEXT, self.picks.get(one.key) or typed_for(one))
        await self.do(IntentKind.CONFIRM)

    async def type_text(self, view: Any) -> None:
        one = next(
            field
            for step in self.item.steps
            if step.kind == "form"
            for field in step.fields
            if field.label == view.question.title and not is_choice(field)
        )
        while self.engine.shown.view.text:  # type: ignore[union-attr]
            await self.do(IntentKind.KEY, "erase")
        await self.type(one)

    async def choose(self, view: Any) -> None:  # type: ignore[override]
        keys = keys_of(view.question)
        wanted = self.picks.get(view.question.key, keys[0])
        await self.do(IntentKind.CHOOSE, wanted)


def _confirm(kind: IntentKind, value: str = "") -> Callable[[ItemRig, Any], Any]:
    return lambda rig, _: rig.do(kind, value)


def _offer(rig: ItemRig, _: Any) -> Any:
    return rig.do(IntentKind.YES if rig.offers else IntentKind.NO)


async def _wait(rig: ItemRig, _: Any) -> None:
    await rig.wait(WELCOME_S)


def _one(rig: ItemRig, view: Any) -> Any:
    keys = [card.key for card in view.cards]
    step = next(step for step in rig.item.steps if step.kind == "choose" and step.title == view.title)
    wanted = rig.picks.get(step.key)
    return rig.do(IntentKind.CHOOSE, str(keys.index(wanted) if wanted in keys else 0))


_ANSWERS: dict[str, Callable[[ItemRig, Any], Any]] = {
    "ItemNotice": _confirm(IntentKind.YES),
    "IdentityHub": lambda rig, view: rig.identify(view),
    "ConsentNotice": _confirm(IntentKind.YES),
    "ChooseDocument": _confirm(IntentKind.CHOOSE, "111"),
    "Welcome": _wait,
    "AskChoice": lambda rig, view: rig.choose(view),
    "TypeText": lambda rig, view: rig.type_text(view),
    "ChooseOne": _one,
    "ShowRecords": _confirm(IntentKind.CONFIRM),
    "NothingFound": _confirm(IntentKind.CONFIRM),
    "ItemFee": _confirm(IntentKind.CONFIRM),
    "ConfirmAnswers": _confirm(IntentKind.CONFIRM),
    "Accepted": _confirm(IntentKind.CONFIRM),
    "OfferPaper": _offer,
    "PaperTaken": _confirm(IntentKind.CONFIRM),
    "HandoverOffer": _confirm(IntentKind.NO),
    "RateKiosk": _confirm(IntentKind.CHOOSE, "GOOD"),
    "ItemFinished": _confirm(IntentKind.CONFIRM),
}
"""What a willing citizen does on each screen. A screen that isn't here is one that a whole item must not need."""


def visible(step: StepBase, answers: Mapping[str, str]) -> bool:
    return step.when is None or answers.get(step.when.field) in step.when.values


def at_hour(hour: int, day: int = 20) -> datetime:
    return WORKING_HOUR.replace(day=day, hour=hour)
