"""A driver that hangs in a system call nobody can interrupt: it opens a named pipe to which no one writes."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar

from api.messages.device_commands import DeviceCommand
from api.messages.state import Status
from api.messages.words import DeviceState
from drivers.core.driver import Driver, DriverConfig, Result
from drivers.core.job import Job
from drivers.core.link import Link


class BlockedConfig(DriverConfig):
    pipe: Path


class BlockedDevice(Driver):
    kind = "blocked-device"
    Config = BlockedConfig
    commands: ClassVar[Mapping[type[DeviceCommand], Callable[[Any, Any, Job], Result]]] = {}

    def connect(self, link: Link) -> None:
        os.close(os.open(self.config.pipe, os.O_RDONLY))

    def check(self) -> None:
        """Well once it is free."""

    def status(self) -> Status:
        return Status(device=DeviceState.ONLINE)
