"""Names of a take's own commands in the store: each has one id for ever."""

REPRINT_COMMAND = "reprint-1"
"""The hall counts one reprint of a take at this kiosk."""


def print_name(copy_number: int) -> str:
    return f"print-{copy_number}"
