"""The demo's supervisor: keeps programs running, ends them all, says why one doesn't serve."""

import asyncio
import os
import signal
import sys

import pytest

from tingtang.supervisor import NotReady, Program, Supervisor

PATIENCE_S = 60.0
READY_LINE = "here"
WAITS = f"import signal, sys; print('{READY_LINE}', flush=True); signal.pause()"
DEAF = (
    f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('{READY_LINE}', flush=True)\nwhile True: signal.pause()"
)


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


class Ear:
    """What programs said; lets a test wait for a line."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str]] = []
        self._heard = asyncio.Event()

    def __call__(self, name: str, line: str) -> None:
        self.lines.append((name, line))
        self._heard.set()

    def count(self, line: str) -> int:
        return sum(said == line for _, said in self.lines)

    async def until(self, line: str, times: int = 1) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while self.count(line) < times:
                await self._heard.wait()
                self._heard.clear()


def is_running(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True


async def test_a_killed_program_is_started_again_and_stop_ends_it() -> None:
    ear = Ear()
    supervisor = Supervisor(ear, longest_pause_s=0.0)
    await supervisor.start(Program("waiter", python(WAITS)))
    await ear.until(READY_LINE)
    first = supervisor.process_id("waiter")
    assert first is not None
    os.kill(first, signal.SIGKILL)
    await ear.until(READY_LINE, times=2)
    second = supervisor.process_id("waiter")
    assert second is not None
    assert second != first
    await supervisor.stop()
    assert not is_running(second)
    assert any("ended with code -9" in line for _, line in ear.lines)


async def test_a_program_that_ignores_sigterm_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tingtang.supervisor.STOP_TIMEOUT_S", 0.2)
    ear = Ear()
    supervisor = Supervisor(ear)
    await supervisor.start(Program("deaf", python(DEAF)))
    await ear.until(READY_LINE)
    process_id = supervisor.process_id("deaf")
    await supervisor.stop()
    assert process_id is not None
    assert not is_running(process_id)
    assert any("killed" in line for _, line in ear.lines)


async def test_programs_end_in_reverse_order() -> None:
    ear = Ear()
    supervisor = Supervisor(ear)
    farewell = "import signal, sys; signal.signal(signal.SIGTERM, lambda *_: (print('bye', flush=True), sys.exit())); "
    for name in ("first", "second", "third"):
        await supervisor.start(Program(name, python(f"{farewell}print('{READY_LINE}', flush=True); signal.pause()")))
    await ear.until(READY_LINE, times=3)
    await supervisor.stop()
    assert [name for name, line in ear.lines if line == "bye"] == ["third", "second", "first"]


async def test_a_program_that_does_not_serve_is_named_with_its_last_words() -> None:
    ear = Ear()

    async def never() -> None:
        await asyncio.Event().wait()

    supervisor = Supervisor(ear)
    program = Program("mute", python("print('no such port', flush=True); import signal; signal.pause()"), {}, never, 0.5)
    try:
        with pytest.raises(NotReady, match=r"mute doesn't serve after 0 s"):
            await supervisor.start(program)
    finally:
        await supervisor.stop()


async def test_children_die_with_a_killed_supervisor() -> None:
    code = (
        "import asyncio, sys\n"
        "from tingtang.supervisor import Program, Supervisor\n"
        "async def main():\n"
        "    supervisor = Supervisor(lambda name, line: print(line, flush=True))\n"
        f"    await supervisor.start(Program('child', (sys.executable, '-c', {WAITS!r})))\n"
        "    print('child', supervisor.process_id('child'), flush=True)\n"
        "    await asyncio.Event().wait()\n"
        "asyncio.run(main())\n"
    )
    parent = await asyncio.create_subprocess_exec(*python(code), stdout=asyncio.subprocess.PIPE)
    assert parent.stdout is not None
    child = 0
    async with asyncio.timeout(PATIENCE_S):
        while not child:
            line = (await parent.stdout.readline()).decode()
            child = int(line.split()[1]) if line.startswith("child") else 0
        ended = asyncio.Event()
        handle = os.pidfd_open(child)
        try:
            asyncio.get_running_loop().add_reader(handle, ended.set)
            parent.kill()
            await parent.wait()
            await ended.wait()
        finally:
            asyncio.get_running_loop().remove_reader(handle)
            os.close(handle)
