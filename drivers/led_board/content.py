"""What should stand on a board, and what waits for its turn. Pure and immutable: the time comes in, a new value comes out.

A window's strip has one content. An overview board keeps the last calls, newest first, each until its own time is over, and
beneath them what stands there when nobody is called. A call stays at least `visible_s` before something else may take its
place, unless its own window has a newer one; what can't be shown yet waits, and only newer content for the same place takes
its turn. Nothing else is dropped.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from drivers.led_board.layouts import Line


@dataclass(frozen=True, slots=True)
class Content:
    """Lines with the moment (monotonic seconds) from which they don't hold any more."""

    key: str
    """Whose place it is: the window. Same key: replaced, not listed twice."""
    lines: tuple[Line, ...]
    until_s: float
    call: bool = False
    """Someone must read it: it stays its shortest time."""
    pinned: bool = False
    """Beneath the calls it keeps rows of its own, as a notice does."""
    since_s: float = -math.inf
    """When it came onto the board."""


@dataclass(frozen=True, slots=True)
class TimedLine:
    """A line and how long it still holds."""

    line: Line
    left_s: float
    key: str = ""


@dataclass(frozen=True, slots=True)
class BoardContent:
    rows: int
    """How many lines fit."""
    listing: bool
    """An overview board: calls are listed, one row each."""
    visible_s: float = 0.0
    contents: tuple[Content, ...] = ()
    """Newest first; of an overview the calls only."""
    beneath: Content | None = None
    """Of an overview: what stands there without calls."""
    notice: Content | None = None
    """Of an overview: what keeps rows of its own under the calls."""
    waiting: tuple[Content, ...] = ()
    """In order of arrival, one for each key."""
    above: tuple[tuple[int, Content], ...] = ()
    """What covers everything for a while, with its rank, highest first: an emergency, a technician's label."""

    @property
    def places(self) -> int:
        if not self.listing:
            return 1
        return max(1, self.rows - (len(self.notice.lines) if self.notice else 0))

    def put(self, content: Content, now_s: float) -> "BoardContent":
        """Take new content in: at once, or in turn."""
        known = self.at(now_s)
        known = replace(known, waiting=tuple(w for w in known.waiting if w.key != content.key))
        if self.listing and content.pinned:
            return replace(known, notice=replace(content, since_s=now_s)).at(now_s)
        if self.listing and not content.call:
            return replace(known, beneath=replace(content, since_s=now_s)).at(now_s)
        return replace(known, waiting=(*known.waiting, content)).at(now_s)

    def cover(self, content: Content, rank: int, now_s: float) -> "BoardContent":
        """Show this above everything of a lower rank; of the same rank the newer one stays."""
        others = [(r, c) for r, c in self.above if r != rank]
        above = tuple(sorted([*others, (rank, replace(content, since_s=now_s))], key=lambda entry: -entry[0]))
        return replace(self, above=above)

    def uncover(self, most_rank: int) -> "BoardContent":
        """Take off what covers the board, up to this rank."""
        return replace(self, above=tuple(entry for entry in self.above if entry[0] > most_rank))

    def cleared(self) -> "BoardContent":
        """Without everything but what covers it."""
        return replace(self, contents=(), beneath=None, notice=None, waiting=())

    def with_calls(self, calls: Sequence[Content], now_s: float) -> "BoardContent":
        """The whole list anew, newest first. Calls that stand there or wait already go on doing so; others come in, but none
        that would have been pushed off by the newer ones; what isn't listed any more goes.
        """
        wanted = {call.key: call for call in calls}

        def still(known: Iterable[Content]) -> tuple[Content, ...]:
            return tuple(
                replace(content, until_s=wanted[content.key].until_s)
                for content in known
                if content.key in wanted and content.lines == wanted[content.key].lines
            )

        board = replace(self.at(now_s), contents=still(self.contents), waiting=still(self.waiting))
        had = {content.key for content in (*board.contents, *board.waiting)}
        for call in reversed(calls[: self.places]):
            if call.key not in had:
                board = board.put(call, now_s)
        order = {call.key: place for place, call in enumerate(calls)}
        return replace(board, contents=tuple(sorted(board.contents, key=lambda content: order[content.key])))

    def at(self, now_s: float) -> "BoardContent":
        """The same a moment later: what is over is gone, what waited has moved up."""
        held = replace(self, beneath=_holding(self.beneath, now_s), notice=_holding(self.notice, now_s))
        contents = [content for content in self.contents if content.until_s > now_s]
        waiting = []
        for content in self.waiting:
            if content.until_s <= now_s:
                continue
            if (free_s := held._free_s(contents, content)) is None or free_s <= now_s:
                contents = [replace(content, since_s=now_s), *(c for c in contents if c.key != content.key)][: held.places]
            else:
                waiting.append(content)
        above = tuple(entry for entry in self.above if entry[1].until_s > now_s)
        return replace(held, contents=tuple(contents), waiting=tuple(waiting), above=above)

    def _free_s(self, contents: list[Content], new: Content) -> float | None:
        """When `new` may come onto the board; None: at once."""
        same = next((content for content in contents if content.key == new.key), None)
        if same is not None:
            # A newer call of the window takes the older one's place at once; its other states let people read the call first.
            return None if new.call or not same.call else same.since_s + self.visible_s
        if len(contents) < self.places:
            return None
        oldest = contents[-1]
        return oldest.since_s + self.visible_s if oldest.call else None

    def lines(self, now_s: float) -> list[TimedLine]:
        """What stands on the board at `now_s`, from top to bottom."""
        return [
            TimedLine(line, content.until_s - now_s, content.key) for content in self.visible(now_s) for line in content.lines
        ][: self.rows]

    @property
    def keys(self) -> frozenset[str]:
        """Whose content it holds, whether it stands there or waits."""
        under = (content for content in (self.beneath, self.notice) if content)
        covers = (content for _, content in self.above)
        return frozenset(content.key for content in (*self.contents, *self.waiting, *under, *covers))

    def visible_keys(self, now_s: float) -> frozenset[str]:
        return frozenset(content.key for content in self.visible(now_s))

    def visible(self, now_s: float) -> list[Content]:
        known = self.at(now_s)
        if known.above:
            return [known.above[0][1]]
        shown = list(known.contents)
        if known.beneath and not shown:
            shown.append(known.beneath)
        if known.notice:
            # On a full board it takes the place of what stands there without calls, not of a call.
            room = self.rows - len(known.notice.lines)
            shown = [content for content in shown if content is not known.beneath or len(content.lines) <= room]
            shown.append(known.notice)
        return shown

    def covered(self, rank: int, now_s: float) -> bool:
        """Something of at least this rank stands above everything."""
        return any(r >= rank and content.until_s > now_s for r, content in self.above)

    def next_change_s(self, now_s: float) -> float | None:
        """When the board shows something else without being told anew; None: never."""
        known = self.at(now_s)
        moments = [content.until_s for content in known.visible(now_s)]
        contents = list(known.contents)
        moments += [free for content in known.waiting if (free := known._free_s(contents, content)) is not None]
        return min((moment for moment in moments if moment > now_s), default=None)


def _holding(content: Content | None, now_s: float) -> Content | None:
    return content if content and content.until_s > now_s else None
