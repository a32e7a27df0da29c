"""Mean waits that queueing theory knows exactly: the simulator and the hall's rule are checked against them.

Times are in one unit throughout (the tests use minutes); rates are per that unit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import factorial


@dataclass(frozen=True, slots=True)
class Stream:
    """Poisson arrivals of one class at one window."""

    arrivals: float
    """λ: per unit of time."""
    service_mean: float
    service_square: float
    """E[S²]."""
    rate: float = 1.0
    """b: points of credit gained per unit of time; only ratios between classes matter."""

    @property
    def load(self) -> float:
        """ρ: share of the window's time."""
        return self.arrivals * self.service_mean


def offered_load(streams: Sequence[Stream]) -> float:
    return sum(stream.load for stream in streams)


def residual_work(streams: Sequence[Stream]) -> float:
    """W0: what an arrival finds still to be done of the service under way, on average."""
    return sum(stream.arrivals * stream.service_square for stream in streams) / 2


def fifo_wait(streams: Sequence[Stream]) -> float:
    """Mean wait of everybody under first come, first served (Pollaczek and Khinchine).

    Raises:
        ValueError: the load is 1 or more, waits grow without end.
    """
    return residual_work(streams) / (1 - _stable(offered_load(streams)))


def accumulating_waits(streams: Sequence[Stream]) -> list[float]:
    """Mean waits under accumulating priority, in the order given (Kleinrock 1964, Stanford, Taylor and Ziedins 2014).

    `W_p = [W0/(1-ρ) - Σ_{b_i<b_p} ρ_i W_i (1 - b_i/b_p)] / [1 - Σ_{b_i>b_p} ρ_i (1 - b_p/b_i)]`, from the slowest rate up.

    Raises:
        ValueError: the load is 1 or more, or a rate isn't positive.
    """
    if any(stream.rate <= 0 for stream in streams):
        raise ValueError("each class gains credit at a positive rate")
    everybody = fifo_wait(streams)
    waits: dict[int, float] = {}
    for place in sorted(range(len(streams)), key=lambda i: streams[i].rate):
        rate = streams[place].rate
        slower = sum(streams[i].load * wait * (1 - streams[i].rate / rate) for i, wait in waits.items())
        faster = sum(other.load * (1 - rate / other.rate) for other in streams if other.rate > rate)
        waits[place] = (everybody - slower) / (1 - faster)
    return [waits[place] for place in range(len(streams))]


def strict_waits(streams: Sequence[Stream]) -> list[float]:
    """Mean waits under strict priority without interruption (Cobham 1954); the first stream goes first.

    Raises:
        ValueError: the load is 1 or more.
    """
    _stable(offered_load(streams))
    work, before, waits = residual_work(streams), 0.0, []
    for stream in streams:
        upto = before + stream.load
        waits.append(work / ((1 - before) * (1 - upto)))
        before = upto
    return waits


def erlang_c(windows: int, load: float) -> float:
    """Probability that an arrival must wait, M/M/c. `load` is λ·E[S] in Erlang, below the number of windows.

    Raises:
        ValueError: the windows can't carry the load.
    """
    _stable(load / windows)
    top = load**windows / factorial(windows) * windows / (windows - load)
    return top / (sum(load**k / factorial(k) for k in range(windows)) + top)


def many_windows_wait(windows: int, arrivals: float, service_mean: float, service_cv: float = 1.0) -> float:
    """Mean wait at `windows` equal windows, first come, first served.

    Exact for exponential services (Erlang C); else the correction of Lee and Longton (1959) by half of `1 + CV²`.

    Raises:
        ValueError: the windows can't carry the load.
    """
    load = arrivals * service_mean
    return erlang_c(windows, load) * service_mean / (windows - load) * (1 + service_cv**2) / 2


def _stable(load: float) -> float:
    if not 0 <= load < 1:
        raise ValueError(f"a load of {load:.2f} has no steady state")
    return load
