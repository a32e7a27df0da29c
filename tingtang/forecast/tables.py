"""Tables for people: errors of each way, and how often the printed range was kept."""

from rich.table import Table

from hall_controller.forecast.journal_verdict import Group, JournalVerdict
from hall_controller.forecast.kept import Kept
from hall_controller.forecast.week_verdict import Verdict

_NAMES = {
    "ours": "rollout of the hall's rule (ours)",
    "true laws": "rollout that knows the true laws",
    "position × mean": "position × configured time",
    "last to enter service": "last to enter service (LES)",
    "head of line": "head of line (HOL)",
    "rate of calls": "rate of calls (QLr)",
}


def ways_table(verdict: Verdict, title: str) -> Table:
    """A row for each way to foresee the wait."""
    table = Table(title=f"{title}; {verdict.citizens} people, mean wait {verdict.mean_wait_min:.1f} min", title_justify="left")
    table.add_column("forecast")
    table.add_column("error (RMSE), min", justify="right")
    for way, error in verdict.rmse_min.items():
        table.add_row(_NAMES[way], f"{error:.2f}", end_section=way == "true laws")
    return table


def kept_table(verdict: Verdict) -> Table:
    """How often the call lay within what was printed."""
    table = Table(title="Called within what was printed", title_justify="left")
    for name in ("", "printed", "within", "earlier", "later", "width, min"):
        table.add_column(name, justify="left" if not name else "right")
    table.add_row("clock times", *_kept(verdict.ranges))
    table.add_row("“now”", *_kept(verdict.now), end_section=True)
    for groups in (verdict.by_length, verdict.by_class, verdict.by_queue):
        for place, (name, group) in enumerate(groups.items()):
            table.add_row(name, *_kept(group), end_section=place == len(groups) - 1)
    return table


def journal_table(verdict: JournalVerdict) -> Table:
    table = Table(title="Printed forecasts and the waits that came, minutes", title_justify="left")
    for name in ("", "numbers", "mean wait", "RMSE", "bias", "ranges", "within", "earlier", "later", "width"):
        table.add_column(name, justify="left" if not name else "right")
    table.add_row("everybody", *_group(verdict.everybody), end_section=True)
    for groups in (verdict.by_queue, verdict.by_class):
        for place, (name, group) in enumerate(groups.items()):
            table.add_row(name, *_group(group), end_section=place == len(groups) - 1)
    return table


def _group(group: Group) -> tuple[str, ...]:
    figures = (group.mean_wait, group.rmse, group.bias)
    return str(group.numbers), *(f"{figure:.1f}" for figure in figures), *_kept(group.ranges)


def _kept(kept: Kept) -> tuple[str, ...]:
    if not kept.printed:
        return "0", "–", "–", "–", "–"
    return (
        str(kept.printed),
        f"{kept.share:.1%}",
        f"{kept.earlier:.1%}",
        f"{kept.later:.1%}",
        f"{kept.width_min:.1f}",
    )
