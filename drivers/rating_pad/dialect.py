"""How one family of rating pads is spoken to. The driver keeps asks and outcomes; a dialect knows bytes and messages."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

from api.messages.device_commands import DeviceCommand, ShowStaff
from api.messages.words import DeviceState, RatingLevel
from drivers.core.driver import Identity
from drivers.core.link import Link


@dataclass(frozen=True, slots=True)
class Question:
    """What a person is asked."""

    ask: str
    window: int
    ticket: str
    seconds: int
    """How long the pad asks."""


@dataclass(frozen=True, slots=True)
class Press:
    """A rating as the pad tells it."""

    level: RatingLevel | None
    """None: the person declined."""
    labels: tuple[str, ...] = ()
    ask: str | None = None
    """Which ask it answers, where the pad says so."""


class Dialect(ABC):
    """One pad on its link. All calls come from the worker's thread; every wait is bounded.

    Args:
        on_press: called for each press that isn't a retransmission, before it is acknowledged to the pad: what the pad has
            been told to forget is safe by then.
    """

    lacks: frozenset[type[DeviceCommand]] = frozenset()
    """Commands of rating pads that this family can't do."""
    keeps_answers = False
    """The pad keeps an answer until it is acknowledged, also while its line is down."""
    thanks_by_itself = False
    """A press ends the invitation on the pad; `over` isn't needed then."""

    def __init__(self, on_press: Callable[[Press], None], monotonic_s: Callable[[], float]) -> None:
        self.on_press = on_press
        self.monotonic_s = monotonic_s

    @abstractmethod
    def connect(self, link: Link) -> None:
        """Take an open link."""

    @abstractmethod
    def disconnect(self) -> None:
        """Forget half frames. No I/O."""

    @abstractmethod
    def check(self) -> None:
        """Ask whether the pad is well.

        Raises:
            DeviceSilent: it doesn't answer.
        """

    @abstractmethod
    def listen(self, timeout_s: float) -> None:
        """Take what comes within `timeout_s`."""

    @abstractmethod
    def ask(self, question: Question) -> None:
        """Invite to rate. The same ask again starts nothing anew on the pad.

        Raises:
            DeviceSilent: the pad doesn't take the question.
            DeviceRefused: it says no.
        """

    def over(self, ask: str) -> None:  # noqa: B027 (most families need no word)
        """The ask has ended without the pad, or the hall doesn't want its answer any more: stop inviting."""

    def show_staff(self, plate: ShowStaff) -> None:
        """Show who serves here while nothing is asked."""
        raise NotImplementedError

    def identify(self, label: str, seconds: int) -> None:
        """Show yourself."""
        raise NotImplementedError

    @property
    def has_answer_waiting(self) -> bool:
        """The pad says that it still has an answer to tell."""
        return False

    @abstractmethod
    def state(self) -> tuple[DeviceState, str]:
        """Whether it can be used, and the reason key."""

    @abstractmethod
    def identity(self) -> Identity: ...

    @property
    def ignored(self) -> int:
        """Frames with an unknown key, of a wrong shape, or with a wrong check."""
        return 0
