"""How one family of call pads is spoken to."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

from api.messages.device_commands import DeviceCommand, PadDisplay
from api.messages.words import DeviceState
from drivers.core.driver import Identity
from drivers.core.link import Link
from drivers.ff68.keys import Press


@dataclass(frozen=True, slots=True)
class UnknownKey:
    """A key that the profile doesn't know, by its code as it came."""

    code: bytes


class CallDialect(ABC):
    """One pad on its link. All calls come from the worker's thread; every wait is bounded.

    Args:
        on_press: each operation once, before it is acknowledged to the pad.
        on_unknown: a key that means nothing here.
    """

    lacks: frozenset[type[DeviceCommand]] = frozenset()
    """Commands of call pads that this family can't do."""

    def __init__(
        self,
        on_press: Callable[[Press], None],
        on_unknown: Callable[[UnknownKey], None],
        monotonic_s: Callable[[], float],
    ) -> None:
        self.on_press = on_press
        self.on_unknown = on_unknown
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

    def display(self, command: PadDisplay) -> None:
        """Show people waiting and the present ticket; beep if wanted.

        Raises:
            DeviceSilent: the pad doesn't acknowledge.
        """
        raise NotImplementedError

    def identify(self, label: str) -> None:
        """Show yourself."""
        raise NotImplementedError

    @abstractmethod
    def state(self) -> tuple[DeviceState, str]:
        """Whether it can be used, and the reason key."""

    @abstractmethod
    def identity(self) -> Identity: ...
