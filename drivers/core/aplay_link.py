"""Playback on the host's own sound card through ALSA's `aplay`, one process per utterance."""

import os
import select
import subprocess
import time
from collections.abc import Callable

from drivers.core.descriptor_link import DescriptorLink
from drivers.core.errors import DeviceSilent, LinkLost, PortMissing

OPEN_S = 5.0
"""How long a sound card may take to play nothing; a Raspberry Pi's HDMI output takes more than a second."""
STOP_S = 0.5
"""How long a player that is told to stop may take before it is killed."""


class AplayLink(DescriptorLink):
    """Signed 16-bit little-endian mono PCM to `aplay`. Nothing ever comes back: reads only wait.

    `open` checks that the card answers, by playing nothing on it.
    """

    def __init__(
        self,
        device: str,
        rate_hz: int,
        *,
        program: str = "aplay",
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(monotonic)
        self._device = device
        self._command = [program, "-q", "-D", device, "-t", "raw", "-f", "S16_LE", "-c", "1", "-r", str(rate_hz), "-"]
        self._player: subprocess.Popen[bytes] | None = None

    @property
    def name(self) -> str:
        return f"aplay {self._device}"

    def read(self, timeout_s: float) -> bytes:
        deadline_s = self._monotonic() + timeout_s
        with self._in_use:
            while True:
                self._raise_if_told()
                waker = self._waker
                if waker is None:
                    raise LinkLost(f"{self.name} isn't open", reason="link.closed")
                waker.wait(None, 0, deadline_s - self._monotonic())
                self._raise_if_told()
                if self._monotonic() >= deadline_s:
                    return b""

    def write(self, data: bytes, timeout_s: float) -> None:
        if self._player is None:
            with self._in_use:
                self._player = self._spawn()
        super().write(data, timeout_s)

    def drain(self, timeout_s: float) -> None:
        player = self._player
        if player is None:
            return
        with self._in_use:
            try:
                self._await_exit(player, timeout_s)
            except (DeviceSilent, LinkLost):
                self._stop()
                raise
            # After `Cancelled` it goes on playing, and the driver may wait on.
            self._player = None
        if player.returncode != 0:
            raise LinkLost(f"{self.name}: aplay ended with {player.returncode}", reason="speaker.playerFailed")

    def discard(self) -> None:
        with self._in_use:
            # `aplay` that is told to end drops what the card hasn't played.
            self._stop()

    def _await_exit(self, player: "subprocess.Popen[bytes]", timeout_s: float) -> None:
        """End its input and wait until it has played all of it.

        Raises:
            DeviceSilent, Cancelled, LinkLost: as `PlaybackLink.drain`.
        """
        deadline_s = self._monotonic() + timeout_s
        if player.stdin is not None:
            player.stdin.close()
        exited = os.pidfd_open(player.pid)
        try:
            while player.poll() is None:
                self._raise_if_told()
                waker = self._waker
                if waker is None or self._monotonic() >= deadline_s:
                    raise DeviceSilent(f"{self.name}: not played to the end", reason="speaker.notPlayed")
                waker.wait(exited, select.POLLIN, deadline_s - self._monotonic())
        finally:
            os.close(exited)

    def _connect(self) -> None:
        player = self._spawn()
        try:
            self._await_exit(player, OPEN_S)
        except DeviceSilent as error:
            raise LinkLost(f"{self.name}: the sound card hangs", reason="speaker.playerFailed", untouched=True) from error
        finally:
            _end(player)
        if player.returncode != 0:
            raise LinkLost(f"{self.name}: the sound card can't be opened", reason="speaker.playerFailed", untouched=True)

    def _spawn(self) -> "subprocess.Popen[bytes]":
        try:
            player = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, bufsize=0
            )
        except FileNotFoundError as error:
            raise PortMissing("aplay isn't installed; install the package alsa-utils") from error
        assert player.stdin is not None  # noqa: S101 (stdin=PIPE)
        os.set_blocking(player.stdin.fileno(), False)
        return player

    def _descriptor(self) -> int:
        if self._player is None or self._player.stdin is None:
            raise LinkLost(f"{self.name}: nothing is being played", reason="link.closed")
        return self._player.stdin.fileno()

    def _receive(self) -> bytes:
        raise NotImplementedError

    def _send(self, data: bytes) -> int:
        return os.write(self._descriptor(), data)

    def _disconnect(self) -> None:
        self._stop()

    def _stop(self) -> None:
        player, self._player = self._player, None
        if player is not None:
            _end(player)


def _end(player: "subprocess.Popen[bytes]") -> None:
    if player.stdin is not None:
        player.stdin.close()
    if player.poll() is None:
        player.terminate()
        try:
            player.wait(STOP_S)
        except subprocess.TimeoutExpired:
            player.kill()
            player.wait()
