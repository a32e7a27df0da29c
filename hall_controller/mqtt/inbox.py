"""Commands and business events from the bus into the hall's one port; the answer goes out after the commit, then the PUBACK.

So a controller that dies in between gets the message again, and the id makes it one effect. Nothing that arrives here can
stop the next message: what isn't understood is answered where possible, counted and forgotten.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping

import structlog

from api.bus.port import BusPort, Received
from api.messages.beside_commands import PERSONAL_COMMANDS
from api.messages.completion import Acknowledgement, Completion
from api.messages.device_events import KeyPressed, Rated
from api.messages.hall_commands import PressKey
from api.messages.topics import CONTROLLER_NODE, HALL_DEVICE, PREFIX, Channel
from api.ports import HallPort
from hall_controller.mqtt.requests import Rejected, RejectReason, Wanted, read_command, read_event

StoredAnswer = Callable[[str], Awaitable[Completion | None]]
"""The durable answer to a command id, None when the hall has never seen it."""


class Inbox:
    """Listens for the hall. `rejected` counts by reason what never reached the hall."""

    def __init__(
        self,
        bus: BusPort,
        hall: HallPort,
        stored_answer: StoredAnswer,
        call_pads: Mapping[int, str],
        now_ms: Callable[[], int],
    ) -> None:
        """`call_pads`: window number to the `node/device` of its pad; a key from anywhere else is not the window's."""
        self._bus = bus
        self._hall = hall
        self._stored_answer = stored_answer
        self._call_pads = dict(call_pads)
        self._now_ms = now_ms
        self._log = structlog.get_logger("hall_controller.inbox")
        self.accepted = 0
        self.rejected: Counter[RejectReason] = Counter()

    def listen(self) -> None:
        """Register with the bus; once, before it starts."""
        site = self._bus.site
        self._bus.listen(f"{PREFIX}/{site}/{CONTROLLER_NODE}/{HALL_DEVICE}/{Channel.COMMAND}/+", self._on_command)
        self._bus.listen(f"{PREFIX}/{site}/+/+/{Channel.EVENT}/key-pressed", self._on_key_pressed)
        self._bus.listen(f"{PREFIX}/{site}/+/+/{Channel.EVENT}/rated", self._on_rated)

    async def _on_command(self, received: Received) -> None:
        await self._take_in(received, read_command(received, self._now_ms()))

    async def _on_key_pressed(self, received: Received) -> None:
        await self._take_in(received, self._from_own_pad(received, read_event(received, KeyPressed)))

    async def _on_rated(self, received: Received) -> None:
        await self._take_in(received, read_event(received, Rated))

    def _from_own_pad(self, received: Received, request: Wanted | Rejected) -> Wanted | Rejected:
        if not isinstance(request, Wanted) or not isinstance(request.submission.command, PressKey):
            return request
        window = request.submission.command.window
        pad = f"{received.address.node}/{received.address.device}"
        if self._call_pads.get(window) == pad:
            return request
        return Rejected(RejectReason.NOT_PERMITTED, f"{pad} isn't the call pad of window {window}", request.submission.id)

    async def _take_in(self, received: Received, request: Wanted | Rejected) -> None:
        if received.retained:
            # A command is a moment, never a state: a retained one would fire at each of our starts.
            request = Rejected(RejectReason.MALFORMED, "a command must not be retained", None)
        personal = received.address.name in PERSONAL_COMMANDS
        if personal:
            # Off the broker at once: it holds somebody's data, and its asker repeats it if we die.
            received.acknowledge()
            if isinstance(request, Wanted):
                self._bus.reply(received, Acknowledgement(id=request.submission.id), passing=True)
        outcome = await self._answer(request) if isinstance(request, Wanted) else request
        answer = self._refuse(received, outcome) if isinstance(outcome, Rejected) else outcome
        if answer is not None:
            self._bus.reply(received, answer, passing=personal)
        received.acknowledge()

    async def _answer(self, request: Wanted) -> Completion | Rejected:
        submission = request.submission
        if request.stale:
            # The same id may have been committed before its answer was lost: then that answer counts, not its age.
            stored = await self._stored_answer(submission.id)
            if stored is not None:
                return stored
            return Rejected(RejectReason.OUT_OF_TIME, f"outside its time; {submission.actor.name}'s clock?", submission.id)
        self.accepted += 1
        return await self._hall.submit(submission)

    def _refuse(self, received: Received, request: Rejected) -> Completion | None:
        self.rejected[request.reason] += 1
        # The payload stays out of the log: it may hold anything.
        self._log.warning(
            "request.rejected", topic=str(received.address), reason=request.reason.value, detail=request.detail, id=request.id
        )
        return request.completion()
