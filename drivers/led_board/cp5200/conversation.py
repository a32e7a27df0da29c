"""Questions and answers with one card on a link."""

from collections.abc import Callable

from api.messages.words import Action
from drivers.core.errors import DeviceRefused, DeviceSilent
from drivers.core.link import Link
from drivers.led_board.cp5200.external_call import EXTERNAL_CALL, Chunk, Result, from_packet, split, to_packet
from drivers.led_board.cp5200.network_framing import NetworkDecoder, encode_network
from drivers.led_board.cp5200.packet import Packet
from drivers.led_board.cp5200.profile import Framing
from drivers.led_board.cp5200.serial_framing import SerialDecoder, encode_serial
from drivers.led_board.unasked import drop_unasked

REPLY_TIMEOUT_S = 1.5
"""The document leaves it open ("a certain period"); a card at 38 400 baud answers a full packet within 0.4 s."""
WRITE_TIMEOUT_S = 2.0
ATTEMPTS = 2
"""A packet damaged on the line is sent once more; every command here may be repeated."""


class Conversation:
    """Not thread-safe: the device's worker owns it."""

    def __init__(
        self,
        link: Link,
        monotonic_s: Callable[[], float],
        *,
        card: int,
        framing: Framing,
        network_id: int,
        packet_bytes: int,
    ) -> None:
        self._link = link
        self._monotonic_s = monotonic_s
        self._card = card
        self._framing = framing
        self._network_id = network_id
        self._packet_bytes = packet_bytes

    def ask(self, command: int, data: bytes, *, attempts: int = ATTEMPTS) -> bytes:
        """A basic command's answer data.

        Raises:
            DeviceSilent: no sound answer within the time-out, `attempts` times.
        """
        for _ in range(attempts):
            answer = self._exchange(Packet(self._card, command, data))
            if answer is not None:
                return answer.data
        raise DeviceSilent("no answer from the card")

    def call(self, content: bytes) -> None:
        """Hand over a content in as many packets as it needs, each acknowledged before the next.

        Raises:
            DeviceSilent: no sound answer within the time-out, twice.
            DeviceRefused: the card doesn't take it.
        """
        result = Result.OK
        for _ in range(ATTEMPTS):
            for chunk in split(content, self._packet_bytes):
                result = self._deliver(chunk, content[0])
                if result is not Result.OK:
                    break
            # Out of step: the card waits for another packet than the one it got, so the whole content starts over.
            if result is not Result.SEQUENCE:
                break
        if result in (Result.CHECKSUM, Result.SEQUENCE):
            raise DeviceRefused(f"the card answers {result.name}", reason="board.checksum")
        if result is not Result.OK:
            raise DeviceRefused("the card doesn't take the content", reason="board.refused", action=Action.CONFIGURATION)

    def _deliver(self, chunk: Chunk, sub_command: int) -> Result:
        result: Result | None = None
        for _ in range(ATTEMPTS):
            answer = self._exchange(to_packet(chunk, self._card), sub_command)
            result = None if answer is None else Result(answer.mark)
            if result not in (None, Result.CHECKSUM):
                break
        if result is None:
            raise DeviceSilent("no answer from the card")
        return result

    def _exchange(self, question: Packet, sub_command: int | None = None) -> Packet | None:
        drop_unasked(self._link)
        network = self._framing is Framing.NETWORK
        decoder = NetworkDecoder() if network else SerialDecoder()
        self._link.write(encode_network(question, self._network_id) if network else encode_serial(question), WRITE_TIMEOUT_S)
        end_s = self._monotonic_s() + REPLY_TIMEOUT_S
        while (left_s := end_s - self._monotonic_s()) > 0:
            for packet in decoder.feed(self._link.read(left_s)):
                if _answers(packet, question, sub_command):
                    return packet
        return None


def _answers(packet: Packet, question: Packet, sub_command: int | None) -> bool:
    if packet.command != question.command or packet == question:
        # The question itself comes back from adapters that echo; old cards' answers carry its type, but never all of its bytes.
        return False
    if question.command != EXTERNAL_CALL:
        return True
    chunk = from_packet(packet)
    return chunk is not None and (not chunk.content or chunk.content[0] == sub_command)
