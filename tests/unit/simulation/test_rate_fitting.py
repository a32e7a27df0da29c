"""The search for rates, on a hall whose waits are known exactly: Kleinrock's formula itself, with a hall's peculiarities."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from api.messages.words import TicketClass
from hall_controller.config_queueing import starting_rates
from hall_controller.simulation.closed_form import Stream, accumulating_waits, strict_waits
from hall_controller.simulation.rate_fitting import CLOSE, Fit, Group, Measure, Rates, fit_rates, group_classes

ELDERLY, APPOINTMENT, WALK_IN = TicketClass.ELDERLY, TicketClass.APPOINTMENT, TicketClass.WALK_IN
STREAMS = [Stream(load, 1.0, 2.0) for load in (0.1, 0.2, 0.55)]
PECULIAR = (1.4, 0.8, 1.1)
"""How the hall's waits differ from the formula's: the search doesn't know."""


def _hall(groups: tuple[Group, ...]) -> Measure:
    def measure(rates: Rates) -> Mapping[TicketClass, float]:
        streams = [replace(stream, rate=rates[group.leader]) for stream, group in zip(STREAMS, groups, strict=True)]
        waits = zip(groups, accumulating_waits(streams), PECULIAR, strict=True)
        return {group.leader: wait * by for group, wait, by in waits}

    return measure


def _fit(**minutes: float) -> Fit:
    groups = group_classes({TicketClass(name.replace("_", "-")): target for name, target in minutes.items()}, starting_rates())
    return fit_rates(groups, starting_rates(), STREAMS, _hall(groups))


def test_targets_that_can_be_met_are_met() -> None:
    fit = _fit(elderly=3.0, appointment=2.5, walk_in=12.0)
    assert not fit.unmet()
    assert fit.best is not fit.trials[0]
    assert fit.best.waits[ELDERLY] <= 3.0 * (1 + CLOSE)
    assert fit.best.waits[APPOINTMENT] <= 2.5 * (1 + CLOSE)
    assert fit.best.waits[WALK_IN] <= 12.0


def test_no_class_is_hurried_more_than_its_target_asks() -> None:
    fit = _fit(elderly=5.0, appointment=4.0, walk_in=7.6)
    assert fit.trials[0].waits[WALK_IN] > 7.6 * (1 + CLOSE), "under the present rates the walk-ins pay too much"
    assert fit.best.waits[ELDERLY] == pytest.approx(5.0, rel=2 * CLOSE)
    assert fit.best.waits[APPOINTMENT] == pytest.approx(4.0, rel=2 * CLOSE)
    assert not fit.unmet()


def test_the_green_channel_moves_together() -> None:
    rates = _fit(elderly=3.0, appointment=2.5, walk_in=12.0).best.rates
    assert rates[TicketClass.DISABLED] == rates[ELDERLY]
    assert rates.keys() == set(TicketClass)
    assert rates[WALK_IN] == starting_rates()[WALK_IN], "who pays keeps its rate"


def test_what_no_rates_can_meet_is_told_with_what_is_possible() -> None:
    fit = _fit(elderly=0.5, appointment=2.5, walk_in=100.0)
    assert [group.leader for group in fit.unmet()] == [ELDERLY]
    first = strict_waits(STREAMS)[0] * PECULIAR[0]
    assert fit.least[ELDERLY] == pytest.approx(first, rel=0.03)
    assert fit.least[ELDERLY] > 0.5


def test_targets_that_exclude_each_other_are_told_as_possible_alone() -> None:
    fit = _fit(elderly=2.2, appointment=1.1, walk_in=6.0)
    assert WALK_IN in [group.leader for group in fit.unmet()]
    assert fit.least[WALK_IN] < 6.0, "called first they could"


def test_rates_that_are_right_already_are_kept() -> None:
    fit = _fit(elderly=100.0, appointment=100.0, walk_in=100.0)
    assert fit.best is fit.trials[0]
    assert len(fit.trials) == 1


def test_classes_without_a_target_join_their_like_or_are_the_rest() -> None:
    groups = group_classes({ELDERLY: 5.0}, starting_rates())
    assert [(group.leader, group.target, len(group.members)) for group in groups] == [(ELDERLY, 5.0, 8), (WALK_IN, None, 2)]
    assert groups[1].members == (WALK_IN, APPOINTMENT)


@pytest.mark.parametrize("targets", [{}, {ELDERLY: 0.0}])
def test_targets_are_minutes_above_zero(targets: dict[TicketClass, float]) -> None:
    with pytest.raises(ValueError, match="minutes above 0"):
        group_classes(targets, starting_rates())


def test_one_target_for_everybody_is_no_question_of_rates() -> None:
    with pytest.raises(ValueError, match="rates can't change"):
        group_classes({WALK_IN: 5.0}, dict.fromkeys(TicketClass, 1.0))
