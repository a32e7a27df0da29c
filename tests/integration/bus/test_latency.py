"""That small requests don't wait for delayed TCP acknowledgements, and that the bench measures it."""

from bench.mqtt import measure, table

DELAYED_ACKNOWLEDGEMENT_MS = 40.0
"""Linux holds an acknowledgement back this long; a request and its answer meet it twice without TCP_NODELAY."""


async def test_request_and_reply_are_far_below_a_delayed_acknowledgement() -> None:
    figures = await measure("on", 30, 64, nodelay=True)
    assert figures.p50_ms < DELAYED_ACKNOWLEDGEMENT_MS / 2
    assert 0 < figures.p50_ms <= figures.p95_ms <= figures.p99_ms <= figures.max_ms
    assert figures.requests_per_s > 0
    assert "on" in table([figures])


async def test_without_it_they_do_wait() -> None:
    figures = await measure("off", 5, 64, nodelay=False)
    assert figures.p50_ms > DELAYED_ACKNOWLEDGEMENT_MS
