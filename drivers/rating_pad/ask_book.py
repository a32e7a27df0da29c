"""Which asks have no told outcome yet, in memory and in a file, and the telling itself.

An outcome is written down, told (the agent's outbox has it then), and struck out. A kill between the last two tells it twice;
the hall takes the first.
"""

from collections.abc import Sequence

from api.content.rating_labels import label_set
from api.messages.device_events import Rated
from drivers.core.driver import DriverContext
from drivers.rating_pad.open_asks import KeptAsk, OpenAsks
from drivers.rating_pad.session import Answer, OpenAsk

MS_PER_S = 1000
LONGEST_ASK_S = 120.0
"""No ask is longer: a clock that was set can't keep an old one open."""


class AskBook:
    """One pad's. Reads its file at the first `recover`."""

    def __init__(self, context: DriverContext) -> None:
        self._context = context
        self._file = OpenAsks(context.data_dir, context.device)
        self._untold: list[KeptAsk] = []
        self._open: list[KeptAsk] = []
        self._recovered = False

    def has(self, ask: str) -> bool:
        """It has ended, and its outcome isn't told yet."""
        return any(kept.ask == ask for kept in self._untold)

    def recover(self, now_s: float) -> list[OpenAsk]:
        """Once: the asks that an earlier run left open. Their outcomes that weren't told are told."""
        if self._recovered:
            return []
        self._recovered = True
        kept = self._file.load()
        wall_ms = self._context.clock.wall_ms()
        self._untold = [one for one in kept if one.outcome is not None]
        self._open = [one for one in kept if one.outcome is None]
        self.tell()
        return [
            OpenAsk(one.ask, one.window, now_s + min(LONGEST_ASK_S, (one.ends_at_ms - wall_ms) / MS_PER_S)) for one in self._open
        ]

    def keep(self, asks: Sequence[OpenAsk], now_s: float) -> None:
        """These are open.

        Raises:
            AskNotKept: the disk refuses.
        """
        wall_ms = self._context.clock.wall_ms()
        known = {one.ask: one for one in self._open}
        self._open = [
            known.get(one.ask)
            or KeptAsk(ask=one.ask, window=one.window, ends_at_ms=wall_ms + int((one.deadline_s - now_s) * MS_PER_S))
            for one in asks
        ]
        self._file.save([*self._untold, *self._open])

    def ended(self, answer: Answer, still_open: Sequence[OpenAsk], now_s: float) -> None:
        """An ask has its outcome: write it down and tell it.

        Raises:
            DeviceError: the agent can't keep it now; it is told at the next `tell`.
        """
        self._untold.append(
            KeptAsk(
                ask=answer.ask,
                window=answer.window,
                ends_at_ms=self._context.clock.wall_ms(),
                outcome=answer.outcome,
                level=answer.level,
                labels=answer.labels,
            )
        )
        self.keep(still_open, now_s)
        self.tell()

    def tell(self) -> None:
        """What isn't told yet.

        Raises:
            DeviceError: the agent can't keep it; it stays for the next time.
        """
        while self._untold:
            first = self._untold[0]
            assert first.outcome is not None  # noqa: S101 (only ended asks are put there)
            self._context.emit(
                Rated(
                    ask=first.ask,
                    window=first.window,
                    outcome=first.outcome,
                    level=first.level,
                    labels=first.labels,
                    label_set=label_set().version if first.labels else "",
                )
            )
            del self._untold[0]
            self._file.save([*self._untold, *self._open])
