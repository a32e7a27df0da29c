"""The hall's one port, with a part beside the queue in front: its commands go to that part, everything else on to the queue."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Protocol

from api.messages.completion import Completion
from api.messages.hall_command import HallCommand
from api.ports import HallPort, Submission


class Part(Protocol):
    async def submit(self, submission: Submission) -> Completion: ...


class Beside:
    """Implements `api.ports.HallPort`.

    Args:
        part: carries out `commands`.
        hall: everything else; it may be another of these.
    """

    def __init__(self, hall: HallPort, part: Part, commands: Iterable[type[HallCommand]]) -> None:
        self._hall = hall
        self._part = part
        self._commands = tuple(commands)

    async def submit(self, submission: Submission) -> Completion:
        port = self._part if isinstance(submission.command, self._commands) else self._hall
        return await port.submit(submission)

    async def submit_many(self, submissions: Sequence[Submission]) -> list[Completion]:
        """The queue's share of a batch stays one."""
        own = [index for index, one in enumerate(submissions) if isinstance(one.command, self._commands)]
        if not own:
            return await self._hall.submit_many(submissions)
        return list(await asyncio.gather(*[self.submit(submission) for submission in submissions]))
