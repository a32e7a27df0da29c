"""A program of ours whose one thread can be stopped for real, in a read that doesn't return, while everything else goes on."""

import asyncio
import os
import signal
from pathlib import Path

from tests.support.agent_process import NotifySocket, Process, until

FED = "WATCHDOG=1"
START_S = 240.0
"""A kiosk draws its first screen within three seconds; a machine that does ten other things takes a minute."""
INTERVAL_S = 0.1
LIMIT_US = 300_000
"""Three times the interval, as systemd would ask for it."""
LOOKS = 3
"""On a busy machine what was due before the thread stood may be told after it."""

UI_THREAD = """
import signal, sys
signal.signal(signal.SIGUSR1, lambda *_: open({gate!r}).read())
from {module}.program import main
sys.exit(main(["--config", {config!r}]))
"""
"""The main thread runs the handler, and with it stands what that thread does."""

WRITER_THREAD = """
import signal, sys
import hall_controller.store.hall_store as store
write, stopped = store.write_one_page, []
def gated(connection):
    if stopped:
        stopped.clear()
        open({gate!r}).read()
    write(connection)
store.write_one_page = gated
signal.signal(signal.SIGUSR1, lambda *_: stopped.append(True))
from {module}.program import main
sys.exit(main(["--config", {config!r}]))
"""
"""The disk doesn't answer: the writer's thread stands in its write."""


class StoppableProcess:
    """Args: script: one of the above."""

    def __init__(self, folder: Path, module: str, config: Path, script: str, environment: dict[str, str]) -> None:
        self._gate = folder / "gate"
        os.mkfifo(self._gate)
        self.notify = NotifySocket()
        told = {"NOTIFY_SOCKET": self.notify.path, "WATCHDOG_USEC": str(LIMIT_US)}
        code = script.format(gate=str(self._gate), module=module, config=str(config))
        self._process = Process(module, folder, "-c", code, environment=environment | told)
        self._held: int | None = None

    async def start(self) -> None:
        """Returns when it has said READY and was fed."""
        await self._process.start()
        await until(lambda: not self._process.running or "READY=1" in self.notify.read(), "ready", START_S)
        assert self._process.running, self._process.log.read_text("utf-8")
        await self.fed_again()

    async def stop_thread(self) -> None:
        """Returns when it stands."""
        os.kill(self._process.pid, signal.SIGUSR1)
        self._held = await asyncio.to_thread(os.open, self._gate, os.O_WRONLY)

    def let_go(self) -> None:
        if self._held is not None:
            os.close(self._held)
            self._held = None

    async def fed_again(self) -> None:
        before = self.notify.read().count(FED)
        await until(lambda: self.notify.read().count(FED) > before + 1, "fed")

    async def starves(self) -> bool:
        """Not fed for longer than systemd's limit."""
        for _ in range(LOOKS):
            before = self.notify.read().count(FED)
            await asyncio.sleep(2 * LIMIT_US / 1_000_000)
            if self.notify.read().count(FED) == before:
                return True
        return False

    async def end(self) -> None:
        self.let_go()
        await self._process.kill()
        self.notify.close()
