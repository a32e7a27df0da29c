"""纸质应急号: numbers printed before they are needed, entered when the hall is back (补录)."""

from api.messages.hall_commands import BackEnter, OpenPaperRange
from api.messages.words import BlockKind, HandOver, Refusal
from hall_controller.domain.blocks import block_view, blocks_of, free_span, require_block, require_unused
from hall_controller.domain.entering import Entry, entered
from hall_controller.domain.events import EventKind
from hall_controller.domain.facts import Block, fact_body
from hall_controller.domain.hall import Hall
from hall_controller.domain.lookup import require_queue, require_service
from hall_controller.domain.requests import Decision, Refused, Request

PAPER = "paper"
"""Mark of a number that was handed out on pre-printed paper."""


def open_paper_range(hall: Hall, request: Request, command: OpenPaperRange) -> Decision:
    """Sheets are printed whole: as many numbers as asked for, one after another, or none."""
    queue = require_queue(hall, command.queue)
    blocks = blocks_of(hall, BlockKind.PAPER, queue.paper_prefix)
    span = free_span(blocks, queue.highest, command.count, least=command.count)
    if span is None:
        raise Refused(Refusal.NUMBERS_EXHAUSTED, f"queue {queue.id} has no {command.count} free paper numbers in a row")
    block = Block(request.id, BlockKind.PAPER, hall.day, queue.id, queue.paper_prefix, *span, request.actor.name, request.at)
    event = request.event(EventKind.NUMBERS_LEASED, **fact_body(block))
    return Decision([event], result={"block": block_view(hall, block).model_dump(mode="json")})


def back_enter(hall: Hall, request: Request, command: BackEnter) -> Decision:
    block = require_block(hall, command.block, BlockKind.PAPER)
    require_unused(hall, block, command.number)
    require_service(hall, command.service)
    if hall.day_closed:
        raise Refused(Refusal.SERVICE_CLOSED, "the hall has closed for today; the paper can be entered when it opens again")
    entry = Entry(
        block=block,
        number=command.number,
        services=(command.service,),
        ticket_class=command.ticket_class,
        language="zh-CN",
        holder=None,
        agent=None,
        taken_at=command.taken_at,
        handed=HandOver.PRINTER,
        mark=PAPER,
    )
    return entered(hall, request, entry)
