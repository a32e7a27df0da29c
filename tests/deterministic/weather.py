"""How bad the network is at present."""

import random
from dataclasses import dataclass


@dataclass
class Weather:
    """Shares are of all messages; `calm` is a network that only needs time."""

    chance: random.Random
    loss: float = 0.0
    twice: float = 0.0
    late: float = 0.0
    late_s: float = 4.0
    """A late message comes up to so much later: behind others that were sent after it."""
    hop_s: tuple[float, float] = (0.0005, 0.02)

    def calm(self) -> None:
        self.loss = self.twice = self.late = 0.0

    def turn(self) -> None:
        """Another weather."""
        self.loss = self.chance.choice((0.0, 0.01, 0.1, 0.4))
        self.twice = self.chance.choice((0.0, 0.05, 0.3))
        self.late = self.chance.choice((0.0, 0.05, 0.3))

    def lost(self) -> bool:
        return self.chance.random() < self.loss

    def hops_s(self) -> list[float]:
        """Delays of the copies that arrive; usually one."""
        if self.lost():
            return []
        copies = 2 if self.chance.random() < self.twice else 1
        return [self.hop_once_s() for _ in range(copies)]

    def hop_once_s(self) -> float:
        delay_s = self.chance.uniform(*self.hop_s)
        return delay_s + self.chance.uniform(0.0, self.late_s) if self.chance.random() < self.late else delay_s
