"""The duty desk over the bus: calls, complaints in passing, ratings by the outbox; and what was last heard of the desk."""

from collections.abc import Callable

from api.bus.outbox import Outbox, OutboxEntry
from api.bus.port import BusPort, NotAnswered
from api.messages.completion import Completion
from api.messages.duty_commands import CallStaff, CallStatus, Complain, EndCall, RateVisit
from api.messages.duty_views import StaffCallView
from api.messages.duty_words import CallEnd, CallKind
from api.messages.hall_command import HallCommand
from api.messages.topics import hall_command_topic
from api.messages.words import RatingLevel, RatingOutcome
from kiosk.flow.duty.ports import Complaint, DeskNotice
from kiosk.flow.failures import HallRefused, HallSilent
from kiosk.ports.hall_notice import HallNoticeWatch

ANSWER_S = 10.0
"""Remote time-out: longer, a person believes that nothing will come."""
CALL_ANSWER_S = 6.0
"""Who needs help hears sooner that the hall can't be reached; the bus has repeated the call several times by then."""
STATE_ANSWER_S = 3.0


class HallDuty:
    """Implements `kiosk.flow.duty.ports.StaffPort` and `ComplaintsPort`."""

    def __init__(
        self,
        bus: BusPort,
        outbox: Outbox,
        known: HallNoticeWatch,
        *,
        new_id: Callable[[], str],
        wake: Callable[[], None],
    ) -> None:
        """`wake`: the outbox has something new."""
        self._bus = bus
        self._outbox = outbox
        self._known = known
        self._new_id = new_id
        self._wake = wake

    def notice(self) -> DeskNotice:
        known = self._known.notice
        return DeskNotice(known.phone, None if known.staffed else known.opens_at, known.claim_s)

    async def call(self, kind: CallKind, step: str) -> StaffCallView:
        answer = await self._ask("call-staff", CallStaff(kind=kind, step=step or None), CALL_ANSWER_S)
        return StaffCallView.model_validate(answer.result["call"])

    async def state(self, call: str) -> StaffCallView:
        answer = await self._ask("call-state", CallStatus(call=call), STATE_ANSWER_S)
        return StaffCallView.model_validate(answer.result["call"])

    async def withdraw(self, call: str) -> None:
        await self._ask("end-call", EndCall(call=call, outcome=CallEnd.WITHDRAWN), ANSWER_S)

    def new_id(self) -> str:
        return self._new_id()

    async def file(self, ident: str, complaint: Complaint, language: str) -> str:
        command = Complain(
            kind=complaint.kind,
            subject=complaint.subject,
            department=complaint.department,
            text=complaint.text,
            contact=complaint.contact,
            language=language,
        )
        answer = await self._ask("complain", command, ANSWER_S, ident)
        return str(answer.result["case_number"])

    def rate(self, service: str, outcome: RatingOutcome, level: RatingLevel | None, labels: tuple[str, ...] = ()) -> None:
        command = RateVisit(service=service, outcome=outcome, level=level, labels=labels)
        self._outbox.add(OutboxEntry(self._new_id(), hall_command_topic(self._bus.site, "rate-visit"), command))
        self._wake()

    async def _ask(self, name: str, command: HallCommand, timeout_s: float, ident: str = "") -> Completion:
        topic = hall_command_topic(self._bus.site, name)
        try:
            completion = await self._bus.request(topic, command, command_id=ident or self._new_id(), timeout_s=timeout_s)
        except NotAnswered:
            # Without its cause: nothing of what was sent stands in an exception's chain.
            raise HallSilent(name) from None
        if not completion.succeeded:
            raise HallRefused(completion.error_code or completion.code.value)
        return completion
