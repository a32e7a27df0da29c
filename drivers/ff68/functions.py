"""Function bytes of the FF 68 bus that the host sends."""

SHOW = 0x02
"""Six digits on the pad's display."""
BEEP = 0x03
HOST_FUNCTIONS = frozenset((SHOW, BEEP))
