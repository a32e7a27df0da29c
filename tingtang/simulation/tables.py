"""Tables for people: waits by class side by side, and the figures of each day."""

from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console
from rich.table import Table

from api.messages.words import TicketClass
from hall_controller.simulation.report import DayReport, Waits

_COLUMNS = ("tickets", "mean", "median", "p90", "p99", "max", "passed over")
NARROWEST = 100
"""Columns of text where output is no terminal, so that a table in a file or a mail isn't squeezed."""


def console() -> Console:
    """Standard output; as wide as the terminal, or wide enough."""
    found = Console()
    return found if found.is_terminal else Console(width=max(NARROWEST, found.width))


def waits_table(title: str, reports: Sequence[DayReport]) -> Table:
    """A row for each class and day: minutes from the number to the first call."""
    classes = [kind for kind in TicketClass if any(kind in report.classes for report in reports)]
    rows: list[tuple[str, Sequence[Waits | None]]] = [("everybody", [report.everybody for report in reports])]
    rows += [(kind.value, [report.classes.get(kind) for report in reports]) for kind in classes]
    return _rows(f"{title}: minutes from number to call", "class", reports, rows)


def queues_table(queues: Iterable[str], reports: Sequence[DayReport]) -> Table:
    """The same for single queues."""
    rows = [(queue, [report.queues.get(queue) for report in reports]) for queue in queues]
    return _rows("Queues with other windows: minutes from number to call", "queue", reports, rows)


def _rows(title: str, first: str, reports: Sequence[DayReport], rows: Sequence[tuple[str, Sequence[Waits | None]]]) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column(first)
    table.add_column("rule")
    for name in _COLUMNS:
        table.add_column(name, justify="right")
    for name, cells in rows:
        found = [(report.rule, waits) for report, waits in zip(reports, cells, strict=True) if waits is not None]
        for place, (rule, waits) in enumerate(found):
            table.add_row(name if place == 0 else "", rule, *_waits(waits), end_section=place == len(found) - 1)
    return table


def _waits(waits: Waits) -> tuple[str, ...]:
    minutes = (waits.mean, waits.median, waits.p90, waits.p99, waits.max)
    passed = f"≤ {waits.passed_over_max}" if waits.passed_over_max else "0"
    return str(waits.tickets), *(f"{value:.1f}" for value in minutes), passed


def day_table(reports: Sequence[DayReport]) -> Table:
    """A column for each day."""
    table = Table(title="The day", title_justify="left")
    table.add_column("")
    for report in reports:
        table.add_column(report.rule, justify="right")
    rows: list[tuple[str, list[str]]] = [
        ("served", [str(report.served) for report in reports]),
        ("no-shows 弃号", [str(report.no_shows) for report in reports]),
        ("cancelled", [str(report.cancelled) for report in reports]),
        ("still waiting at the end", [str(report.expired) for report in reports]),
        ("got no number", [_refusals(report.refused) for report in reports]),
        ("passed over, in all", [str(report.passes) for report in reports]),
        ("most by which one was", [str(report.everybody.passed_over_max) for report in reports]),
        ("called because of the bound", [str(report.bound_calls) for report in reports]),
        ("last person done at", [f"{report.ended_at_min // 60:02d}:{report.ended_at_min % 60:02d}" for report in reports]),
        ("windows busy, mean", [f"{report.windows.mean:.0%}" for report in reports]),
        ("windows busy, from – to", [f"{r.windows.lowest:.0%} – {r.windows.highest:.0%}" for r in reports]),
    ]
    if any(report.forecast for report in reports):
        rows += [
            ("forecast error (RMSE), min", [f"{r.forecast.rmse:.1f}" if r.forecast else "–" for r in reports]),
            ("called within what was printed", [f"{r.forecast.inside:.0%}" if r.forecast else "–" for r in reports]),
        ]
    for name, values in rows:
        table.add_row(name, *values)
    return table


def _refusals(refused: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {reason}" for reason, count in refused.items()) or "0"
