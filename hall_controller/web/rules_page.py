"""`/rules`: who is called next, in plain words with the hall's own numbers. Public, and without a script."""

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.http.access import Access, Permission
from api.messages.views import RulesView
from api.messages.words import RuleName, TicketClass
from hall_controller.web.frame import PageFrame

RULES_ACCESS: Access = {("GET", "/rules"): Permission.PUBLIC}

_EXAMPLE_MIN = 30
"""Wait of the walk-in in the example, minutes: long enough for whole minutes on the other side."""


@dataclass(frozen=True, slots=True)
class RuleRow:
    """Classes that are treated alike."""

    classes: tuple[TicketClass, ...]
    rate: str
    """Points a minute."""
    worth: str
    """Minutes a walk-in must wait for what this class gets in one."""
    bound: int


def create_rules_page(frame: PageFrame, rules: Callable[[], RulesView]) -> APIRouter:
    async def page(request: Request) -> Response:
        view = rules()
        return frame.page(request, "rules", frame.session(request), rules=view, rows=rule_rows(view), example=_example(view))

    router = APIRouter(include_in_schema=False)
    router.add_api_route("/rules", page, methods=["GET"], response_class=Response)
    return router


def rule_rows(view: RulesView) -> list[RuleRow]:
    """In the order in which the rule prefers them; classes with the same numbers stand together."""
    walk_in = view.rates[TicketClass.WALK_IN]
    credit = view.rule is RuleName.ACCUMULATING

    def numbers(ticket_class: TicketClass) -> tuple[float, int]:
        return (view.rates[ticket_class] if credit else 0.0), view.overtakes_max[ticket_class]

    ordered = [ticket_class for ticket_class in TicketClass if ticket_class in view.rates and ticket_class in view.overtakes_max]
    if credit:
        ordered.sort(key=lambda ticket_class: -view.rates[ticket_class])
    elif view.strict_order:
        ordered.sort(key=view.strict_order.index)
    grouped: dict[tuple[float, int], list[TicketClass]] = {}
    for ticket_class in ordered:
        grouped.setdefault(numbers(ticket_class), []).append(ticket_class)
    return [RuleRow(tuple(classes), short(rate), short(rate / walk_in), bound) for (rate, bound), classes in grouped.items()]


def _example(view: RulesView) -> dict[str, object] | None:
    """A walk-in and the fastest class with equal credit."""
    if view.rule is not RuleName.ACCUMULATING:
        return None
    fastest = max(view.rates, key=lambda ticket_class: view.rates[ticket_class])
    points = _EXAMPLE_MIN * view.rates[TicketClass.WALK_IN]
    if view.rates[fastest] <= view.rates[TicketClass.WALK_IN]:
        return None
    return {
        "ticket_class": fastest,
        "walk_in": _EXAMPLE_MIN,
        "minutes": short(points / view.rates[fastest]),
        "points": short(points),
    }


def short(value: float) -> str:
    """At most two places after the point, none that say nothing."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
