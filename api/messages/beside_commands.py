"""Commands of the hall that are answered beside the queue engine: none of them changes a ticket or a window.

One table for topics, access, roles and the inbox; each part's own module says what the commands mean.
"""

from api.messages.duty_commands import (
    DESK_DUTY_COMMANDS,
    DUTY_COMMANDS,
    DUTY_REPORTS,
    PERSONAL_DUTY_COMMANDS,
    TERMINAL_DUTY_COMMANDS,
)
from api.messages.hall_command import HallCommand
from api.messages.identity_commands import IDENTITY_COMMANDS, IDENTITY_REPORTS, PERSONAL_HALL_COMMANDS
from api.messages.item_commands import ITEM_COMMANDS, ITEM_REPORTS, PERSONAL_ITEM_COMMANDS

TERMINAL_COMMANDS: dict[str, type[HallCommand]] = (
    IDENTITY_COMMANDS | ITEM_COMMANDS | {name: DUTY_COMMANDS[name] for name in sorted(TERMINAL_DUTY_COMMANDS)}
)
"""Of terminals, over MQTT."""
DESK_COMMANDS: dict[str, type[HallCommand]] = {name: DUTY_COMMANDS[name] for name in sorted(DESK_DUTY_COMMANDS)}
"""Of people who are signed in, over HTTP."""
BESIDE_REPORTS = IDENTITY_REPORTS | ITEM_REPORTS | DUTY_REPORTS
"""What has happened already: waits in the terminal's outbox, and is taken however late it comes."""
PERSONAL_COMMANDS = PERSONAL_HALL_COMMANDS | PERSONAL_ITEM_COMMANDS | PERSONAL_DUTY_COMMANDS
"""Neither the command nor its answer is kept by the bus or the broker."""
