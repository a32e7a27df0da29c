"""Numbers for a kiosk that can't reach the hall: leased beforehand, merged afterwards, the rest given back."""

from api.messages.hall_commands import LeaseNumbers, ReturnNumbers, TakeOffline
from api.messages.words import BlockKind, HandOver, Refusal, Role
from hall_controller.domain.blocks import block_view, blocks_of, free_span, require_block, require_unused, unused
from hall_controller.domain.entering import Entry, entered
from hall_controller.domain.events import EventKind
from hall_controller.domain.facts import AFTER_RESTORE, Block, fact_body
from hall_controller.domain.hall import Hall
from hall_controller.domain.lookup import require_queue
from hall_controller.domain.requests import Decision, Refused, Request

LEASED_MAX = 200
"""Unused numbers of one queue that a kiosk may hold: more than it could print in an outage of hours."""
ISLAND = "island"
"""Mark of a number that was given out by a kiosk on its own."""


def lease_numbers(hall: Hall, request: Request, command: LeaseNumbers) -> Decision:
    queue = require_queue(hall, command.queue)
    if hall.day_closed:
        raise Refused(Refusal.SERVICE_CLOSED, "the hall has closed for today")
    holder = request.actor.name
    blocks = blocks_of(hall, BlockKind.ISLAND, queue.island_prefix)
    held = sum(unused(block) for block in blocks if block.holder == holder and block.returned_at is None)
    count = min(command.count, LEASED_MAX - held)
    span = free_span(blocks, queue.highest, count, least=1) if count > 0 else None
    if span is None:
        raise Refused(Refusal.NUMBERS_EXHAUSTED, f"{holder} holds {held} numbers of queue {queue.id}, no more can be leased")
    block = Block(request.id, BlockKind.ISLAND, hall.day, queue.id, queue.island_prefix, *span, holder, request.at)
    event = request.event(EventKind.NUMBERS_LEASED, **fact_body(block))
    return Decision([event], result={"block": block_view(hall, block).model_dump(mode="json")})


def _leased_after_backup(hall: Hall, command: TakeOffline) -> Block | None:
    """The range that keeps this number since the hall came back from a backup which knows nothing of the kiosk's own range."""
    service = hall.rules.services.get(command.service)
    if service is None or hall.facts.get(Block, command.block) is not None:
        return None
    prefix = hall.rules.queues[service.queue].island_prefix
    kept = [block for block in blocks_of(hall, BlockKind.ISLAND, prefix) if block.holder == AFTER_RESTORE]
    return next((block for block in kept if block.first <= command.number <= block.last), None)


def return_numbers(hall: Hall, request: Request, command: ReturnNumbers) -> Decision:
    """The holder's own return frees the numbers. A manager's closes the range: the kiosk that has it may be an island still."""
    block = hall.facts.get(Block, command.block)
    if block is None:
        raise Refused(Refusal.UNKNOWN_BLOCK, "there is no such range")
    own = block.holder == request.actor.name
    if not own and request.actor.role is not Role.MANAGER:
        raise Refused(Refusal.NOT_PERMITTED, f"the range belongs to {block.holder}")
    if block.returned_at is not None:
        return Decision([], result={"returned": 0})
    reusable = own or block.purpose is BlockKind.PAPER
    event = request.event(EventKind.NUMBERS_RETURNED, block=block.id, reusable=reusable)
    return Decision([event], result={"returned": unused(block)})


def take_offline(hall: Hall, request: Request, command: TakeOffline) -> Decision:
    """A number that is in a citizen's hand: taken in whatever the rules say now, with a note to staff where they say no.

    Raises:
        Refused: only what isn't such a number: another kiosk's range, or a number that is somebody else's.
    """
    block = _leased_after_backup(hall, command) or require_block(hall, command.block, BlockKind.ISLAND)
    if block.holder not in (request.actor.name, AFTER_RESTORE):
        raise Refused(Refusal.NOT_PERMITTED, f"the range belongs to {block.holder}")
    require_unused(hall, block, command.number)
    entry = Entry(
        block=block,
        number=command.number,
        services=(command.service, *command.more),
        ticket_class=command.ticket_class,
        language=command.language,
        holder=command.holder,
        agent=command.agent,
        taken_at=command.taken_at + command.clock_offset_ms,
        handed=None if command.hand_over is HandOver.PRINTER else command.hand_over,
        mark=ISLAND,
    )
    return entered(hall, request, entry)
