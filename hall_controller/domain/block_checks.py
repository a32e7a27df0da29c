"""Invariants of ranges of numbers: each range is a series of its own. Returns what is wrong, in words."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from api.messages.words import BlockKind
from hall_controller.domain.events import Event
from hall_controller.domain.facts import AFTER_RESTORE, Block


class Entered(NamedTuple):
    """One number of a range, as its ticket's event has it."""

    block: str
    day: str
    prefix: str
    number: int
    taken_at: int


def entered_of(event: Event) -> Entered | None:
    """None: the number is of a main or booking series."""
    body = event.body
    if not body.get("block"):
        return None
    return Entered(body["block"], body["day"], body["prefix"], body["number"], body["issued_at"])


def block_problems(entered: Iterable[Entered], leased: Mapping[str, Block]) -> list[str]:
    """
    Every number is of a range that was given out, lies in it, and is one person's; an island's numbers follow one another
    without a gap from the range's first on, in the order they were taken. Paper is handed out and entered in any order, and
    what several kiosks leased after a backup comes back in any order.

    Args:
        leased: every range that was ever given out, by id.
    """
    problems: list[str] = []
    of_block: defaultdict[str, list[Entered]] = defaultdict(list)
    holders: dict[tuple[str, str, int], str] = {}
    for entry in entered:
        of_block[entry.block].append(entry)
        label = entry.day, entry.prefix, entry.number
        if label in holders:
            problems.append(f"on {entry.day} {entry.prefix}{entry.number} was entered from {holders[label]} and {entry.block}")
        holders[label] = entry.block
    for ident, entries in of_block.items():
        block = leased.get(ident)
        if block is None:
            problems.append(f"numbers of range {ident}, which was never given out")
            continue
        problems += _one_block(block, entries)
    return problems


def _one_block(block: Block, entries: list[Entered]) -> list[str]:
    name = f"range {block.id} ({block.prefix}{block.first} to {block.last})"
    problems = [
        f"{name} has {entry.prefix}{entry.number}"
        for entry in entries
        if not block.first <= entry.number <= block.last or entry.prefix != block.prefix
    ]
    if block.purpose is BlockKind.ISLAND and block.holder != AFTER_RESTORE:
        numbers = [entry.number for entry in sorted(entries, key=lambda entry: (entry.taken_at, entry.number))]
        if numbers != list(range(block.first, block.first + len(numbers))):
            problems.append(f"{name} was given out in the order {numbers}")
    return problems
