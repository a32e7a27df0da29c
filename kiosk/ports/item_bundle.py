"""The hall's items as this kiosk knows them: asked for again and again, zones only where they changed, kept for an island.

An item with a step that this kiosk doesn't know isn't offered: a newer hall goes on with an older kiosk.
"""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import structlog
from pydantic import ValidationError

from api.bus.port import BusPort, NotAnswered
from api.messages.hall_command import HallCommand
from api.messages.item_commands import Items
from api.messages.item_views import ItemIndexView, ItemView
from api.messages.topics import CONTROLLER_NODE, hall_command_topic
from kiosk.flow.items.ports import ItemCatalogue
from kiosk.ports.lease_store import LeaseStore
from kiosk.ports.watch import NodeWatch

REFRESH_S = 30.0
"""A department that comes back is offered again within this."""
ANSWER_S = 5.0
"""A whole zone's items are some 60 KB."""
INDEX = "items"
"""Name in the kiosk's store; a zone's items stand under `items-ZONE`."""


class ItemBundle:
    """`start`, then `keep_running` now and then, then `stop`."""

    def __init__(
        self,
        bus: BusPort,
        kept: LeaseStore,
        *,
        new_id: Callable[[], str],
        on_change: Callable[[], None],
        on_failure: Callable[[BaseException], None],
        refresh_s: float = REFRESH_S,
    ) -> None:
        """`on_failure`: an exception ended the asking; `keep_running` begins it anew."""
        self._bus = bus
        self._kept = kept
        self._new_id = new_id
        self._on_change = on_change
        self._on_failure = on_failure
        self._refresh_s = refresh_s
        self._log = structlog.get_logger("kiosk.items")
        self._index, self._zones = self._remembered()
        self._catalogue = catalogue_of(self._index, self._zones)
        self._answers = False
        self._asked = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._controller = NodeWatch(bus, CONTROLLER_NODE, self._controller_changed)
        bus.on_connection(lambda _: self._controller_changed())

    @property
    def catalogue(self) -> ItemCatalogue:
        return self._catalogue

    @property
    def reachable(self) -> bool:
        return self._answers and self._controller.online

    def start(self) -> None:
        self._task = asyncio.create_task(self._follow(), name="items")

    def keep_running(self) -> None:
        if self._task is None or not self._task.done():
            return
        error = None if self._task.cancelled() else self._task.exception()
        self._answers = False
        self.start()
        if error is not None:
            self._on_failure(error)

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    def refresh(self) -> None:
        """Ask now, as after a department didn't answer."""
        self._asked.set()

    def _controller_changed(self) -> None:
        self._asked.set()
        self._on_change()

    async def _follow(self) -> None:
        while True:
            self._asked.clear()
            if self._bus.connected:
                before = (self.reachable, self._catalogue)
                self._answers = await self._ask()
                if before != (self.reachable, self._catalogue):
                    self._on_change()
            try:
                async with asyncio.timeout(self._refresh_s):
                    await self._asked.wait()
            except TimeoutError:
                continue

    async def _ask(self) -> bool:
        """Whether the hall answered; what is new is known and kept afterwards."""
        answer = await self._answer(Items())
        if answer is None:
            return False
        try:
            index = ItemIndexView.model_validate(answer)
        except ValidationError:
            self._log.warning("the hall's list of items isn't readable")
            return False
        for zone in index.zones:
            if self._zones.get(zone.id, {}).get("version") == zone.version:
                continue
            found = await self._answer(Items(zone=zone.id))
            if found is None:
                return False
            self._zones[zone.id] = found
            self._kept.keep(f"{INDEX}-{zone.id}", _text(found))
        if index != self._index:
            self._index = index
            self._kept.keep(INDEX, index.model_dump_json())
        self._catalogue = catalogue_of(self._index, self._zones)
        return True

    async def _answer(self, question: HallCommand) -> dict[str, Any] | None:
        topic = hall_command_topic(self._bus.site, "items")
        try:
            completion = await self._bus.request(topic, question, command_id=self._new_id(), timeout_s=ANSWER_S)
        except NotAnswered:
            return None
        return dict(completion.result) if completion.succeeded else None

    def _remembered(self) -> tuple[ItemIndexView | None, dict[str, dict[str, Any]]]:
        """Of an earlier run; nothing where another version of this program wrote what isn't understood any more."""
        text = self._kept.kept(INDEX)
        if text is None:
            return None, {}
        try:
            index = ItemIndexView.model_validate_json(text)
        except ValidationError:
            self._log.warning("kept items aren't readable")
            return None, {}
        zones = {zone.id: self._kept.kept(f"{INDEX}-{zone.id}") for zone in index.zones}
        return index, {zone: json.loads(kept) for zone, kept in zones.items() if kept is not None}


def catalogue_of(index: ItemIndexView | None, zones: dict[str, dict[str, Any]]) -> ItemCatalogue:
    """What can be shown: zones of the index with those of their items that are understood."""
    if index is None:
        return ItemCatalogue()
    items: list[ItemView] = []
    for zone in index.zones:
        for body in zones.get(zone.id, {}).get("items", ()):
            try:
                items.append(ItemView.model_validate(body))
            except ValidationError:
                identity = body.get("id") if isinstance(body, dict) else None
                structlog.get_logger("kiosk.items").warning("an item isn't understood and not offered", item=identity)
    return ItemCatalogue(index.zones, {one.id: one for one in index.departments}, tuple(items))


def _text(body: dict[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))
