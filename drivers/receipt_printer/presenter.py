"""A kiosk printer's mouth as the driver uses it: looks at it, empties it, makes room for the next ticket."""

from api.messages.words import PrinterMedia
from drivers.core.errors import DeviceNotReady
from drivers.receipt_printer import commands
from drivers.receipt_printer.conversation import Conversation
from drivers.receipt_printer.health import media_word
from drivers.receipt_printer.mouth import EMPTY_WITHIN_S, Mouth, MouthPolicy
from drivers.receipt_printer.status import PrinterStatus

LOOK_EVERY_S = 1.0
"""How often the mouth is looked at while a ticket is in it."""
LOOK_WHILE_MOVING_S = 0.2


class Presenter:
    """What is known stays with the caller; each method gives it back renewed."""

    def __init__(self, policy: MouthPolicy) -> None:
        self._policy = policy
        self._mouth = Mouth(policy)

    @property
    def occupied(self) -> bool:
        return self._mouth.occupied

    def saw(self, known: PrinterStatus, now_s: float) -> None:
        self._mouth.saw(known.ticket_in_mouth, now_s)

    def forget(self) -> None:
        self._mouth.forget()

    def not_taken(self, now_s: float) -> bool:
        """Nobody took it for so long that staff should know."""
        return self._mouth.not_taken(now_s)

    def media(self, known: PrinterStatus) -> PrinterMedia:
        return self._mouth.word(media_word(known))

    def look(self, talk: Conversation, known: PrinterStatus) -> PrinterStatus:
        """While a ticket is there: ask, and take it back when its time is over. The next looks tell what came of it.

        Raises:
            DeviceSilent: no answer.
        """
        known = talk.ask_full_status(known)
        now_s = talk.monotonic_s()
        self.saw(known, now_s)
        if self._mouth.retract_due(now_s):
            self._take_back(talk)
        return known

    def make_room(self, talk: Conversation, known: PrinterStatus) -> PrinterStatus:
        """Before the next ticket, as the hall wants it.

        Raises:
            DeviceNotReady: the one before is still there.
        """
        if not self.occupied:
            return known
        if self._policy.before_next == "refuse":
            raise DeviceNotReady("the ticket before hasn't been taken", reason="ticket.notTaken")
        return self.empty(talk, known, retract=self._policy.before_next == "retract")

    def empty(self, talk: Conversation, known: PrinterStatus, *, retract: bool) -> PrinterStatus:
        """Take the ticket back or push it out, and wait until it is gone.

        Raises:
            DeviceNotReady: it is still there.
        """
        if retract:
            self._take_back(talk)
        else:
            talk.send(commands.EJECT)
        end_s = talk.monotonic_s() + EMPTY_WITHIN_S
        while known.ticket_in_mouth and talk.monotonic_s() < end_s:
            talk.listen(LOOK_WHILE_MOVING_S)
            known = talk.ask_full_status(known)
        if known.ticket_in_mouth:
            raise DeviceNotReady("the ticket is still in the mouth", reason="ticket.notTaken")
        self.saw(known, talk.monotonic_s())
        return known

    def _take_back(self, talk: Conversation) -> None:
        talk.send(commands.RETRACT)
        self._mouth.takes_back(talk.monotonic_s())
