"""Commands of the hall that are answered beside the queue engine: none of them changes a ticket or a window.

One table for topics, access, roles and the inbox; each part's own module says what the commands mean.
"""

from collections.abc import Mapping

from api.messages.hall_command import HallCommand
from api.messages.identity_commands import IDENTITY_COMMANDS, IDENTITY_REPORTS, PERSONAL_HALL_COMMANDS
from api.messages.item_commands import ITEM_COMMANDS, ITEM_REPORTS, PERSONAL_ITEM_COMMANDS

TERMINAL_COMMANDS: Mapping[str, type[HallCommand]] = IDENTITY_COMMANDS | ITEM_COMMANDS
"""Of terminals only, over MQTT."""
BESIDE_REPORTS = IDENTITY_REPORTS | ITEM_REPORTS
"""What has happened already: waits in the terminal's outbox, and is taken however late it comes."""
PERSONAL_COMMANDS = PERSONAL_HALL_COMMANDS | PERSONAL_ITEM_COMMANDS
"""Neither the command nor its answer is kept by the bus or the broker."""
