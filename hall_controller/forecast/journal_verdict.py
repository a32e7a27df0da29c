"""What a hall's own journal says of its forecasts, by queue and class."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass

from api.text.forecast_words import MINUTE_MS
from hall_controller.forecast.kept import Kept
from hall_controller.forecast.printed import is_now, kept
from hall_controller.forecast.promises import Outcome


@dataclass(frozen=True, slots=True)
class Group:
    """Numbers of one queue, one class, or all. Minutes."""

    numbers: int
    mean_wait: float
    rmse: float
    bias: float
    """Positive: they were promised a longer wait than came."""
    ranges: Kept
    now: Kept


@dataclass(frozen=True, slots=True)
class JournalVerdict:
    everybody: Group
    by_queue: dict[str, Group]
    by_class: dict[str, Group]

    def to_json(self) -> dict[str, object]:
        return asdict(self)


def judge_journal(outcomes: Iterable[Outcome]) -> JournalVerdict:
    """
    Raises:
        ValueError: no number that promised anything was called.
    """
    found = list(outcomes)
    if not found:
        raise ValueError("no called number of this journal carries a forecast")
    return JournalVerdict(
        _group(found), _grouped(found, lambda outcome: outcome.queue), _grouped(found, lambda outcome: outcome.ticket_class)
    )


def _grouped(outcomes: Sequence[Outcome], key: Callable[[Outcome], str]) -> dict[str, Group]:
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault(key(outcome), []).append(outcome)
    return {name: _group(groups[name]) for name in sorted(groups)}


def _group(outcomes: Sequence[Outcome]) -> Group:
    number = len(outcomes)
    errors = [(outcome.promise[1] - outcome.called_at) / MINUTE_MS for outcome in outcomes]
    now = [outcome for outcome in outcomes if is_now(outcome.promise, outcome.promised_at)]
    ranges = [outcome for outcome in outcomes if not is_now(outcome.promise, outcome.promised_at)]
    return Group(
        number,
        sum(outcome.called_at - outcome.promised_at for outcome in outcomes) / number / MINUTE_MS,
        (sum(error**2 for error in errors) / number) ** 0.5,
        sum(errors) / number,
        Kept.of(map(_result, ranges)),
        Kept.of(map(_result, now)),
    )


def _result(outcome: Outcome) -> tuple[int, float]:
    return kept(outcome.promise, outcome.called_at), (outcome.promise[2] - outcome.promise[0]) / MINUTE_MS
