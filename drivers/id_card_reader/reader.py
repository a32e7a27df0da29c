"""What a SAM module can be asked, each as one call. Knows no purpose, no deadline and no event."""

from drivers.core.errors import DeviceRefused, DeviceSilent, HardwareFailed
from drivers.id_card_reader.codes import BROKEN, NOT_OFFERED, SamCommand, Sw3, reason_of
from drivers.id_card_reader.content import CardContent, NotACard, newest_address, sam_id, split_card
from drivers.id_card_reader.conversation import Conversation, verdict
from drivers.id_card_reader.frame import Answer
from drivers.id_card_reader.profile import PresenceProbe, ReaderProfile


class CardFailed(Exception):
    """The card couldn't be read this time; `reason` says why. The module is well."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Reader:
    """One module on a conversation."""

    def __init__(self, talk: Conversation, profile: ReaderProfile) -> None:
        self._talk = talk
        self._profile = profile

    def check(self) -> None:
        """Ask the module whether it is well.

        Raises:
            DeviceSilent: no answer.
            HardwareFailed: it failed its own test or isn't authorised any more.
        """
        self._require_whole(self._talk.ask(SamCommand.STATUS, self._profile.answer_s, verdict(Sw3.OK)))

    def number(self) -> str:
        """The module's own number; empty when it doesn't tell."""

        def accept(answer: Answer) -> str | None:
            if answer.status != Sw3.OK:
                return ""
            try:
                return sam_id(answer.data)
            except NotACard:
                return None

        try:
            return self._talk.ask(SamCommand.SAM_ID, self._profile.answer_s, accept)
        except DeviceSilent:
            # Old modules don't know the question. Whether this one is there, `check` says.
            return ""

    def find(self) -> bool:
        """A card lies on the reader that wasn't selected yet."""
        answer = self._talk.ask(SamCommand.FIND, self._profile.answer_s, verdict(Sw3.FOUND, Sw3.NO_CARD))
        return self._require_whole(answer).status == Sw3.FOUND

    def select(self) -> None:
        """Raises CardFailed: it was taken away, or is no ID card."""
        answer = self._require_whole(self._talk.ask(SamCommand.SELECT, self._profile.answer_s, verdict(Sw3.OK)))
        if answer.status != Sw3.OK:
            raise CardFailed(reason_of(answer.status))

    def read(self, *, with_fingerprint: bool) -> CardContent:
        """The selected card's contents. A module without the command for fingerprints is asked for the rest.

        Raises:
            CardFailed: moved, refused, damaged.
        """

        def accept(answer: Answer) -> tuple[int, CardContent | None] | None:
            if answer.status != Sw3.OK:
                return (answer.status, None) if answer.status != Sw3.FOUND else None
            try:
                return answer.status, split_card(answer.data, with_fingerprint=with_fingerprint)
            except NotACard:
                return None

        command = SamCommand.READ_WITH_FINGERPRINT if with_fingerprint else SamCommand.READ
        status, content = self._talk.ask(command, self._profile.read_s, accept)
        if content is not None:
            return content
        if with_fingerprint and status in NOT_OFFERED:
            return self.read(with_fingerprint=False)
        self._require_whole(Answer(status))
        raise CardFailed(reason_of(status))

    def newest_address(self) -> str:
        """The address written later; empty when there is none or the card doesn't give it."""

        def accept(answer: Answer) -> str | None:
            if answer.status != Sw3.OK:
                return "" if answer.status != Sw3.FOUND else None
            try:
                return newest_address(answer.data)
            except NotACard:
                return None

        return self._talk.ask(SamCommand.READ_NEWEST_ADDRESS, self._profile.read_s, accept)

    def still_there(self) -> bool | None:
        """Whether the card that was read lies there still; None when this module can't tell."""
        if self._profile.presence_probe is PresenceProbe.NONE:
            return None
        if self._profile.presence_probe is PresenceProbe.SELECT:
            answer = self._talk.ask(SamCommand.SELECT, self._profile.answer_s, verdict(Sw3.OK))
            return answer.status == Sw3.OK
        answer = self._talk.ask(SamCommand.READ_NEWEST_ADDRESS, self._profile.read_s, verdict(Sw3.OK))
        return None if answer.status in NOT_OFFERED else answer.status in (Sw3.OK, Sw3.NO_SUCH_ITEM)

    @staticmethod
    def _require_whole(answer: Answer) -> Answer:
        if answer.status in BROKEN:
            raise HardwareFailed("the module can't read cards", reason=reason_of(answer.status))
        if answer.status in NOT_OFFERED:
            raise DeviceRefused("the module refuses the command", reason=reason_of(answer.status))
        return answer
