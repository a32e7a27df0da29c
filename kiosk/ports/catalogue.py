"""What the hall offers now, asked for again and again: services only when they changed, waiting people each time."""

import asyncio
from collections.abc import Callable

from pydantic import TypeAdapter, ValidationError

from api.bus.clock import system_clock
from api.bus.port import BusPort, NotAnswered
from api.messages.completion import Completion
from api.messages.hall_commands import Catalogue
from api.messages.topics import CONTROLLER_NODE, hall_command_topic
from api.messages.views import CatalogueView, QueueView
from kiosk.ports.watch import LinkWatch, NodeWatch

REFRESH_S = 5.0
"""People see how many wait: a few seconds old is as good as new."""
ANSWER_S = 3.0
"""A hall that doesn't answer a question within this isn't reachable for a citizen either."""

_QUEUES = TypeAdapter(tuple[QueueView, ...])


class HallCatalogue:
    """Implements `kiosk.flow.ports.CataloguePort`."""

    def __init__(
        self,
        bus: BusPort,
        *,
        new_id: Callable[[], str],
        on_change: Callable[[], None],
        on_failure: Callable[[BaseException], None],
        known: CatalogueView | None = None,
        on_new: Callable[[CatalogueView], None] = lambda _: None,
        clock: Callable[[], int] = system_clock,
        on_hall_time: Callable[[int, int, int], None] = lambda *_: None,
        refresh_s: float = REFRESH_S,
    ) -> None:
        """
        Args:
            on_failure: an exception ended the asking; `keep_running` begins it anew.
            known: of an earlier run.
            on_new: told each new version, with what the kiosk should know after a restart.
            clock: UTC ms.
            on_hall_time: told by each answer when it was asked and when it came by our clock, and the hall's clock.
        """
        self._bus = bus
        self._new_id = new_id
        self._on_change = on_change
        self._on_failure = on_failure
        self._refresh_s = refresh_s
        self._catalogue = known
        self._on_new = on_new
        self._clock = clock
        self._on_hall_time = on_hall_time
        self._answers = False
        self._asked = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._controller = NodeWatch(bus, CONTROLLER_NODE, self._controller_changed)
        self._link = LinkWatch(bus, self._controller_changed)
        bus.on_connection(lambda _: self._controller_changed())

    @property
    def reachable(self) -> bool:
        return self._answers and self._controller.online and not self._link.cut_off

    def catalogue(self) -> CatalogueView | None:
        return self._catalogue

    def start(self) -> None:
        self._task = asyncio.create_task(self._follow(), name="catalogue")

    def keep_running(self) -> None:
        """Call it now and then: a catalogue that nobody asks for grows old, and a hall that is gone looks open."""
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
        """Ask now, as after a take."""
        self._asked.set()

    def _controller_changed(self) -> None:
        self._asked.set()
        self._on_change()

    async def _follow(self) -> None:
        while True:
            self._asked.clear()
            if self._bus.connected:
                await self._ask()
            try:
                async with asyncio.timeout(self._refresh_s):
                    await self._asked.wait()
            except TimeoutError:
                continue

    async def _ask(self) -> None:
        known = self._catalogue
        before = (self.reachable, known)
        sent_at = self._clock()
        try:
            completion = await self._bus.request(
                hall_command_topic(self._bus.site, "catalogue"),
                Catalogue(have_version=known.version if known else ""),
                command_id=self._new_id(),
                timeout_s=ANSWER_S,
            )
            received_at = self._clock()
            self._answers = completion.succeeded
            catalogue = self._catalogue = merged(known, completion)
            if isinstance(hall_at := completion.result.get("at"), int):
                self._on_hall_time(sent_at, received_at, hall_at)
            if catalogue is not None and (known is None or known.version != catalogue.version):
                self._on_new(catalogue)
        except (NotAnswered, ValidationError):
            self._answers = False
        if before != (self.reachable, self._catalogue):
            self._on_change()


def merged(known: CatalogueView | None, completion: Completion) -> CatalogueView | None:
    """The catalogue after an answer: a new one, or the known one with the queues as they are now.

    Raises:
        pydantic.ValidationError: the answer isn't a catalogue.
    """
    body, queues = completion.result.get("catalogue"), completion.result.get("queues")
    if body is not None:
        return CatalogueView.model_validate(body)
    if known is not None and queues is not None:
        return known.model_copy(update={"queues": _QUEUES.validate_python(queues)})
    return known
