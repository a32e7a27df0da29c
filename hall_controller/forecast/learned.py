"""Everything the forecast learns from the hall's events, in one follower."""

from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.hall import Hall
from hall_controller.forecast.calibration import Calibration
from hall_controller.forecast.history import History
from hall_controller.forecast.printed import is_now, kept
from hall_controller.forecast.promises import Outcome, Promises
from hall_controller.forecast.recall import Recalled


class Learned:
    """History and calibration; and which queues and windows changed since somebody asked."""

    def __init__(self, counted_from: int) -> None:
        self.history = History(counted_from)
        self.calibration = Calibration()
        self._promises = Promises()
        self._queues: set[str] = set()
        self._windows: set[int] = set()
        self.everything_changed = True
        """The rule or the day: every forecast is out of date."""

    def recall(self, recalled: Recalled) -> None:
        """What the journal knows of before this run. What was learned since comes after it."""
        self.history.recall(recalled.stays)
        for outcome in recalled.outcomes:
            self._judge(outcome)

    def follow(self, hall: Hall, event: Event) -> None:
        """An event, right after the hall applied it."""
        self.history.follow(hall, event)
        outcome = self._promises.hear(event)
        if outcome is not None:
            self._judge(outcome)
        if event.kind in (EventKind.RULE_SET, EventKind.DAY_OPENED):
            self.everything_changed = True
        ticket = hall.tickets.get(event.body.get("ticket", ""))
        if ticket is not None:
            self._queues.add(ticket.queue)
        number = event.body.get("window")
        if number is not None:
            self._windows.add(number)

    def changed(self, queues: set[str], windows: set[int]) -> bool:
        """Whether something happened at these since they were last taken."""
        return self.everything_changed or not self._queues.isdisjoint(queues) or not self._windows.isdisjoint(windows)

    def take(self, queues: set[str], windows: set[int]) -> None:
        """These are being looked at now."""
        self._queues -= queues
        self._windows -= windows

    def _judge(self, outcome: Outcome) -> None:
        """A range teaches where its ends should be; "now" is no range."""
        if not is_now(outcome.promise, outcome.promised_at):
            wait_ms = outcome.promise[1] - outcome.promised_at
            self.calibration.learn(outcome.queue, wait_ms, kept(outcome.promise, outcome.called_at))
