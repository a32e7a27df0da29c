"""How often requests were refused, by reason. Read by /healthz and by tests; the reasons are a closed set."""

from collections import Counter


class RequestCounters:
    """Counts on the event loop only."""

    def __init__(self) -> None:
        self._refused: Counter[str] = Counter()

    def refused(self, code: str) -> None:
        self._refused[code] += 1

    def refusals(self) -> dict[str, int]:
        """Refusal or problem code to how often, since the start."""
        return dict(self._refused)
