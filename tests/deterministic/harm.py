"""Everything that can break, and how it is mended."""

from collections.abc import Callable, Sequence

from tests.deterministic.devices import Cable
from tests.deterministic.machine import Machine
from tests.deterministic.town import Town

JUMPS_MS = (-3_600_000, -20_000, -500, 500, 20_000, 3_600_000)


class Harm:
    """One blow at a time, by chance."""

    def __init__(self, town: Town, machines: Sequence[Machine], controller: Machine) -> None:
        self._town = town
        self._machines = machines
        self._controller = controller
        self._chance = town.stream("harm")

    def strike(self) -> None:
        """Something breaks, or is mended."""
        chance, town = self._chance, self._town
        machine = chance.choice([*self._machines, self._controller, self._controller])
        blow: Callable[[], None] = chance.choice(
            (
                *[lambda: machine.disk.kill_at(chance.randrange(1, machine.busy_writes))] * 3,
                lambda: machine.kill("from outside"),
                lambda: self._cut(machine),
                town.weather.turn,
                town.weather.calm,
                lambda: town.jump_clock(machine.name, chance.choice(JUMPS_MS)),
                lambda: town.jump_clock(machine.name, 0),
                self._crash_broker,
                self._pull_cable,
                self._fill_disk,
            )
        )
        blow()

    def mend(self) -> None:
        """All of it; from now on nothing breaks."""
        town = self._town
        town.weather.calm()
        town.set_clocks_right()
        town.broker.restart()
        for machine in self._machines:
            machine.disk.cancel_kill()
            machine.disk.full = False
            town.broker.mend(machine.name)
        for cable in self._cables():
            cable.plugged = True

    def _cables(self) -> list[Cable]:
        return [*self._town.cables.values(), *(pad.cable for pad in self._town.pads.values())]

    def _cut(self, machine: Machine) -> None:
        self._town.broker.cut(machine.name)
        self._later(20.0, lambda: self._town.broker.mend(machine.name))

    def _crash_broker(self) -> None:
        if self._town.broker.up:
            self._town.broker.crash()
            self._later(5.0, self._town.broker.restart)

    def _pull_cable(self) -> None:
        cable = self._chance.choice(self._cables())
        cable.plugged = False
        self._town.trace.note(cable.name, "unplugged")

        def plug() -> None:
            cable.plugged = True

        self._later(10.0, plug)

    def _fill_disk(self) -> None:
        disk = self._controller.disk
        disk.full = True
        self._town.trace.note(self._controller.name, "disk full")

        def empty() -> None:
            disk.full = False

        self._later(5.0, empty)

    def _later(self, within_s: float, call: Callable[[], None]) -> None:
        self._town.loop.call_later(self._chance.uniform(0.1, within_s), call)
