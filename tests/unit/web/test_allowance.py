"""How often a phone may change something."""

from hall_controller.web.allowance import KEYS_MAX, Allowance


def allowance() -> Allowance:
    return Allowance(burst=2, per_min=6, all_burst=5, all_per_min=60)


def test_a_key_has_its_burst_and_then_its_rate() -> None:
    limit = allowance()
    assert [limit.take("a", 0.0) for _ in range(3)] == [True, True, False]
    assert not limit.take("a", 9.9)
    assert limit.take("a", 10.0)
    assert not limit.take("a", 10.0)


def test_all_keys_together_have_a_limit_too() -> None:
    limit = allowance()
    assert [limit.take(f"k{n}", 0.0) for n in range(6)] == [True] * 5 + [False]
    assert limit.take("k9", 1.0)


def test_what_is_refused_costs_nothing() -> None:
    limit = allowance()
    for _ in range(2):
        limit.take("a", 0.0)
    for _ in range(50):
        assert not limit.take("a", 0.0)
    assert limit.take("b", 0.0)


def test_made_up_keys_dont_fill_the_memory() -> None:
    limit = Allowance(burst=1, per_min=0.0, all_burst=KEYS_MAX * 3, all_per_min=1.0)
    assert limit.take("first", 0.0)
    for number in range(KEYS_MAX):
        limit.take(f"k{number}", 0.0)
    assert limit.take("first", 0.0)
