"""Rating pads that are a page on a tablet: devices of the controller's own node `web`.

Their commands come through the same lanes as those of pads on the bus, their outcomes go the same way into the hall, and their
lines stand on the device board: a pad whose page isn't connected is `unknown`. Lives on the event loop.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from api.bus.port import NotAnswered
from api.messages.base import Message
from api.messages.completion import Completion
from api.messages.device_commands import Ask, CancelCommand, Diagnose, ShowStaff
from api.messages.hall_commands import Rate
from api.messages.state import Describe, Status
from api.messages.topics import parse_topic
from api.messages.words import Action, AvailabilityState, CompletionCode, DeviceState, RatingOutcome, RatingPadState, Role
from api.ports import Actor, HallPort, Submission
from hall_controller.devices.bindings import WEB_NODE
from hall_controller.devices.registry import DeviceRegistry
from hall_controller.devices.web_pad_view import PadAsk, PadPlate, WebPadView
from hall_controller.domain.rules import RATING_MARGIN_MS
from hall_controller.domain.state import Ask as OpenQuestion
from hall_controller.live.frames import HEARTBEAT, frame
from hall_controller.live.reader import Reader

SESSION = "controller"
SHOWN_WITHIN_S = 3.0
"""A page that shows a question says so within milliseconds."""
HEARTBEAT_S = 1.0
GONE_AFTER_S = 4.0
"""A page that is being loaded anew, or whose Wi-Fi roams, is back sooner."""
CLOSED_AFTER_MS = 3_000
"""So long after its end a question leaves the page at the latest; the hall has closed it by then."""
PAGE = Actor(name=WEB_NODE, role=Role.DEVICE)
SILENT_REASON = "webPad.notOpen"
COMMANDS = ("ask", "cancel", "show-staff", "diagnose")


@dataclass(slots=True)
class _Pad:
    window: int
    readers: set[Reader] = field(default_factory=set)
    plate: PadPlate = field(default_factory=PadPlate)
    ask: PadAsk | None = None
    shown: asyncio.Event = field(default_factory=asyncio.Event)
    """The page says that it shows `ask`."""
    alone_since_ms: int | None = None
    """No page since then."""
    state: RatingPadState = RatingPadState.IDLE


class WebPads:
    """Args: pads: window by device name (`pad-3`)."""

    def __init__(
        self,
        site: str,
        pads: Mapping[str, int],
        hall: HallPort,
        registry: DeviceRegistry,
        now_ms: Callable[[], int],
        new_id: Callable[[], str],
    ) -> None:
        self._pads = {device: _Pad(window) for device, window in pads.items()}
        self._of_window = {window: device for device, window in pads.items()}
        self._hall = hall
        self._registry = registry
        self._now_ms = now_ms
        self._new_id = new_id
        self.site = site
        self.node = WEB_NODE

    def begin(self, version: str, questions: Iterable[OpenQuestion]) -> None:
        """Stand on the device board, and go on with questions that were open when the controller ended."""
        if not self._pads:
            return
        now = self._now_ms()
        self._registry.node_said(WEB_NODE, SESSION, AvailabilityState.ONLINE, version, now)
        for device, pad in self._pads.items():
            describe = Describe(
                kind="rating-pad",
                model="web page",
                driver="hall_controller.devices.web_pads",
                place=f"window-{pad.window}",
                commands=COMMANDS,
            )
            self._registry.described(f"{WEB_NODE}/{device}", describe)
            pad.alone_since_ms = now
            self._report(device, pad)
        for question in questions:
            found = self._of_window.get(question.window)
            if found is not None and question.outcome is None and not question.cancelled and question.until > now:
                self._pads[found].ask = PadAsk(ask=question.id, ticket="", ends_at=question.until - RATING_MARGIN_MS)

    def device_of(self, window: int) -> str | None:
        """The window's web pad; None when it has none."""
        return self._of_window.get(window)

    # --- commands, as a lane sends them ---

    async def request(
        self,
        topic: str,
        body: Message,
        *,
        command_id: str,
        by: str = "",  # noqa: ARG002 (as on the bus)
        timeout_s: float,
        on_acknowledged: Callable[[], None] | None = None,
    ) -> Completion:
        """See `Requests.request`: the question is answered when the page says that it stands there.

        Raises:
            NotAnswered: the page is connected and doesn't say so.
        """
        device = parse_topic(topic).device
        pad = self._pads.get(device)
        if pad is None:
            return Completion(id=command_id, code=CompletionCode.DEVICE_NOT_READY, error_code="device.unknown")
        if on_acknowledged is not None:
            on_acknowledged()
        match body:
            case Ask():
                return await self._ask(device, pad, body, command_id, timeout_s)
            case CancelCommand(target=target):
                if pad.ask is not None and pad.ask.ask == target:
                    self._close(device, pad, RatingPadState.IDLE)
            case ShowStaff():
                # Kept also while no page is open: the next one begins with it.
                pad.plate = PadPlate.model_validate(body.model_dump())
                self._tell(pad)
            case Diagnose():
                told = {"state": pad.state.value, "counts": {"pages": len(pad.readers), "open_asks": int(pad.ask is not None)}}
                return Completion(id=command_id, code=CompletionCode.SUCCESS, result=told)
            case _:
                return Completion(id=command_id, code=CompletionCode.UNSUPPORTED_COMMAND, error_code="command.unsupported")
        return Completion(id=command_id, code=CompletionCode.SUCCESS)

    async def _ask(self, device: str, pad: _Pad, command: Ask, command_id: str, timeout_s: float) -> Completion:
        if not pad.readers:
            return Completion(id=command_id, code=CompletionCode.DEVICE_NOT_READY, error_code=SILENT_REASON)
        pad.ask = PadAsk(ask=command.ask, ticket=command.ticket, ends_at=self._now_ms() + command.timeout_s * 1000)
        pad.shown.clear()
        self._set_state(device, pad, RatingPadState.ASKING)
        self._tell(pad)
        try:
            async with asyncio.timeout(min(timeout_s, SHOWN_WITHIN_S)):
                await pad.shown.wait()
        except TimeoutError as error:
            if pad.ask is not None and pad.ask.ask == command.ask:
                self._close(device, pad, RatingPadState.UNKNOWN)
            raise NotAnswered(f"{device} doesn't show the question") from error
        return Completion(id=command_id, code=CompletionCode.SUCCESS)

    # --- the page ---

    def open_stream(self, device: str) -> Reader:
        """Frames of one page: its present state at once, then changes, with a heartbeat each second."""
        pad = self._pads[device]
        reader = Reader()
        reader.put_state(frame("pad", self.view(device)))
        pad.readers.add(reader)
        pad.alone_since_ms = None
        self._report(device, pad)
        return reader

    def close_stream(self, device: str, reader: Reader) -> None:
        pad = self._pads[device]
        pad.readers.discard(reader)
        if not pad.readers:
            pad.alone_since_ms = self._now_ms()
            self._report(device, pad)

    def view(self, device: str) -> WebPadView:
        pad = self._pads[device]
        return WebPadView(at=self._now_ms(), window=pad.window, plate=pad.plate, ask=pad.ask)

    def shows(self, device: str, ask: str) -> None:
        """The page shows the question."""
        pad = self._pads[device]
        if pad.ask is not None and pad.ask.ask == ask:
            pad.shown.set()

    async def rated(self, device: str, command_id: str, rate: Rate) -> Completion:
        """What a person touched. One outcome for each question: a second touch, a late and an unasked one are refused by the
        hall, whatever page they come from.
        """
        pad = self._pads[device]
        completion = await self._hall.submit(Submission(command_id, PAGE, rate))
        if pad.ask is not None and pad.ask.ask == rate.ask and (completion.succeeded or completion.error_code == "unknownAsk"):
            timed_out = rate.outcome is RatingOutcome.TIMEOUT
            self._close(device, pad, RatingPadState.TIMED_OUT if timed_out else RatingPadState.ANSWERED)
        return completion

    # --- time ---

    async def run(self) -> None:
        """Heartbeats, and the end of questions whose page is gone; until cancelled."""
        while True:
            await asyncio.sleep(HEARTBEAT_S)
            await self.tick()

    async def tick(self) -> None:
        """Once a second."""
        now = self._now_ms()
        for device, pad in self._pads.items():
            for reader in pad.readers:
                reader.put_heartbeat(HEARTBEAT)
            ask = pad.ask
            if ask is None:
                continue
            if pad.alone_since_ms is not None and now - pad.alone_since_ms >= GONE_AFTER_S * 1000:
                rate = Rate(ask=ask.ask, outcome=RatingOutcome.DEVICE_FAULT)
                await self._hall.submit(Submission(self._new_id(), PAGE, rate))
                self._close(device, pad, RatingPadState.UNKNOWN)
            elif now >= ask.ends_at + CLOSED_AFTER_MS:
                self._close(device, pad, RatingPadState.TIMED_OUT)

    def close(self) -> None:
        """End all streams, so that a stopping server waits for none."""
        for pad in self._pads.values():
            for reader in pad.readers:
                reader.close()

    def drop_streams(self, device: str) -> None:
        """The tablet isn't the window's pad any more."""
        for reader in list(self._pads[device].readers):
            reader.close()

    def _close(self, device: str, pad: _Pad, state: RatingPadState) -> None:
        pad.ask = None
        self._set_state(device, pad, state)
        self._tell(pad)

    def _tell(self, pad: _Pad) -> None:
        device = self._of_window[pad.window]
        made = frame("pad", self.view(device))
        for reader in pad.readers:
            reader.put_state(made)

    def _set_state(self, device: str, pad: _Pad, state: RatingPadState) -> None:
        pad.state = state
        self._report(device, pad)

    def _report(self, device: str, pad: _Pad) -> None:
        there = bool(pad.readers)
        status = Status(
            device=DeviceState.ONLINE if there else DeviceState.UNKNOWN,
            action=Action.NONE if there else Action.CLEAR,
            reason="ok" if there else SILENT_REASON,
            detail={"pad": pad.state.value if there else RatingPadState.UNKNOWN.value},
        )
        self._registry.reported(f"{WEB_NODE}/{device}", status, self._now_ms())
