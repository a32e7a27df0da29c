"""The waiting room of a simulated morning: who has which number, what is still to befall them, who stands at which window."""

from collections import defaultdict

from tingtang.demo.stories import Incident, Story


class WaitingRoom:
    """What simulated people know of each other. Numbers of an earlier run have no story: everything goes smoothly."""

    def __init__(self) -> None:
        self._ahead: set[tuple[str, Incident]] = set()
        self._sent: defaultdict[int, set[str]] = defaultdict(set)
        self._returned: defaultdict[int, list[str]] = defaultdict(list)

    def enter(self, number: str, story: Story) -> None:
        self._ahead.update((number, incident) for incident in story.incidents)

    def once(self, number: str, incident: Incident) -> bool:
        """Whether this is to befall the citizen now; it won't a second time."""
        befalls = (number, incident) in self._ahead
        self._ahead.discard((number, incident))
        return befalls

    def send_to(self, window: int, number: str) -> None:
        """Walks to a window it was transferred to; the public board counts only those who wait for a queue."""
        self._sent[window].add(number)

    def return_to(self, window: int, number: str) -> None:
        """Stands at the window that holds the number."""
        self._returned[window].append(number)

    def has_returned(self, window: int) -> bool:
        """Somebody whose number this window holds stands there."""
        return bool(self._returned[window])

    def expects(self, window: int) -> bool:
        """Somebody stands at this window."""
        return bool(self._sent[window] or self._returned[window])

    def taken_back(self, window: int) -> None:
        """The window called one whose number it held: the pad's key takes the last held, whoever stands there first."""
        del self._returned[window][:1]

    def called(self, window: int, number: str) -> None:
        """Doesn't stand and wait there any more."""
        self._sent[window].discard(number)
