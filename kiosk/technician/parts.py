"""The technician's part of a kiosk put together: its port, the daily self-test, and what it says of itself to the hall."""

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from api.bus.port import BusPort
from api.messages.state import Fault, Faults
from api.messages.words import Action
from api.process.settings_file import ConfigurationError
from api.text.catalogue import TextCatalogue
from kiosk.check.finding import Finding
from kiosk.settings import KioskSettings
from kiosk.technician.code import CodeFileUnsafe, read_code
from kiosk.technician.log_ring import ring_on_root
from kiosk.technician.service import KioskTechnician, Machine

Look = Callable[[KioskSettings, TextCatalogue], list[Finding]]
"""The machine around, part by part."""


@dataclass(frozen=True, slots=True)
class TechnicianWorld:
    """What it takes from the kiosk around it."""

    bus: BusPort
    texts: TextCatalogue
    now_ms: Callable[[], int]
    local: Callable[[int], datetime]
    new_id: Callable[[], str]
    blanks: Callable[[], int | None]
    refill: Callable[[int], None]
    clock_offset_ms: Callable[[], int]
    look: Look


def look_at_machine(settings: KioskSettings, texts: TextCatalogue) -> list[Finding]:
    """The start-up check without a window; blocks for some seconds."""
    # Here, since it loads what reads fonts, which a start of the kiosk needn't wait for.
    from kiosk.check.run import check

    return check(settings, texts, environment=dict(os.environ), window=False)


class TechnicianParts:
    """`tick` now and then, `stop` at the end."""

    def __init__(self, settings: KioskSettings, world: TechnicianWorld, screen_device: str) -> None:
        """
        Raises:
            ConfigurationError: the code's file can't be used.
        """
        self._settings = settings
        self._world = world
        self._screen = screen_device
        self._known: dict[str, Fault] = {}
        path = settings.technician.code_file
        try:
            code = read_code(path) if path is not None else None
        except CodeFileUnsafe as error:
            raise ConfigurationError(f"{error}; technician.code_file names it") from error
        self.port = KioskTechnician(
            settings,
            code,
            Machine(
                bus=world.bus,
                look=lambda: world.look(settings, world.texts),
                ring=ring_on_root(),
                now_ms=world.now_ms,
                local=world.local,
                new_id=world.new_id,
                blanks=world.blanks,
                refill=world.refill,
                clock_offset_ms=world.clock_offset_ms,
                restart=lambda: os.kill(os.getpid(), signal.SIGTERM),
                changed=self._tell,
            ),
        )

    def tick(self, *, somebody: bool) -> None:
        """`somebody`: a session is under way; its kiosk has other things to do."""
        if not somebody:
            self.port.run_daily()

    async def stop(self) -> None:
        await self.port.stop()

    def _tell(self) -> None:
        """What the self-test found broken, as faults on the hall's device board; gone once a test finds it well."""
        now = self._world.now_ms()
        self._known = {
            part: self._known.get(part) or Fault(code=f"check.{part}", action=Action.MAINTENANCE, since=now)
            for part in self.port.broken
        }
        self._world.bus.set_state(self._screen, "fault", Faults(faults=tuple(self._known.values())))
