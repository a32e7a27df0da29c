"""Takes commands from the bus, gives each to its device's worker once, and answers.

Everything here runs on the event loop. Irreversible commands are journalled before the worker sees them and settled before the
answer goes out; a crash between the two is `outcomeUnknown`.
"""

import asyncio
import sqlite3
from collections.abc import Mapping

import structlog

from api.bus.codec import Malformed, decode_command
from api.bus.journal import Begun, Finished
from api.bus.port import BusPort, Received
from api.messages.base import CommandEnvelope
from api.messages.completion import Acknowledgement, Completion
from api.messages.device_commands import (
    DEVICE_COMMANDS,
    IRREVERSIBLE_COMMANDS,
    PERSONAL_COMMANDS,
    CancelCommand,
    DeviceCommand,
    Diagnose,
    Reset,
)
from api.messages.topics import NODE_DEVICE, PREFIX, Channel
from api.messages.words import CompletionCode
from drivers.agent.answers import AnswerBook
from drivers.agent.store import AgentStore
from drivers.core.clock import Clock
from drivers.core.errors import DeviceError
from drivers.core.job import Job
from drivers.core.worker import Worker

_UNKNOWN = CompletionCode.OUTCOME_UNKNOWN
PERSONAL_KEPT_S = 30.0
"""How long a card's or code's contents wait in memory for an asker that missed its answer and asks again."""
ACKNOWLEDGE_AFTER_S = 0.25
"""What takes longer is acknowledged first; the contract allows a second."""


class CommandDesk:
    """One for the whole agent."""

    def __init__(
        self,
        bus: BusPort,
        workers: Mapping[str, Worker],
        store: AgentStore,
        clock: Clock,
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        self._bus = bus
        self._workers = workers
        self._store = store
        self._clock = clock
        self._loop = loop
        self._answers = AnswerBook()
        self._log = structlog.get_logger("drivers.agent")
        self._refused = {"malformed": 0, "outOfTime": 0}

    def listen(self) -> None:
        """Subscribe; once, before the bus starts."""
        self._bus.listen(f"{PREFIX}/{self._bus.site}/{self._bus.node}/+/{Channel.COMMAND.value}/+", self._received)

    @property
    def under_way(self) -> int:
        return len(self._answers.open_ids())

    @property
    def refused(self) -> dict[str, int]:
        """Commands that weren't even begun, by why."""
        return dict(self._refused)

    def _received(self, received: Received) -> None:
        try:
            self._take(received)
        finally:
            # After the journal's commit. Senders repeat until they have a completion, so the broker need not.
            received.acknowledge()

    def _take(self, received: Received) -> None:
        name = received.address.name
        model = DEVICE_COMMANDS.get(name)
        try:
            if received.retained:
                # A command is a moment, never a state: a retained one would be done at each start.
                raise Malformed("a command must not be retained")
            if model is None:
                raise Malformed(f"there is no command {name!r}")
            envelope, command = decode_command(received.payload, model)
        except Malformed as error:
            self._refuse_malformed(received, model is None, str(error))
            return
        worker = self._workers.get(received.address.device)
        under_way = self._answers.under_way(envelope.id)
        given = self._answers.given(envelope.id)
        if given is not None:
            self._bus.reply(received, given, passing=name in PERSONAL_COMMANDS)
        elif under_way is not None:
            under_way.add(received)
            self._bus.reply(received, Acknowledgement(id=envelope.id))
        elif (stored := self._stored(envelope.id, name)) is not None:
            self._bus.reply(received, stored)
        elif envelope.out_of_time(self._clock.wall_ms()):
            # Not remembered: the same id may come again in time.
            self._refused["outOfTime"] += 1
            self._log.warning("command out of time", command=envelope.id, topic=str(received.address), by=envelope.by)
            self._bus.reply(received, _refusal(envelope.id, CompletionCode.TIME_OUT, "command.outOfTime"))
        elif received.address.device == NODE_DEVICE:
            self._bus.reply(received, self._on_node(envelope.id, command))
        elif worker is None:
            self._bus.reply(received, _refusal(envelope.id, CompletionCode.DEVICE_NOT_READY, "device.unknown"))
        else:
            self._start(received, envelope, command, worker)

    def _start(self, received: Received, envelope: CommandEnvelope, command: DeviceCommand, worker: Worker) -> None:
        name = received.address.name
        irreversible = name in IRREVERSIBLE_COMMANDS
        if irreversible and (failed := self._begin(envelope.id, name)) is not None:
            self._bus.reply(received, failed)
            return
        self._answers.accept(envelope.id, received, irreversible=irreversible, personal=name in PERSONAL_COMMANDS)
        at_once = self._bypassing_the_queue(envelope.id, command, worker)
        if at_once is not None:
            self._complete(at_once)
            return
        job = Job(
            id=envelope.id,
            command=command,
            received_s=self._clock.monotonic_s(),
            lifetime_s=worker.driver.lifetime_s(command, envelope.timeout_ms / 1000),
            done=self._done,
            irreversible=irreversible,
        )
        try:
            worker.submit(job)
        except DeviceError as error:
            self._complete(error.completion(envelope.id))
        else:
            self._loop.call_later(ACKNOWLEDGE_AFTER_S, self._acknowledge, envelope.id)

    def _stored(self, command_id: str, name: str) -> Completion | None:
        """What the journal knows of an irreversible command that isn't under way."""
        if name not in IRREVERSIBLE_COMMANDS:
            return None
        try:
            known = self._store.journal.find(command_id)
        except sqlite3.Error as error:
            return self._journal_failed(command_id, error)
        if known is None:
            return None
        # Begun, and its end couldn't be written: whoever asks now can't be told how it ended.
        return known.completion if isinstance(known, Finished) else _refusal(command_id, _UNKNOWN, "outcomeUnknown")

    def _begin(self, command_id: str, name: str) -> Completion | None:
        """Journal the command; the refusal when that fails, and then it must not be performed."""
        try:
            begun = self._store.journal.begin(command_id, name)
        except sqlite3.Error as error:
            return self._journal_failed(command_id, error)
        assert isinstance(begun, Begun)  # noqa: S101 (nobody else writes the journal)
        return None

    def _journal_failed(self, command_id: str, error: sqlite3.Error) -> Completion:
        self._log.error("journal refuses", error=type(error).__name__)
        return _refusal(command_id, CompletionCode.INTERNAL_ERROR, "journal.failed")

    def _bypassing_the_queue(self, command_id: str, command: DeviceCommand, worker: Worker) -> Completion | None:
        match command:
            case CancelCommand(target=target):
                if worker.cancel(target):
                    return Completion(id=command_id, code=CompletionCode.SUCCESS)
                if CancelCommand in worker.driver.commands:
                    # What it began outlives its completion, as a rating pad's ask does: the driver ends it, in turn.
                    return None
                return _refusal(command_id, CompletionCode.INVALID_REQUEST_ID, "command.notFound")
            case Reset():
                worker.reset()
                return Completion(id=command_id, code=CompletionCode.SUCCESS)
            case Diagnose():
                diagnosis = worker.diagnose() | {"black_box": worker.keep_frames()}
                # The frames stand in the black box, so that the log needn't hold them too.
                self._log.info("diagnosis", device=worker.device, **{k: v for k, v in diagnosis.items() if k != "frames"})
                return Completion(id=command_id, code=CompletionCode.SUCCESS, result=diagnosis)
            case _:
                return None

    def _on_node(self, command_id: str, command: DeviceCommand) -> Completion:
        if isinstance(command, Diagnose):
            states = {name: worker.state.value for name, worker in self._workers.items()}
            return Completion(id=command_id, code=CompletionCode.SUCCESS, result={"devices": states, "refused": self.refused})
        return _refusal(command_id, CompletionCode.UNSUPPORTED_COMMAND, "command.unsupported")

    def _done(self, completion: Completion) -> None:
        """In a worker's thread."""
        try:
            self._loop.call_soon_threadsafe(self._complete, completion)
        except RuntimeError:
            # The loop has ended: the journal says `started`, and the next start says `outcomeUnknown`.
            self._log.warning("completion after the end", command=completion.id)

    def _complete(self, completion: Completion) -> None:
        entry = self._answers.finish(completion)
        if entry is None:
            return
        if entry.irreversible:
            try:
                self._store.journal.finish(completion.id, completion)
            except sqlite3.Error as error:
                # It happened, so the sender is told; after a crash the same id would be `outcomeUnknown`, never a second paper.
                self._log.error("journal refuses", error=type(error).__name__)
        if not completion.succeeded:
            self._log.info("command failed", command=completion.id, code=completion.code.value, error=completion.error_code)
        for asker in entry.askers:
            self._bus.reply(asker, completion, passing=entry.personal)
        if entry.personal:
            self._loop.call_later(PERSONAL_KEPT_S, self._answers.forget_result, completion.id)

    def _acknowledge(self, command_id: str) -> None:
        entry = self._answers.under_way(command_id)
        if entry is not None and not entry.acknowledged:
            entry.acknowledged = True
            for asker in entry.askers:
                self._bus.reply(asker, Acknowledgement(id=command_id))

    def _refuse_malformed(self, received: Received, unknown: bool, detail: str) -> None:
        self._refused["malformed"] += 1
        self._log.warning("command refused", topic=str(received.address), detail=detail)
        try:
            command_id = (received.correlation or b"").decode("ascii")
            code = CompletionCode.UNSUPPORTED_COMMAND if unknown else CompletionCode.INVALID_DATA
            reason = "command.unsupported" if unknown else "command.malformed"
            answer = Completion(id=command_id, code=code, error_code=reason, detail=detail[:200])
        except ValueError:
            # No usable id: nobody could match an answer.
            return
        self._bus.reply(received, answer)


def _refusal(command_id: str, code: CompletionCode, reason: str) -> Completion:
    return Completion(id=command_id, code=code, error_code=reason)
