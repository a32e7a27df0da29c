"""What a run changes about a hall: the rule, its numbers, the staffing."""

from dataclasses import dataclass, field, replace
from typing import Any

from api.messages.words import RuleName, TicketClass
from hall_controller.config import HallConfig
from hall_controller.simulation.plan import DayPlan
from hall_controller.simulation.staffing import StaffingChange, change_windows, restaff

RULE_WORDS = {
    "fifo": RuleName.FIFO,
    "strict": RuleName.STRICT,
    "apq": RuleName.ACCUMULATING,
    "accumulating": RuleName.ACCUMULATING,
    "ratio": RuleName.RATIO,
    "edd": RuleName.EARLIEST_DUE,
    "earliestDue": RuleName.EARLIEST_DUE,
}
"""As people type them."""


USUAL_TARGETS_MIN = dict.fromkeys(TicketClass, 5.0) | {TicketClass.APPOINTMENT: 8.0, TicketClass.WALK_IN: 25.0}
"""Waits to aim at where the hall names none: what halls' service promises commonly say."""


class UnknownRule(ValueError):
    """There is no such rule; the text names those there are."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to run the hall. What isn't named stays as the hall's file says."""

    name: str
    rule: RuleName | None = None
    ratio_k: int | None = None
    rates: dict[TicketClass, float] = field(default_factory=dict)
    """Points a minute."""
    bounded: bool = True
    """False: the bounds on overtaking are off; the rule alone decides."""
    staffing: tuple[StaffingChange, ...] = ()

    @staticmethod
    def of_rule(text: str) -> "Variant":
        """`fifo`, `strict`, `apq`, `ratio` or `ratio:4`, `edd`.

        Raises:
            UnknownRule: it is none of these.
        """
        word, _, number = text.partition(":")
        rule = RULE_WORDS.get(word)
        if rule is None or (number and not (rule is RuleName.RATIO and number.isdecimal() and int(number) > 0)):
            raise UnknownRule(f"there is no rule {text!r}; there are fifo, strict, apq, ratio (or ratio:K) and edd")
        return Variant(text, rule, int(number) if number else None)

    def hall(self, config: HallConfig) -> HallConfig:
        """The hall as it would be. Unlike a hall's file it may run under a rule that exists in the simulator only.

        Raises:
            WrongStaffing: the staffing can't be changed so.
        """
        changes: dict[str, Any] = {"rates": config.discipline.rates | self.rates}
        if self.rule is not None:
            changes["rule"] = self.rule
        if self.ratio_k is not None:
            changes["ratio_k"] = self.ratio_k
        if self.rule is RuleName.EARLIEST_DUE:
            changes["targets_min"] = USUAL_TARGETS_MIN | config.discipline.targets_min
        if not self.bounded:
            changes["overtakes_max"] = dict.fromkeys(TicketClass, 0)
        config = config.model_copy(update={"discipline": config.discipline.model_copy(update=changes)})
        return change_windows(config, self.staffing)[0]

    def plan(self, config: HallConfig, plan: DayPlan) -> DayPlan:
        """The day's people with this staffing; a rule that is named holds all day. `config` is the hall as it is."""
        changed, like = change_windows(config, self.staffing)
        changes = plan.rule_changes if self.rule is None else ()
        return replace(
            plan, rule_changes=changes, shifts=restaff(plan.shifts, [window.number for window in changed.windows], like)
        )
