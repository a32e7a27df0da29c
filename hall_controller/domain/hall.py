"""The hall's state and the few operations that keep its indexes true. Events change it, through `apply`; nothing else does."""

from collections import defaultdict, deque
from heapq import heappush

from api.messages.words import AT_WINDOW_STATES, FINAL_TICKET_STATES, TicketState
from hall_controller.domain.booked import Booked
from hall_controller.domain.changes import Changes
from hall_controller.domain.discipline import Discipline
from hall_controller.domain.facts import Emergency, Fact, Facts, KeptSlot, RuleInForce
from hall_controller.domain.forecasts import Forecasts, NoForecasts
from hall_controller.domain.indexes import Indexes
from hall_controller.domain.rules import Rules
from hall_controller.domain.state import Ask, Call, Interval, Place, Ticket, Window
from hall_controller.domain.waiting import WaitingPlace

CALLS_SHOWN = 12
"""Calls a hall screen lists, latest first."""

_AT_WINDOW = tuple(AT_WINDOW_STATES)
_FINAL = tuple(FINAL_TICKET_STATES)
# Tuples, because an enum's hash is computed in Python and a search by identity isn't: each step of a ticket asks both.

Timer = tuple[int, int, str, str]
"""Instant, ledger seq, what (`issuing`, `missed`, `rating`, `held`, `lease`, `slot`, `lapse`, `release`,
`undo-over`), id."""

Level = tuple[int, tuple[Place, ...]]
"""Level of a window's list and the places it may call from there."""


class Hall:
    """Everything of the present day that is needed to decide, and the bookings of days to come."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.seq = 0
        """Ledger seq of the last event applied."""
        self.at = 0
        """Hall time of the last event applied, UTC ms."""
        self.day = ""
        self.day_closed = True
        self.day_opened_at = 0
        self.day_opened_seq = 0
        self.tickets: dict[str, Ticket] = {}
        """Today's, final ones too."""
        self.bookings: dict[str, Ticket] = {}
        """Bookings of days to come."""
        self.windows: dict[int, Window] = {number: Window(number) for number in rules.windows}
        self.counters: dict[tuple[str, str], int] = {}
        """Last number given, by day and prefix; today and days to come."""
        self.asks: dict[str, Ask] = {}
        self.calls: deque[Call] = deque(maxlen=CALLS_SHOWN)
        """Oldest first."""
        self.places: dict[Place, WaitingPlace] = {}
        """Everyone who waits."""
        self.fronts = 0
        self.behinds = 0
        """How many of them stand before the rule, and behind the next few: seldom any, and each call asks."""
        self.joined: defaultdict[Place, int] = defaultdict(int)
        """How many ever joined a place since the hall was loaded: a forecast knows by it who came after it was made."""
        self.owned: dict[int, dict[str, Ticket]] = {}
        """Waiting tickets that a window held before, by window."""
        self.held: dict[str, Ticket] = {}
        self.missed: dict[str, Ticket] = {}
        self.indexes = Indexes()
        self.booked = Booked()
        self.timers: list[Timer] = []
        """A heap; entries whose ticket or question moved on are stale."""
        self.changes = Changes()
        self.facts = Facts(self.changes)
        self.forecasts: Forecasts = NoForecasts()
        self.green_streaks: dict[int, int] = {}
        """Calls of the green channel since the last other one, by window: the simulator's `ratio` asks."""
        self._access: dict[int, tuple[Level, ...]] = {}
        self._compared: dict[tuple[int, int, str], tuple[str, ...]] = {}

    @property
    def discipline(self) -> Discipline:
        """The rule in force: the manager's choice, else the configuration's."""
        in_force = self.facts.get(RuleInForce, "hall")
        return self.rules.discipline if in_force is None else self.rules.discipline_of(in_force)

    @property
    def emergency(self) -> Emergency | None:
        """The one that is on now."""
        known = self.facts.get(Emergency, "hall")
        return known if known is not None and known.ended_at is None else None

    def window(self, number: int) -> Window:
        """The window's row; one that left the configuration lives on in the ledger's replay."""
        window = self.windows.get(number)
        if window is None:
            window = self.windows[number] = Window(number)
        return window

    def find(self, ident: str) -> Ticket | None:
        """A ticket of today or a booking of a day to come."""
        return self.tickets.get(ident) or self.bookings.get(ident)

    def place_of(self, ticket: Ticket) -> Place:
        """Where a waiting ticket stands. What left the configuration strands nobody: a window that is gone reserves nobody, a
        queue or skill that is gone has its people elsewhere (`Rules.home`).
        """
        if ticket.reserved is not None and ticket.reserved in self.rules.windows:
            return "window", str(ticket.reserved), ""
        if ticket.reserved_clerk is not None:
            return "clerk", ticket.reserved_clerk, ""
        queue, skill = self.rules.home(ticket.queue, ticket.skill, ticket.service)
        return "queue", queue, skill

    def queue_of(self, ticket: Ticket) -> str:
        """Its queue, or the one that has taken in the people of a queue that is gone."""
        return self.rules.home(ticket.queue, ticket.skill, ticket.service)[0]

    def access(self, number: int) -> tuple[Level, ...]:
        """The places a window may call from, by level; who is transferred to it or its clerk stands at level 1."""
        known = self._access.get(number)
        if known is None:
            window = self.window(number)
            known = self._access[number] = self.rules.access(number, window.clerk, window.tidal)
        return known

    def forget_access(self, number: int) -> None:
        """The window's clerk or its tidal queues changed."""
        self._access.pop(number, None)
        self._compared.clear()

    def skills_compared(self, number: int, level: int, queue: str) -> tuple[str, ...]:
        """Skills of a queue's lines that a window's choice at that level compares."""
        key = number, level, queue
        known = self._compared.get(key)
        if known is None:
            known = self._compared[key] = tuple(
                place[2]
                for at_level, places in self.access(number)
                if at_level == level
                for place in places
                if place[0] == "queue" and place[1] == queue
            )
        return known

    def may_call(self, number: int, ticket: Ticket) -> bool:
        """Whether the window's list, skills and reservations let it call this ticket, or it held it before."""
        if ticket.owner == number and ticket.state is TicketState.WAITING:
            return True
        place = self.place_of(ticket)
        return any(place in places for _, places in self.access(number))

    def waiting_at(self, number: int) -> list[WaitingPlace]:
        """The places a window may call from at which somebody waits."""
        found = [self.places.get(key) for _, keys in self.access(number) for key in keys]
        return [place for place in found if place is not None and len(place)]

    def waiting_for(self, number: int) -> int:
        return sum([len(place) for place in self.waiting_at(number)])

    def waiting_in(self, queue: str) -> int:
        """People of a queue, whatever they need to be served; those sent to one window or clerk are with them."""
        places = [self.places.get(("queue", queue, skill)) for skill in self.rules.skills_of(queue)]
        return sum([len(place) for place in places if place is not None])

    def add(self, ticket: Ticket) -> None:
        """A new ticket, in its first state; also one loaded from the store."""
        self.changes.issued[ticket.id] = ticket
        if ticket.day < self.day:
            # Entered after its day was over: for the record, nobody waits.
            return
        self.booked.add(ticket)
        if ticket.day == self.day:
            self.take_in(ticket)
        else:
            self.bookings[ticket.id] = ticket

    def take_in(self, ticket: Ticket) -> None:
        """The ticket is today's: a new one, or a booking whose day has come."""
        self.tickets[ticket.id] = ticket
        self.indexes.add(ticket)
        self._enter(ticket)

    def move(
        self,
        ticket: Ticket,
        state: TicketState,
        at: int,
        *,
        window: int | None = None,
        clerk: str | None = None,
        reason: str = "",
    ) -> None:
        """Close the ticket's present interval and begin the next, or close the ticket."""
        if ticket.state is TicketState.WAITING:
            self._leave(ticket)
        elif ticket.state is TicketState.HELD:
            del self.held[ticket.id]
        elif ticket.state is TicketState.MISSED:
            del self.missed[ticket.id]
        changes = self.changes
        changes.intervals.append(
            Interval(
                ticket.id,
                ticket.interval,
                ticket.legs,
                ticket.state,
                ticket.window if ticket.state in _AT_WINDOW else None,
                ticket.clerk,
                ticket.state_since,
                at,
                ticket.reason,
            )
        )
        changes.touch(ticket)
        ticket.interval += 1
        ticket.state = state
        ticket.state_since = at
        ticket.reason = reason
        ticket.clerk = clerk
        if state not in _FINAL:
            ticket.window = window

    def lift(self, ticket: Ticket) -> None:
        """Take a waiting ticket out of its line, to change what decides its place there; `settle` puts it back."""
        self._leave(ticket)

    def settle(self, ticket: Ticket) -> None:
        """After `move` or `lift` and all other writes to the ticket: put it into the index of its new state."""
        self.changes.touch(ticket)
        self._enter(ticket)

    def pass_over(self, window: Window, skills: list[str], called: Ticket) -> None:
        """A window called a ticket by comparison: earlier ones of the ticket's queue that it compared were passed over once
        more, those sent to this window or its clerk with them.
        """
        if not skills:
            return
        queue = self.queue_of(called)
        places: list[Place] = [("queue", queue, skill) for skill in skills]
        places.append(("window", str(window.number), ""))
        if window.clerk is not None:
            places.append(("clerk", window.clerk, ""))
        for key in places:
            place = self.places.get(key)
            if place is None:
                continue
            for line in place.classes.values():
                if line.orders and line.orders[0] < called.order:
                    earlier = line.before(called.order)
                    if key[0] != "queue":
                        earlier = [ticket for ticket in earlier if self.queue_of(ticket) == queue]
                    line.pass_over(earlier)
                    self.changes.passed.update({ticket.id: ticket for ticket in earlier})

    def count_down(self, queue: str, window: Window) -> None:
        """One more call of a queue was made by a window: who came back after a miss and let enough go first stands by the rule
        again. For whom the window or its clerk is meant, each of its calls counts.
        """
        if not self.behinds:
            return
        keys: list[Place] = [("queue", queue, skill) for skill in self.rules.skills_of(queue)]
        keys.append(("window", str(window.number), ""))
        if window.clerk is not None:
            keys.append(("clerk", window.clerk, ""))
        for key in keys:
            place = self.places.get(key)
            if place is None or not place.behind:
                continue
            for ticket in list(place.behind):
                if ticket.behind == 1:
                    self.lift(ticket)
                    ticket.behind = 0
                    self.settle(ticket)
                else:
                    ticket.behind -= 1
                    self.changes.touch(ticket)

    def _enter(self, ticket: Ticket) -> None:
        state = ticket.state
        if state is TicketState.WAITING:
            self._join(ticket)
        elif state is TicketState.CALLED:
            if self.rules.call_lease_ms and ticket.called_at is not None:
                self.wake(ticket.called_at + self.rules.call_lease_ms, ticket.seq, "lease", ticket.id)
        elif state is TicketState.HELD:
            self.held[ticket.id] = ticket
            if ticket.back_at is not None:
                self.wake(ticket.back_at, ticket.seq, "held", ticket.id)
        elif state is TicketState.MISSED:
            self.missed[ticket.id] = ticket
            self.wake(ticket.state_since + self.rules.back_within_ms, ticket.seq, "missed", ticket.id)
        elif state is TicketState.ISSUING:
            self.wake(ticket.issued_at + self.rules.issuing_ms, ticket.seq, "issuing", ticket.id)
        elif state in (TicketState.BOOKED, TicketState.EARLY) and ticket.day == self.day:
            self._wake_for_slot(ticket)

    def _wake_for_slot(self, ticket: Ticket) -> None:
        if ticket.state is TicketState.EARLY:
            self.wake((ticket.slot or 0) - self.lead_ms(ticket), ticket.seq, "slot", ticket.id)
            return
        lapses_at = self.lapses_at(ticket)
        if lapses_at is not None:
            self.wake(lapses_at, ticket.seq, "lapse", ticket.id)

    def lead_ms(self, ticket: Ticket) -> int:
        """How long before its slot a booked person stands in line. A queue that takes no bookings any more knows no lead."""
        queue = self.rules.queues.get(ticket.queue)
        return queue.booking.lead_ms if queue is not None and queue.booking is not None else 0

    def lapses_at(self, ticket: Ticket) -> int | None:
        """When a booking that nobody checked in is lost; None: at the end of the day."""
        queue = self.rules.queues.get(ticket.queue)
        if ticket.slot is None or queue is None or queue.booking is None:
            return None
        return ticket.back_at if ticket.back_at is not None else ticket.slot + queue.booking.grace_ms

    def _join(self, ticket: Ticket) -> None:
        key = self.place_of(ticket)
        place = self.places.get(key)
        if place is None:
            place = self.places[key] = WaitingPlace()
        self.joined[key] += 1
        if ticket.owner is not None:
            self.owned.setdefault(ticket.owner, {})[ticket.id] = ticket
        if ticket.front:
            self.fronts += 1
        elif ticket.behind:
            self.behinds += 1
        place.join(ticket, self.rules.overtakes_max.get(ticket.ticket_class, 0))

    def _leave(self, ticket: Ticket) -> None:
        place = self.places[self.place_of(ticket)]
        if ticket.owner is not None:
            own = self.owned[ticket.owner]
            del own[ticket.id]
            if not own:
                del self.owned[ticket.owner]
        if ticket.front:
            self.fronts -= 1
        elif ticket.behind:
            self.behinds -= 1
        place.leave(ticket)

    def load_fact(self, fact: Fact) -> None:
        """A fact is new, or was loaded from the store."""
        self.facts.put(fact)
        if isinstance(fact, KeptSlot):
            self.wake(fact.release_at, self.seq, "release", fact.key)

    def ask(self, ask: Ask) -> None:
        """A question is open, or was loaded from the store."""
        self.asks[ask.id] = ask
        if ask.outcome is None and not ask.cancelled:
            self.wake(ask.until, self.seq, "rating", ask.id)

    def wake(self, at: int, seq: int, what: str, ident: str) -> None:
        """Something falls due at `at`."""
        heappush(self.timers, (at, seq, what, ident))
