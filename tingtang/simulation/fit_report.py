"""What fitted rates mean, for the person who decides about them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import tomli_w
from rich.console import Console
from rich.table import Table

from api.messages.words import TicketClass
from hall_controller.simulation.rate_fitting import Fit, Group, Rates
from tingtang.simulation.tables import console

MEANING = {"p90": "nine of ten wait no longer than", "mean": "the average wait is"}


MUCH = 0.02
"""From this share of calls on the bound on overtaking is worth a word."""


@dataclass(frozen=True, slots=True)
class FitReport:
    """A fit and what it was made of."""

    fit: Fit
    days: tuple[str, ...]
    measure: str
    real: Mapping[TicketClass, float]
    """What was really waited on those days, minutes, by each target's class."""
    bound_share: float
    """Of calls under the best rates that the bound on overtaking decided, 0..1."""

    def to_json(self) -> dict[str, Any]:
        fit = self.fit
        return {
            "days": list(self.days),
            "measure": self.measure,
            "targets_min": {group.leader.value: group.target for group in fit.groups if group.target is not None},
            "real_min": _rounded(self.real),
            "trials": [
                {"name": trial.name, "rates": {k.value: v for k, v in trial.rates.items()}, "waits_min": _rounded(trial.waits)}
                for trial in fit.trials
            ],
            "best": {"name": fit.best.name, "rates": {kind.value: rate for kind, rate in fit.best.rates.items()}},
            "unmet": [group.leader.value for group in fit.unmet()],
            "bound_share": round(self.bound_share, 4),
            "least_possible_min": _rounded(fit.least),
        }


def print_fit(report: FitReport) -> None:
    """What was tried, what comes out, what can't be met and why, what to do."""
    fit, screen = report.fit, console()
    screen.print(
        f"Days of the journal: {', '.join(report.days)}. A target says that {MEANING[report.measure]} so many minutes.\n"
    )
    screen.print(_trials(fit))
    screen.print(_outcome(report))
    for group in fit.unmet():
        _say_why(screen, fit, group)
    if fit.unmet() and report.bound_share >= MUCH:
        screen.print(
            f"{report.bound_share:.0%} of the calls were decided by the bound on overtaking (`overtakes_max`), not by rates: a "
            "wider bound would give the rates more say, at the cost of those who are passed over."
        )
    if fit.best is fit.trials[0]:
        screen.print("\nThe present rates are the best that was found: nothing to change.")
        return
    screen.print("\nFor the hall's file (takes effect at the next start):\n")
    screen.print(toml_lines(fit.best.rates), markup=False, highlight=False)
    screen.print("Live, without a restart: a manager gives the command set-rule (POST /api/v1/commands/set-rule) with")
    screen.print(
        f'  {{"rule": "accumulating", "rates": {_json_rates(fit.best.rates)}, "reason": "…"}}', markup=False, highlight=False
    )
    screen.print("It is kept over restarts and stands in the journal. `tingtang whatif` shows a single day under another rule.")


def toml_lines(rates: Rates) -> str:
    """The sections as the hall's file has them."""
    document = {"discipline": {"rule": "accumulating", "rates": {kind.value: rate for kind, rate in rates.items()}}}
    return tomli_w.dumps(document)


def _trials(fit: Fit) -> Table:
    table = Table(title="Tried (points a minute → minutes waited)", title_justify="left")
    table.add_column("")
    for group in fit.groups:
        table.add_column(group.leader.value + (f" (≤ {group.target:g})" if group.target is not None else ""), justify="right")
    table.add_column("missed", justify="right")
    for trial in fit.trials:
        cells = [f"{trial.rates[group.leader]:.3g} → {trial.waits[group.leader]:.1f}" for group in fit.groups]
        style = "bold" if trial is fit.best else None
        missed = sum(group.is_missed(trial.waits[group.leader]) for group in fit.groups)
        table.add_row(trial.name, *cells, str(missed), style=style)
    return table


def _outcome(report: FitReport) -> Table:
    fit = report.fit
    table = Table(title=f"Would have been waited under {fit.best.name!r}, minutes", title_justify="left")
    for name in ("classes", "target", "really", "present rates", "these rates", ""):
        table.add_column(name, justify="left" if name in ("classes", "") else "right")
    for group in fit.groups:
        wait = fit.best.waits[group.leader]
        waits = (report.real[group.leader], fit.trials[0].waits[group.leader], wait)
        target = "–" if group.target is None else f"{group.target:g}"
        table.add_row(_names(group), target, *(f"{value:.1f}" for value in waits), _verdict(group, wait))
    return table


def _verdict(group: Group, wait: float) -> str:
    if group.target is None:
        return ""
    return "met" if wait <= group.target else "not met" if group.is_missed(wait) else "nearly"


def _say_why(screen: Console, fit: Fit, group: Group) -> None:
    least, target = fit.least[group.leader], group.target or 0.0
    name = f"[bold]{group.leader.value}[/]: {target:g} min"
    if least > target:
        screen.print(
            f"{name} can't be met by any rates. Called before everybody else they would still wait {least:.1f} min: it needs "
            "more windows at the peaks, or shorter services. `tingtang whatif --windows` shows what a window more would do."
        )
        return
    others = ", ".join(other.leader.value for other in fit.groups if other is not group)
    screen.print(
        f"{name} can't be met beside the others' targets. Called first they would wait {least:.1f} min, but {others} would pay "
        "for it: rates share out the waiting, they don't lessen it. More windows would help, or a wider target elsewhere."
    )


def _names(group: Group) -> str:
    others = len(group.members) - 1
    return group.leader.value + (f" and {others} more" if others else "")


def _json_rates(rates: Rates) -> str:
    return "{" + ", ".join(f'"{kind.value}": {rate:g}' for kind, rate in rates.items()) + "}"


def _rounded(waits: Mapping[TicketClass, float]) -> dict[str, float]:
    return {kind.value: round(wait, 2) for kind, wait in waits.items()}
