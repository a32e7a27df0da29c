"""How a card takes frames from a line: whose they are, what is answered, what errors it is made to give."""

from drivers.emulators.onbon_card import BUSY, CHECK, MEMORY, OnbonCard, nack
from drivers.emulators.onbon_frames import BadCheck, BadPacket, Packet, read, write

WILDCARD, BROADCAST = 0xFFFE, 0xFFFF
ANY_TYPE = 0xFE
NO_REPLY = 0x02
ERROR_BUSY = "busy"
ERROR_MEMORY = "memory-full"
FORCED_ERRORS = {ERROR_BUSY: BUSY, ERROR_MEMORY: MEMORY}


def hear(card: OnbonCard, content: bytes, fault: str) -> bytes | None:
    """The frame that answers what stood between a preamble and its end; None: the card says nothing.

    Args:
        fault: the one that was chosen, which may be an error to give.
    """
    try:
        packet = read(content)
    except BadCheck as bad:
        card.counts["rejected"] += 1
        return _reply(card, bad.packet, nack(CHECK)) if _is_for(card, bad.packet) else None
    except BadPacket:
        card.counts["rejected"] += 1
        return None
    if not _is_for(card, packet):
        return None
    card.counts["frames"] += 1
    error = FORCED_ERRORS.get(fault)
    screen = card.screen
    answer = nack(error) if error else card.perform(packet.data, packet.display_mode)
    if len(packet.data) > 2 and packet.data[2] == NO_REPLY:
        return None
    return _reply(card, packet, answer, screen)


def damaged(frame: bytes) -> bytes:
    """The last check byte changed; it stays one that needs no escape."""
    wrong = 0x11 if frame[-2] != 0x11 else 0x12
    return frame[:-2] + bytes((wrong,)) + frame[-1:]


def _is_for(card: OnbonCard, packet: Packet) -> bool:
    return packet.destination in (card.screen, WILDCARD, BROADCAST) and packet.device_type in (card.model.device_type, ANY_TYPE)


def _reply(card: OnbonCard, packet: Packet, data: bytes, screen: int | None = None) -> bytes | None:
    if packet.destination == BROADCAST:
        return None
    own = card.screen if screen is None else screen
    return write(packet.source, WILDCARD if packet.destination == WILDCARD else own, packet.device_type, data)
