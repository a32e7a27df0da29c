from kiosk.flow.failure_budget import FailureBudget


def test_too_many_failures_in_the_window_use_it_up() -> None:
    budget = FailureBudget(allowed=2, window_s=10)
    assert [budget.spend(now) for now in (0, 1, 2)] == [True, True, False]


def test_failures_far_apart_are_forgiven() -> None:
    budget = FailureBudget(allowed=2, window_s=10)
    assert all(budget.spend(now) for now in range(0, 100, 6))
