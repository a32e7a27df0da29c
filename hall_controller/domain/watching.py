"""Looks on while events happen to a hall: what the state alone doesn't tell, and what went wrong on the way.

The audit watches a replayed ledger, the property tests a living hall.
"""

from collections import Counter

from hall_controller.domain import invariants
from hall_controller.domain.block_checks import Entered, block_problems, entered_of
from hall_controller.domain.events import CALL_KINDS, Event, EventKind
from hall_controller.domain.facts import Block, fact_of
from hall_controller.domain.hall import Hall
from hall_controller.domain.outputs import call_commands
from hall_controller.domain.rules import Rules

_GIVES_NUMBER = frozenset({EventKind.TICKET_ISSUED, EventKind.TICKET_BOOKED})


class Watch:
    """Call `before` and `after` around each event, from the ledger's first on."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        """What broke an invariant when it happened."""
        self.issued: list[tuple[str, str, int]] = []
        """Day, prefix and number of the main and booking series, in issue order."""
        self.skipped: set[tuple[str, str, int]] = set()
        """Day, prefix and number up to which a series was passed over after a restore."""
        self.entered: list[Entered] = []
        """Numbers of ranges outside them."""
        self.leased: dict[str, Block] = {}
        """Every range that was ever given out."""
        self.labels: dict[str, str] = {}
        """By ticket."""
        self.promises: dict[str, tuple[int, ...] | None] = {}
        """What each ticket was promised, by ticket; the last word counts, which a check-in may say."""
        self.commands: dict[str, int] = {}
        """Instant of each command that had an effect."""
        self.calls: dict[int, tuple[int, Counter[str]]] = {}
        """Seq of a call to its instant and the devices it must reach."""
        self.failures: set[str] = set()
        """Deliveries that failed, by id."""
        self._outcomes: Counter[str] = Counter()
        """Outcomes by question and whether they took an assumed one's place."""
        self._command = ""

    def before(self, hall: Hall, event: Event) -> None:
        """The event is about to happen."""
        self.problems += invariants.turn_problems(hall, event)
        self.problems += invariants.passing_problems(hall, event)
        if event.command and event.command != self._command:
            if event.command in self.commands:
                self.problems.append(f"command {event.command} had an effect twice, again at event {event.seq}")
            self.commands[event.command] = event.at
        self._command = event.command

    def after(self, hall: Hall, event: Event) -> None:
        """It has happened."""
        body = event.body
        if event.kind in _GIVES_NUMBER:
            entered = entered_of(event)
            if entered is not None:
                self.entered.append(entered)
            else:
                self.issued.append((body["day"], body["prefix"], body["number"]))
            self.labels[body["ticket"]] = body["label"]
        if event.kind in _GIVES_NUMBER or event.kind is EventKind.TICKET_CHECKED_IN:
            forecast = body.get("forecast")
            self.promises[body["ticket"]] = tuple(forecast) if forecast else None
        elif event.kind is EventKind.NUMBERS_SKIPPED:
            self.skipped.add((body["day"], body["prefix"], body["number"]))
        elif event.kind is EventKind.NUMBERS_LEASED:
            self.leased[body["id"]] = fact_of(Block, body)
        elif event.kind in CALL_KINDS:
            self.calls[event.seq] = event.at, Counter(device for device, _, _ in call_commands(hall, event))
        elif event.kind is EventKind.DELIVERY_FAILED:
            self.failures.add(body["delivery"])
        elif event.kind is EventKind.TICKET_RATED:
            self._count_outcome(event)
        self.problems += invariants.closed_day_problems(hall, event)

    def number_problems(self, rules: Rules) -> list[str]:
        """Over everything seen so far: each series is unique, and without gaps but after a restore."""
        first_numbers = {queue.prefix: queue.first for queue in rules.queues.values()}
        return invariants.number_problems(self.issued, first_numbers, self.skipped) + block_problems(self.entered, self.leased)

    def _count_outcome(self, event: Event) -> None:
        outcome = f"{'a late' if event.body['replaces'] else 'an'} outcome of question {event.body['ask']}"
        self._outcomes[outcome] += 1
        if self._outcomes[outcome] > 1:
            self.problems.append(f"event {event.seq} is {outcome}, there was one before")
