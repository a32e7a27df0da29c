"""The kiosk printer's agent as a peer on the bus: real MQTT, a journal by id as the real agent has, no driver behind."""

from dataclasses import dataclass, field
from enum import Enum

from api.bus.client import MqttBus
from api.bus.codec import decode_command
from api.bus.port import Received
from api.messages.completion import Acknowledgement, Completion
from api.messages.device_commands import DEVICE_COMMANDS, Print
from api.messages.state import Describe, Status
from api.messages.topics import PREFIX, Channel
from api.messages.words import CompletionCode, DeviceState


class Printing(Enum):
    """What comes of a print."""

    WELL = "well"
    HELD = "held"
    """Acknowledged; finished when the test says so."""
    PAPER_OUT = "paper-out"
    """The paper ends in the middle of the ticket."""
    DOUBTFUL = "doubtful"
    """The agent crashed in between: outcomeUnknown."""
    SILENT = "silent"


@dataclass
class PrinterPeer:
    bus: MqttBus
    printing: Printing = Printing.WELL
    asked: list[str] = field(default_factory=list)
    """Ids of prints as they arrived, repeats included."""
    papers: list[Print] = field(default_factory=list)
    """What lies in the slot."""
    _journal: dict[str, Completion] = field(default_factory=dict)
    _held: dict[str, tuple[Received, Print]] = field(default_factory=dict)

    def listen(self) -> "PrinterPeer":
        self.bus.listen(f"{PREFIX}/{self.bus.site}/{self.bus.node}/+/{Channel.COMMAND}/+", self._on_command)
        self.bus.set_state("receipt-1", "describe", Describe(kind="receipt-printer"))
        self.report(DeviceState.ONLINE)
        return self

    def report(self, state: DeviceState, reason: str = "ok") -> None:
        self.bus.set_state("receipt-1", "status", Status(device=state, reason=reason))

    def finish_held(self) -> None:
        for received, body in list(self._held.values()):
            self._finish(received, body, CompletionCode.SUCCESS, None)
        self._held.clear()

    def _on_command(self, received: Received) -> None:
        received.acknowledge()
        envelope, body = decode_command(received.payload, DEVICE_COMMANDS[received.address.name])
        if self.printing is Printing.SILENT:
            return
        if not isinstance(body, Print):
            self.bus.reply(received, Completion(id=envelope.id, code=CompletionCode.SUCCESS))
            return
        self.asked.append(envelope.id)
        known = self._journal.get(envelope.id)
        if known is not None:
            self.bus.reply(received, known)
        elif self.printing is Printing.HELD:
            self._held[envelope.id] = (received, body)
            self.bus.reply(received, Acknowledgement(id=envelope.id))
        elif self.printing is Printing.PAPER_OUT:
            self._finish(received, body, CompletionCode.DEVICE_NOT_READY, "paper.out")
            self.report(DeviceState.USER_ERROR, "paper.out")
        elif self.printing is Printing.DOUBTFUL:
            self._finish(received, body, CompletionCode.OUTCOME_UNKNOWN, "outcomeUnknown")
        else:
            self._finish(received, body, CompletionCode.SUCCESS, None)

    def _finish(self, received: Received, body: Print, code: CompletionCode, reason: str | None) -> None:
        envelope, _ = decode_command(received.payload, Print)
        if code is CompletionCode.SUCCESS:
            self.papers.append(body)
        self._journal[envelope.id] = Completion(id=envelope.id, code=code, error_code=reason)
        self.bus.reply(received, self._journal[envelope.id])
