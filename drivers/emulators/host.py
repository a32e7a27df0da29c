"""Many emulators in one process, and the table by which the control port finds them."""

import asyncio
from collections.abc import Sequence

from drivers.emulators.config import ConfigError, Section
from drivers.emulators.control import ControlPort
from drivers.emulators.device import Emulator, Face
from drivers.emulators.kinds import Bench, Built, build


class Host:
    """Starts all, stops all."""

    def __init__(self, built: Sequence[Built], control_port: int) -> None:
        self._emulators: list[Emulator] = [one.emulator for one in built]
        self.faces: dict[str, Face] = {}
        for face in (face for one in built for face in one.faces):
            if face.id in self.faces:
                raise ConfigError(f"id {face.id!r} stands more than once")
            self.faces[face.id] = face
        self.control = ControlPort(self.faces, control_port)

    async def start(self) -> None:
        """Leaves nothing running when one of them can't start."""
        try:
            for emulator in self._emulators:
                await emulator.start()
            await self.control.start()
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        await self.control.stop()
        await asyncio.gather(*(emulator.stop() for emulator in self._emulators))


def host_from(file: Section, bench: Bench) -> Host:
    """The host of a whole file.

    Raises:
        ConfigError: a key is missing, unknown or wrong, or an id stands twice.
    """
    settings = file.table("host")
    port = settings.number("control_port", 0, 65_535)
    settings.done()
    built = [build(section, bench) for section in file.tables("emulators")]
    file.done()
    return Host(built, port)
