"""A kiosk's bus with the pure core at its other end: the real hall decides, the test says when it can be reached."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from api.bus.port import Handler, NotAnswered
from api.messages.base import Message
from api.messages.completion import Completion
from api.messages.hall_commands import HALL_COMMANDS, Catalogue
from api.messages.topics import parse_topic
from api.messages.views import CatalogueView
from api.messages.words import Role
from api.ports import Actor
from hall_controller.domain.reads import READS, read
from hall_controller.domain.requests import Refused, Request
from hall_controller.domain.views import catalogue_view
from hall_controller.store.answers import refusal, success
from tests.support.hall_core import CoreHall


@dataclass
class CoreBus:
    """What of `BusPort` the kiosk's hall ports use. The core answers an id the same way every time, as the store does."""

    core: CoreHall
    node: str = "kiosk-01"
    away: bool = False
    lose_answers: bool = False
    """The hall carries out what it is asked, and nobody hears of it."""
    answers: dict[str, Completion] = field(default_factory=dict)
    site: str = "610124-01"
    session: str = "test"

    @property
    def connected(self) -> bool:
        return True

    def listen(self, pattern: str, handler: Handler) -> None:
        """Nothing is told by itself here."""

    def on_connection(self, handler: Callable[[bool], None]) -> None:
        """The link stands."""

    async def request(self, topic: str, body: Message, *, command_id: str, **_: Any) -> Completion:
        # A turn of the loop, as every real request takes at least.
        await asyncio.sleep(0)
        if self.away:
            raise NotAnswered(command_id)
        completion = self._carried_out(parse_topic(topic).name, body, command_id)
        if self.lose_answers:
            raise NotAnswered(command_id)
        return completion

    def _carried_out(self, name: str, body: Message, command_id: str) -> Completion:
        core = self.core
        if name == "catalogue":
            view = catalogue_view(core.hall, core.now)
            known = Catalogue.model_validate(body.model_dump()).have_version == view.version
            result = {"version": view.version, "catalogue": None if known else view.model_dump(mode="json"), "at": core.now}
            return success(command_id, result)
        command = HALL_COMMANDS[name].model_validate(body.model_dump())
        if type(command) in READS:
            try:
                return success(command_id, read(core.hall, command, core.now))
            except Refused as refused:
                return refusal(command_id, refused)
        if command_id not in self.answers:
            request = Request(command_id, Actor(self.node, Role.DEVICE), command, core.now, core.new_id, core.chance)
            try:
                self.answers[command_id] = success(command_id, core.execute(request))
            except Refused as refused:
                self.answers[command_id] = refusal(command_id, refused)
        return self.answers[command_id]


@dataclass
class CoreCatalogue:
    """Implements CataloguePort on the core; `view` is what was known last."""

    bus: CoreBus
    view: CatalogueView | None = None

    @property
    def reachable(self) -> bool:
        return not self.bus.away

    def catalogue(self) -> CatalogueView | None:
        if self.reachable:
            self.view = catalogue_view(self.bus.core.hall, self.bus.core.now)
        return self.view
