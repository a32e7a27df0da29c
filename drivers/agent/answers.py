"""Commands under way and answers given, by id: the same id is performed once and answered alike every time. Pure."""

from collections import OrderedDict
from dataclasses import dataclass, field

from api.bus.port import Received
from api.messages.completion import Completion
from api.messages.words import CompletionCode

ANSWERS_KEPT = 1_024
"""A busy hall sends an agent a few commands a second; a sender repeats an id within its time-out of some ten seconds."""
ASKERS_KEPT = 8
RESULT_FORGOTTEN_REASON = "command.resultForgotten"


@dataclass(slots=True)
class UnderWay:
    """One accepted command; everyone who asked for it gets the answer."""

    irreversible: bool
    personal: bool = False
    """Its result is somebody's data: neither the broker nor this book keeps it."""
    askers: list[Received] = field(default_factory=list)
    acknowledged: bool = False

    def add(self, asker: Received) -> None:
        """A resend has the same response topic and needs no second answer."""
        if len(self.askers) < ASKERS_KEPT and all(known.reply_to != asker.reply_to for known in self.askers):
            self.askers.append(asker)


class AnswerBook:
    """Bounded by ANSWERS_KEPT; irreversible commands are in the journal beside it."""

    def __init__(self, limit: int = ANSWERS_KEPT) -> None:
        self._limit = limit
        self._under_way: dict[str, UnderWay] = {}
        self._given: OrderedDict[str, Completion] = OrderedDict()

    def given(self, command_id: str) -> Completion | None:
        return self._given.get(command_id)

    def under_way(self, command_id: str) -> UnderWay | None:
        return self._under_way.get(command_id)

    def accept(self, command_id: str, asker: Received, *, irreversible: bool, personal: bool = False) -> UnderWay:
        entry = UnderWay(irreversible, personal, [asker])
        self._under_way[command_id] = entry
        return entry

    def finish(self, completion: Completion) -> UnderWay | None:
        """Remember the answer; who waits for it. None when it was answered before."""
        entry = self._under_way.pop(completion.id, None)
        if entry is None:
            return None
        self._given[completion.id] = completion
        while len(self._given) > self._limit:
            self._given.popitem(last=False)
        return entry

    def forget_result(self, command_id: str) -> None:
        """Whoever asks later is told that it was done, but not what came of it."""
        given = self._given.get(command_id)
        if given is not None and given.result:
            forgotten = {"code": CompletionCode.INVALID_REQUEST_ID, "error_code": RESULT_FORGOTTEN_REASON, "result": {}}
            self._given[command_id] = given.model_copy(update=forgotten)

    def open_ids(self) -> list[str]:
        return list(self._under_way)
