"""How frames of one shared line are told apart. A protocol's folder brings its own codec."""

from typing import Protocol, runtime_checkable


@runtime_checkable
class BusCodec(Protocol):
    """Splits what arrives into frames. Bounded, resynchronises after noise, no I/O."""

    def feed(self, data: bytes) -> list[tuple[int, bytes]]:
        """Whole, checked frames as (address of the device that sent it, the frame's bytes as they came)."""
        ...

    def expects_answer(self, data: bytes) -> bool:
        """Whether the device answers these bytes from the host: the line then stays reserved for its answer. False for
        acknowledgements and broadcasts.
        """
        ...

    def reset(self) -> None:
        """Forget a half frame: the line was opened anew."""
        ...


@runtime_checkable
class AnswerTeller(Protocol):
    """A codec that can tell an answer from what a device says by itself; only then are two devices with one address noticed."""

    def is_answer(self, frame: bytes) -> bool:
        """Whether a device sends this frame (one of `feed`'s) only when it was asked."""
        ...
