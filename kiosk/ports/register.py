"""The hall's side of identification: evidence and consents by the outbox, questions to hall and platforms, pseudonyms."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from datetime import date

import structlog
from pydantic import ValidationError

from api.bus.outbox import Outbox, OutboxEntry
from api.bus.port import BusPort, NotAnswered
from api.identity.person_key import holder_hash
from api.identity.receipts import as_written
from api.messages.completion import Completion
from api.messages.hall_command import HallCommand
from api.messages.identity_commands import CheckIdentity, ClaimBooking, GiveConsent, RecordIdentity, WithdrawConsent
from api.messages.identity_words import IdentityOutcome
from api.messages.topics import hall_command_topic, parse_topic
from kiosk.flow.identity.person import DocumentHolder
from kiosk.flow.identity.ports import Checked
from kiosk.ports.checked import checked
from kiosk.ports.consents import Consents
from kiosk.ports.store import KioskStore
from kiosk.ports.withdrawals import Forget, WithdrawalWatch

ANSWER_S = 10.0
"""Remote time-out: longer, a person believes that nothing will come."""
RECEIPTS_REMEMBERED = 20
"""Of consents that this run has seen confirmed: more than one session gives."""
HALL_SILENT = "platform.hallSilent"
OWN_REPORTS = frozenset({"record-identity", "give-consent", "withdraw-consent"})


class HallRegister:
    """Implements `kiosk.flow.identity.ports.RegisterPort`. `on_done` hears of the outbox's answers."""

    def __init__(
        self,
        bus: BusPort,
        store: KioskStore,
        outbox: Outbox,
        watch: WithdrawalWatch,
        forget: Forget,
        *,
        person_key: bytes,
        new_id: Callable[[], str],
        today: Callable[[], date],
        wake: Callable[[], None],
        answer_s: float = ANSWER_S,
    ) -> None:
        """
        Args:
            watch: asks for what others took back; started and stopped by the caller.
            forget: deletes people from what is stored here.
            person_key: the hall's, 32 bytes.
            today: by the hall's clock.
            wake: the outbox has something new.
        """
        self._bus = bus
        self._store = store
        self._outbox = outbox
        self._watch = watch
        self._forget = forget
        self._person_key = person_key
        self._new_id = new_id
        self._today = today
        self._wake = wake
        self._answer_s = answer_s
        self._consents = Consents(store)
        self._receipts: OrderedDict[str, str] = OrderedDict()
        self._waiting: dict[str, asyncio.Future[Completion]] = {}
        self._log = structlog.get_logger("kiosk.register")

    @property
    def adapters(self) -> frozenset[str]:
        return self._watch.adapters

    def person(self, holder: DocumentHolder) -> str:
        return holder_hash(self._person_key, holder.document, holder.number, self._today())

    async def claim(self, booking: str) -> str:
        try:
            question = ClaimBooking(number=booking)
        except ValidationError:
            return ""
        completion = await self._ask("claim-booking", question)
        person = completion.result.get("person") if completion is not None and completion.succeeded else None
        return person if isinstance(person, str) else ""

    async def check(
        self, adapter: str, *, holder: DocumentHolder | None, code: str = "", picture: str = "", consent: str = ""
    ) -> Checked:
        try:
            question = CheckIdentity(
                adapter=adapter,
                name=holder.name if holder else "",
                id_number=holder.number if holder else "",
                code=code,
                picture=picture,
                consent=consent or None,
            )
        except ValidationError:
            # Without its text: it may hold the number.
            return Checked(IdentityOutcome.UNAVAILABLE, "platform.lacks")
        completion = await self._ask("check-identity", question)
        if completion is None:
            return Checked(IdentityOutcome.UNAVAILABLE, HALL_SILENT)
        return checked(completion, self._today())

    def record(self, evidence: RecordIdentity) -> None:
        self._tell(self._new_id(), "record-identity", evidence)

    def give_consent(self, consent: GiveConsent) -> str:
        consent_id = self._new_id()
        self._tell(consent_id, "give-consent", consent)
        return consent_id

    def receipt(self, consent: str) -> str:
        """Number of a consent that was given in this run; empty until the hall has answered."""
        return self._receipts.get(consent, "")

    async def withdraw(self, *, receipt: str = "", person: str = "") -> int | None:
        try:
            command = WithdrawConsent(receipt=as_written(receipt.strip()) or None, person=person or None)
        except ValidationError:
            return 0
        known = person or (self._consents.person_of(command.receipt) if command.receipt else "")
        here = await self._forget((known,)) if known else 0
        command_id = self._new_id()
        answer = self._waiting[command_id] = asyncio.get_running_loop().create_future()
        try:
            self._tell(command_id, "withdraw-consent", command, gone=(known,) if known else ())
            async with asyncio.timeout(self._answer_s):
                completion = await answer
        except TimeoutError:
            return None
        finally:
            self._waiting.pop(command_id, None)
        self._watch.refresh()
        count = completion.result.get("withdrawn") if completion.succeeded else 0
        return max(count if isinstance(count, int) else 0, here or 0)

    def on_done(self, entry: OutboxEntry, completion: Completion) -> None:
        """The outbox's answer to an entry, ours or not; runs in the transaction that removes it."""
        name = parse_topic(entry.topic).name
        if name not in OWN_REPORTS:
            return
        if not completion.succeeded:
            self._log.warning("hall refused a report of an identification", report=name, code=completion.error_code)
        elif name == "give-consent" and isinstance(number := completion.result.get("receipt"), str):
            self._consents.confirmed(entry.id, number)
            self._receipts[entry.id] = number
            while len(self._receipts) > RECEIPTS_REMEMBERED:
                self._receipts.popitem(last=False)
        if (waiting := self._waiting.get(entry.id)) is not None and not waiting.done():
            waiting.set_result(completion)

    def _tell(self, ident: str, name: str, command: HallCommand, gone: tuple[str, ...] = ()) -> None:
        """Durable before it returns."""
        with self._store.transaction():
            self._outbox.add(OutboxEntry(ident, hall_command_topic(self._bus.site, name), command))
            if isinstance(command, GiveConsent):
                self._consents.add(ident, command)
            self._consents.forget(gone)
        self._wake()

    async def _ask(self, name: str, question: HallCommand) -> Completion | None:
        """None: the hall is silent."""
        try:
            return await self._bus.request(
                hall_command_topic(self._bus.site, name), question, command_id=self._new_id(), timeout_s=self._answer_s
            )
        except NotAnswered:
            return None
