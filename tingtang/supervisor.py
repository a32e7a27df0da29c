"""Starts the processes of the demo, passes on what they say, starts a fallen one again, and ends them all.

Not a service manager: on a real unit systemd does this (see `systemd/`).
"""

import asyncio
import contextlib
import ctypes
import signal
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

STOP_TIMEOUT_S = 8.0
"""A process that hasn't ended this long after SIGTERM is killed."""
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 15.0
"""Pause before a fallen process is started again; doubles with each fall."""
STEADY_AFTER_S = 30.0
"""A process that ran this long starts anew with the first pause."""
LONGEST_LINE_BYTES = 1 << 20

_PR_SET_PDEATHSIG = 1
"""prctl(2): the kernel signals the child when this process dies, so a killed supervisor leaves nothing running."""


@dataclass(frozen=True, slots=True)
class Program:
    """One process."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    ready: Callable[[], Awaitable[None]] | None = None
    """Returns once the program serves; awaited before the next program starts."""
    ready_timeout_s: float = 60.0


class NotReady(Exception):
    """A program ended or kept silent before it served; the text names it and quotes its last lines."""


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """Owns processes. `start` in order, then `wait`, then `stop` (in reverse order)."""

    def __init__(self, say: Callable[[str, str], None], *, longest_pause_s: float = LONGEST_PAUSE_S) -> None:
        """`say` is given each line with the name of the program that wrote it."""
        self._say = say
        self._longest_pause_s = longest_pause_s
        self._running: dict[str, asyncio.subprocess.Process] = {}
        self._keepers: list[tuple[str, asyncio.Task[None]]] = []
        self._last_lines: dict[str, list[str]] = {}
        self._stopping = asyncio.Event()

    def process_id(self, name: str) -> int | None:
        """The process id of a running program, else None."""
        process = self._running.get(name)
        return process.pid if process is not None and process.returncode is None else None

    async def start(self, program: Program) -> None:
        """Start a program, keep it running from now on, and wait until it serves.

        Raises:
            NotReady: it didn't within `ready_timeout_s`, or ended at once.
        """
        started = asyncio.Event()
        keeper = asyncio.create_task(self._keep(program, started), name=f"keep {program.name}")
        self._keepers.append((program.name, keeper))
        await started.wait()
        if program.ready is None:
            return
        try:
            await asyncio.wait_for(program.ready(), program.ready_timeout_s)
        except TimeoutError as error:
            last = "\n    ".join(self._last_lines[program.name][-10:])
            raise NotReady(
                f"{program.name} doesn't serve after {program.ready_timeout_s:.0f} s. It said last:\n    {last}"
            ) from error

    async def _keep(self, program: Program, started: asyncio.Event) -> None:
        pause_s = FIRST_PAUSE_S
        loop = asyncio.get_running_loop()
        while not self._stopping.is_set():
            begun = loop.time()
            process = await asyncio.create_subprocess_exec(
                *program.command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
                env=dict(program.environment) or None,
                limit=LONGEST_LINE_BYTES,
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )
            self._running[program.name] = process
            started.set()
            await self._pass_on(program.name, process)
            code = await process.wait()
            if self._stopping.is_set():
                return
            pause_s = FIRST_PAUSE_S if loop.time() - begun > STEADY_AFTER_S else pause_s
            self._say(program.name, f"ended with code {code}; starting it again in {pause_s:.1f} s")
            await asyncio.sleep(pause_s)
            pause_s = min(self._longest_pause_s, pause_s * 2)

    async def _pass_on(self, name: str, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None  # noqa: S101 (asked for with PIPE above)
        lines = self._last_lines.setdefault(name, [])
        while True:
            try:
                raw = await process.stdout.readline()
            except ValueError:
                continue
            if not raw:
                return
            line = raw.decode("utf-8", "replace").rstrip()
            lines.append(line)
            del lines[:-50]
            self._say(name, line)

    async def stop(self) -> None:
        """End all programs in reverse order of their start; a deaf one is killed after STOP_TIMEOUT_S."""
        self._stopping.set()
        for name, keeper in reversed(self._keepers):
            process = self._running.get(name)
            if process is not None and process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.terminate()
                try:
                    await asyncio.wait_for(asyncio.shield(keeper), STOP_TIMEOUT_S)
                except TimeoutError:
                    self._say(name, f"still there after {STOP_TIMEOUT_S:.0f} s: killed")
                    with contextlib.suppress(ProcessLookupError):
                        process.kill()
                    await process.wait()
            keeper.cancel()
        await asyncio.gather(*(keeper for _, keeper in self._keepers), return_exceptions=True)
        self._keepers.clear()
