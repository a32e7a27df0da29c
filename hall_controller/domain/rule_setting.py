"""A manager sets who is next, while the hall runs."""

from math import isfinite

from api.messages.hall_commands import SetRule
from api.messages.words import LIVE_RULES, Refusal
from hall_controller.config_queueing import RATE_MAX
from hall_controller.domain.discipline import micro_rates
from hall_controller.domain.events import EventKind
from hall_controller.domain.facts import RuleInForce, fact_body
from hall_controller.domain.hall import Hall
from hall_controller.domain.lookup import require_reason
from hall_controller.domain.requests import Decision, Refused, Request


def set_rule(hall: Hall, request: Request, command: SetRule) -> Decision:
    """The rule and its rates hold from the next call on, over restarts, until somebody sets others. Nothing that was called
    before changes, and nobody's wait begins anew.
    """
    reason = require_reason(command.reason)
    if command.rule not in LIVE_RULES:
        raise Refused(Refusal.SENSELESS, f"{command.rule.value} exists in the simulator only")
    given = micro_rates({word: rate for word, rate in command.rates.items() if isfinite(rate) and rate <= RATE_MAX})
    if len(given) < len(command.rates) or any(rate < 1 for rate in given.values()):
        raise Refused(Refusal.SENSELESS, f"a rate is above 0 and at most {RATE_MAX} points a minute")
    now = hall.discipline
    rates = now.rates | given
    if (command.rule, rates) == (now.rule, now.rates):
        return Decision([])
    in_force = RuleInForce(command.rule, {word.value: rate for word, rate in rates.items()}, request.at)
    return Decision([request.event(EventKind.RULE_SET, **fact_body(in_force), reason=reason)])
