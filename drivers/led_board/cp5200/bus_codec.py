"""Several C-Power cards on one RS-485 line: whose answer is it, and does the card answer?"""

from drivers.led_board.cp5200.packet import GROUP, WANT_ANSWER, Packet
from drivers.led_board.cp5200.serial_framing import SerialDecoder, encode_serial


class Cp5200BusCodec:
    """Tells the cards' answers apart by the card's number.

    Cards with firmware before 3.3 answer under the type of a question, as an adapter that echoes does: what equals the question
    itself is taken for the echo.
    """

    def __init__(self) -> None:
        self._decoder = SerialDecoder()
        self._requests = SerialDecoder()
        self._asked: dict[int, Packet] = {}
        """The last question to each card; at most 254."""

    def feed(self, data: bytes) -> list[tuple[int, bytes]]:
        packets = [packet for packet in self._decoder.feed(data) if packet != self._asked.get(packet.card)]
        return [(packet.card, encode_serial(packet)) for packet in packets]

    def expects_answer(self, data: bytes) -> bool:
        expected = False
        for packet in self._requests.feed(data):
            self._asked[packet.card] = packet
            # All cards would answer the group at once; nobody waits for that.
            expected |= packet.card != GROUP and bool(packet.mark & WANT_ANSWER)
        return expected

    def reset(self) -> None:
        self._decoder = SerialDecoder()
