"""The whole hall in an emergency: every board says so, the loudspeakers ask people to leave, until it is lifted."""

from pydantic import Field

from api.messages.hall_command import HallCommand

EMERGENCY_TEXT_CHARACTERS = 40
"""More runs through a window's strip too slowly to be read by someone who leaves."""


class BeginEmergency(HallCommand):
    """Ask everybody to leave: boards, loudspeakers, screens and pages. Given again with another text, the text changes."""

    text: str = Field(default="", max_length=EMERGENCY_TEXT_CHARACTERS)
    """Where to go, for the boards and screens: 请从东门离开. Never a person's name."""


class EndEmergency(HallCommand):
    """It is over: boards and loudspeakers go back to calling."""
