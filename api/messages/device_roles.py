"""Which role may send which command to a device from a page: the one table. What isn't in it no person sends.

Commands with somebody's data in them or in their result (printing tickets, reading cards, codes and keys) are for programs only,
and so is what the hall shows, says and asks by itself.
"""

from collections.abc import Mapping

from api.messages import device_commands as commands
from api.messages.words import Role

_HALL = frozenset({Role.MANAGER})
_TECHNICIAN = frozenset({Role.TECHNICIAN})
_BOTH = _HALL | _TECHNICIAN

DEVICE_COMMAND_ROLES: Mapping[type[commands.DeviceCommand], frozenset[Role]] = {
    commands.LoadPaper: _BOTH,
    commands.Feed: _BOTH,
    commands.Eject: _BOTH,
    commands.Retract: _BOTH,
    commands.ClearAlarm: _BOTH,
    commands.Identify: _BOTH,
    commands.TestPattern: _BOTH,
    commands.Blank: _BOTH,
    commands.Brightness: _BOTH,
    commands.Volume: _BOTH,
    commands.SwitchPower: _BOTH,
    commands.Reset: _BOTH,
    commands.Open: _HALL,
    commands.StopSpeaking: _HALL,
    commands.Diagnose: _TECHNICIAN,
}
"""Who answers for the hall's door and voice is the manager. A technician tests both at the device: `tingtang device test`."""

DEVICE_COMMANDS_OF_PEOPLE: Mapping[str, type[commands.DeviceCommand]] = {
    name: model for name, model in commands.DEVICE_COMMANDS.items() if model in DEVICE_COMMAND_ROLES
}
"""The same commands by wire name, in the contract's order."""


def may_send(role: Role, command: type[commands.DeviceCommand]) -> bool:
    return role in DEVICE_COMMAND_ROLES.get(command, frozenset())
