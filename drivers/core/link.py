"""The byte pipe between a driver and its device. Knows nothing of frames, devices or retries."""

from typing import Protocol, runtime_checkable


@runtime_checkable
class Link(Protocol):
    """One connection. One thread reads and writes; `cancel` and `close` may come from any other."""

    @property
    def name(self) -> str:
        """For logs and diagnosis: `/dev/tingtang/receipt-1`, `tcp 192.168.3.7:9100`."""
        ...

    def open(self) -> None:
        """Connect. Leaves nothing open when it fails; `close` from another thread ends it early.

        Raises:
            PortMissing: there is no such port.
            LinkLost: refused, in use by another process, no answer within the link's own connect time-out.
        """
        ...

    def read(self, timeout_s: float) -> bytes:
        """What has arrived: at least one byte, or `b""` when nothing came within `timeout_s`.

        Raises:
            LinkLost: end of file, I/O error, or closed.
            Cancelled: `cancel` was called; no byte is lost by it.
        """
        ...

    def write(self, data: bytes, timeout_s: float) -> None:
        """Hand over all of `data`.

        Raises:
            DeviceSilent: the device took not all of it within `timeout_s` (reason `link.writeTimeOut`).
            LinkLost: I/O error, or closed.
        """
        ...

    def cancel(self) -> None:
        """Wake the read that blocks now; the next one when none does."""
        ...

    def rearm(self) -> None:
        """Forget a cancel that no read has met."""
        ...

    def close(self) -> None:
        """Release the port at once; a blocked read or write raises LinkLost. May be called again."""
        ...


@runtime_checkable
class PlaybackLink(Link, Protocol):
    """A link to something that plays what is written, such as a networked amplifier or `aplay`."""

    def drain(self, timeout_s: float) -> None:
        """Say that the utterance ends here and wait until it was heard to its end; then ready for the next one.

        Raises:
            DeviceSilent: not played to the end within `timeout_s`.
            LinkLost: the player died or is gone.
            Cancelled: `cancel` was called.
        """
        ...

    def discard(self) -> None:
        """Throw away what was written and not heard yet, and be silent at once; ready for the next utterance then.

        Raises:
            LinkLost: the player is gone.
        """
        ...


@runtime_checkable
class RenewableLink(Link, Protocol):
    """A connection that the device may close when it likes, as a web server does."""

    def renew(self) -> None:
        """Close this connection and open a new one to the same device.

        Raises:
            LinkLost: refused, or no answer within the link's own connect time-out.
        """
        ...


@runtime_checkable
class BaudLink(Link, Protocol):
    """A serial port: its speed can be changed while it is open."""

    @property
    def baud(self) -> int | None:
        """None where a wrapped link has no speed after all, such as TCP; then `set_baud` does nothing."""
        ...

    def set_baud(self, baud: int) -> None:
        """Speak at `baud` bits per second from now on; what was received before is dropped.

        Raises:
            LinkLost: the port is gone or can't do this speed.
        """
        ...
