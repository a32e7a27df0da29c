"""Ranges of numbers outside a queue's main series: which numbers are free, which are used, and by whom.

A range is a series of its own, so whatever happens on an island leaves no gap in the main one. The numbers of a range that its
holder gave back are given out again; those of a range that somebody else closed aren't: its holder may still be printing them.
"""

from collections.abc import Iterable, Iterator

from api.messages.views import BlockView
from api.messages.words import BlockKind, Refusal
from hall_controller.domain.facts import Block
from hall_controller.domain.hall import Hall
from hall_controller.domain.requests import Refused

Span = tuple[int, int]
"""First and last number."""


def blocks_of(hall: Hall, purpose: BlockKind, prefix: str) -> list[Block]:
    """Ranges whose numbers must not be given out twice: leased ones of today; pre-printed ones of any day, paper lasts."""
    return [
        block
        for block in hall.facts.of(Block).values()
        if block.purpose is purpose and block.prefix == prefix and (purpose is BlockKind.PAPER or block.day == hall.day)
    ]


def unused(block: Block) -> int:
    return block.last - block.first + 1 - len(block.used)


def free_span(blocks: Iterable[Block], highest: int, count: int, least: int) -> Span | None:
    """The lowest free numbers that follow one another.

    Args:
        highest: the last number of the series.
        count: as many as wanted.
        least: fewer than these are no use.
    """
    free = 1
    for first, last in sorted(span for block in blocks for span in _taken(block)):
        if first - free >= least:
            return free, min(free + count, first) - 1
        free = max(free, last + 1)
    if highest - free + 1 >= least:
        return free, min(free + count - 1, highest)
    return None


def _taken(block: Block) -> Iterator[Span]:
    if block.reusable:
        yield from ((number, number) for number in block.used)
    else:
        yield block.first, block.last


def require_block(hall: Hall, ident: str, purpose: BlockKind) -> Block:
    block = hall.facts.get(Block, ident)
    if block is None or block.purpose is not purpose:
        raise Refused(Refusal.UNKNOWN_BLOCK, f"there is no such {purpose.value} range")
    return block


def require_unused(hall: Hall, block: Block, number: int) -> None:
    """
    Raises:
        Refused: not of this range, entered already, or given out again to somebody else.
    """
    if not block.first <= number <= block.last:
        raise Refused(Refusal.UNKNOWN_BLOCK, f"{number} isn't in this range of {block.first} to {block.last}")
    if number in block.used:
        raise Refused(Refusal.NUMBER_USED, f"number {number} of this range is entered already")
    if block.reusable and any(other.id != block.id and other.first <= number <= other.last for other in _series_of(hall, block)):
        raise Refused(Refusal.NUMBER_USED, f"number {number} was given back and is another range's now")


def _series_of(hall: Hall, block: Block) -> Iterator[Block]:
    """Ranges of the same numbers, itself among them: leased ones of its day, which may be over; pre-printed ones of any day."""
    for other in hall.facts.of(Block).values():
        of_series = other.purpose is block.purpose and other.prefix == block.prefix
        if of_series and (block.purpose is BlockKind.PAPER or other.day == block.day):
            yield other


def block_view(hall: Hall, block: Block) -> BlockView:
    queue = hall.rules.queues.get(block.queue)
    return BlockView(
        id=block.id,
        kind=block.purpose,
        queue=block.queue,
        prefix=block.prefix,
        first=block.first,
        last=block.last,
        digits=queue.digits if queue is not None else len(str(block.last)),
        day=block.day,
        leased_at=block.leased_at,
        holder=block.holder,
        used=len(block.used),
    )


def block_views(hall: Hall) -> tuple[BlockView, ...]:
    """Ranges from which numbers may still come, by prefix and number."""
    given_out = [
        block
        for block in hall.facts.of(Block).values()
        if block.returned_at is None and (block.purpose is BlockKind.PAPER or block.day == hall.day)
    ]
    return tuple(block_view(hall, block) for block in sorted(given_out, key=lambda block: (block.prefix, block.day, block.first)))
