"""The hall's one port for the bus: identification goes to its own service, everything else to the queue."""

import asyncio
from collections.abc import Sequence

from api.messages.completion import Completion
from api.messages.identity_commands import IDENTITY_COMMANDS
from api.ports import HallPort, Submission
from hall_controller.identity.service import IdentityService

_KINDS = tuple(IDENTITY_COMMANDS.values())


class WithIdentity:
    """Implements `api.ports.HallPort`."""

    def __init__(self, hall: HallPort, identity: IdentityService) -> None:
        self._hall = hall
        self._identity = identity

    async def submit(self, submission: Submission) -> Completion:
        port = self._identity if isinstance(submission.command, _KINDS) else self._hall
        return await port.submit(submission)

    async def submit_many(self, submissions: Sequence[Submission]) -> list[Completion]:
        return list(await asyncio.gather(*[self.submit(submission) for submission in submissions]))
