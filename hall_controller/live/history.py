"""The day's calls out of the ledger, at start-up: hall screens resume over a restart of the controller."""

from api.messages.views import CallView
from api.ports import LedgerEntry, LedgerPort
from hall_controller.domain.events import CALL_KINDS, EventKind
from hall_controller.live.calls import CALLS_KEPT

EVENTS_LOOKED_AT = 10_000
"""A visit makes some six events and one or two calls: this reaches back over more than the calls kept, in about 0.1 s."""
PAGE = 1_000


async def recent_calls(ledger: LedgerPort, seq: int) -> list[CallView]:
    """The last calls of the day that the ledger's end (`seq`) is in, oldest first."""
    calls: list[CallView] = []
    after = max(0, seq - EVENTS_LOOKED_AT)
    while entries := await ledger.events(after, PAGE):
        for entry in entries:
            if entry.kind == EventKind.DAY_OPENED:
                calls.clear()
            elif entry.kind in CALL_KINDS:
                calls.append(_call(entry))
        after = entries[-1].seq
    return calls[-CALLS_KEPT:]


def _call(entry: LedgerEntry) -> CallView:
    body = entry.body
    return CallView.model_validate(
        {"seq": entry.seq, "number": body["label"], "window": body["window"], "at": entry.at, "times": body["times"]}
    )
