"""What the simulated morning tells at the terminal, in one table."""

from collections.abc import Callable

SENTENCES = {
    "opened": "the windows open",
    "taken": "{number} taken for {service}",
    "taken-unprinted": "{number} taken for {service}, not printed",
    "gave-up": "a citizen gave up at the kiosk: {why}",
    "claim": "{number} claims a class: {ticket_class}",
    "claim-failed": "{number} has no card for the claim: an ordinary number from now on, as old as before",
    "topped": "{number} is put before all others: {reason}",
    "refused": "{number}: the hall says no at the counter ({why})",
    "booked": "{number} had booked, and has checked in without a second ticket",
    "not-checked-in": "{number} can't be checked in: {why}",
    "no-slot": "nobody books: today's last slot has begun",
    "recalled": "{number} doesn't come; called again to window {window}",
    "missed": "{number} missed the call to window {window}",
    "came-back": "{number} is back after a missed call: a few others go first",
    "held": "{number} fetches a paper; window {window} holds the number",
    "returned": "{number} is back at window {window} with the paper",
    "sent-on": "{number} is sent from window {window} to window {other}",
    "paused": "the clerk of window {window} is called away: {number} goes back into line",
    "finished": "{number} served at window {window}",
    "rated": "{number} rated at window {window}",
    "over": "the hall is at rest: {numbers} numbers, {calls} calls",
}
"""Event to sentence; the names in braces are its arguments."""


class Teller:
    """Says what happened, by its word in the table."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write

    def __call__(self, what: str, **values: object) -> None:
        self._write(SENTENCES[what].format(**values))
